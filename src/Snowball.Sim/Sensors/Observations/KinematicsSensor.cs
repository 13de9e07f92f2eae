using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>
/// The nearest vehicles as a table: highway-env's Kinematics observation. Row 0 is the ego, absolute; then others in the order of their
/// distance along the road, relative to it, from two lengths behind on; obstacles among them where they are observed, behind vehicles as far away. Lateral values grow to the right, from lane 0's centre.
/// </summary>
internal sealed class KinematicsSensor : ISensor
{
    private readonly KinematicsObservation _settings;
    private readonly VehicleStates _vehicles;
    private readonly LaneOrder _order;
    private readonly RoadFrame _frame;

    public KinematicsSensor(KinematicsObservation settings, VehicleStates vehicles, LaneOrder order, RoadFrame frame)
    {
        (_settings, _vehicles, _order, _frame) = (settings, vehicles, order, frame);
        var fields = ImmutableArray.CreateBuilder<ObservationField>();
        for (int row = 0; row < settings.Vehicles; row++)
        {
            string who = row == 0 ? "ego" : $"vehicle_{row}";
            foreach (var field in settings.Fields)
            {
                fields.Add(field switch
                {
                    KinematicsField.Presence => new($"{who}_presence", "", 1f),
                    KinematicsField.X => new($"{who}_x", "m", settings.ScaleX),
                    KinematicsField.Y => new($"{who}_y", "m", settings.ScaleY),
                    KinematicsField.Vx => new($"{who}_vx", "m/s", settings.ScaleSpeed),
                    KinematicsField.Vy => new($"{who}_vy", "m/s", settings.ScaleSpeed),
                    KinematicsField.CosHeading => new($"{who}_cos_heading", "", 1f),
                    _ => new($"{who}_sin_heading", "", 1f),
                });
            }
        }
        Spec = new ObservationSpec(fields.ToImmutable());
    }

    public string Name => "kinematics";

    public ObservationSpec Spec { get; }

    public void Write(int world, Span<float> rows)
    {
        var v = _vehicles;
        int width = _settings.Fields.Length;
        rows.Clear();
        for (int ego = 0; ego < v.Egos; ego++)
        {
            int index = world * v.Slots + ego;
            var table = rows.Slice(ego * Spec.Size, Spec.Size);
            WriteRow(table[..width], index, 0f, 0.5f * _frame.LaneWidth, 0f, 0f);
            float vx = v.Speed[index] * v.CosHeading[index], vy = v.Speed[index] * v.SinHeading[index];
            // Others in order of |ds|, by walking outwards from the ego's place in the order.
            var obstacles = _settings.Obstacles ? _frame.Road(world).Obstacles.Obstacles : [];
            var (obstacle, distanceThere) = NextObstacle(obstacles, index, -1, 0f);
            int rank = _order.Rank(index), ahead = rank - 1, behind = rank + 1, count = _order.Count(world);
            for (int row = 1; row < _settings.Vehicles;)
            {
                float distanceAhead = ahead >= 0 ? v.S[_order.At(world, ahead)] - v.S[index] : float.PositiveInfinity;
                float distanceBehind = behind < count ? v.S[index] - v.S[_order.At(world, behind)] : float.PositiveInfinity;
                if (distanceBehind >= 2f * v.Length[index]) distanceBehind = float.PositiveInfinity;
                bool takeAhead = distanceAhead <= distanceBehind;
                float distance = takeAhead ? distanceAhead : distanceBehind;
                if (!(MathF.Min(distance, distanceThere) < _settings.Range)) break;
                if (distanceThere < distance)
                {
                    var place = obstacles[obstacle];
                    if (IsInRange(place.S - v.S[index], place.D - v.D[index])) WriteRow(table.Slice(row++ * width, width), place, index, vx, -vy);
                    (obstacle, distanceThere) = NextObstacle(obstacles, index, obstacle, distanceThere);
                    continue;
                }
                int other = _order.At(world, takeAhead ? ahead-- : behind++);
                if (!IsInRange(v.S[other] - v.S[index], v.D[other] - v.D[index])) continue;
                WriteRow(table.Slice(row++ * width, width), other, v.S[index], -v.D[index], vx, -vy);
            }
        }
    }

    /// <summary>One vehicle relative to a position (s, and to the right) and a velocity (along, and to the right).</summary>
    private void WriteRow(Span<float> row, int index, float s, float right, float vx, float vy)
    {
        var v = _vehicles;
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = _settings.Fields[i] switch
            {
                KinematicsField.Presence => 1f,
                KinematicsField.X => Clip((v.S[index] - s) / _settings.ScaleX),
                KinematicsField.Y => Clip((-v.D[index] - right) / _settings.ScaleY),
                KinematicsField.Vx => Clip((v.Speed[index] * v.CosHeading[index] - vx) / _settings.ScaleSpeed),
                KinematicsField.Vy => Clip((-v.Speed[index] * v.SinHeading[index] - vy) / _settings.ScaleSpeed),
                KinematicsField.CosHeading => v.CosHeading[index],
                _ => -v.SinHeading[index],
            };
        }
    }

    /// <summary>An obstacle relative to an ego, whose velocity is given along and to the right.</summary>
    private void WriteRow(Span<float> row, in ObstacleFootprint obstacle, int ego, float vx, float vy)
    {
        var v = _vehicles;
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = _settings.Fields[i] switch
            {
                KinematicsField.Presence => 1f,
                KinematicsField.X => Clip((obstacle.S - v.S[ego]) / _settings.ScaleX),
                KinematicsField.Y => Clip((v.D[ego] - obstacle.D) / _settings.ScaleY),
                KinematicsField.Vx => Clip(-vx / _settings.ScaleSpeed),
                KinematicsField.Vy => Clip(-vy / _settings.ScaleSpeed),
                KinematicsField.CosHeading => Elementary.SinCos(obstacle.Heading).Cos,
                _ => -Elementary.SinCos(obstacle.Heading).Sin,
            };
        }
    }

    /// <summary>The obstacle that is next in the order of distance along the road after one, and that distance, m: infinite where there is none.</summary>
    private (int Obstacle, float Distance) NextObstacle(ImmutableArray<ObstacleFootprint> obstacles, int ego, int last, float lastDistance)
    {
        (int best, float least) = (-1, float.PositiveInfinity);
        for (int i = 0; i < obstacles.Length; i++)
        {
            float ahead = obstacles[i].S - _vehicles.S[ego];
            if (ahead <= -2f * _vehicles.Length[ego]) continue;
            float distance = MathF.Abs(ahead);
            bool isAfter = distance > lastDistance || (distance == lastDistance && i > last);
            if (isAfter && distance < least) (best, least) = (i, distance);
        }
        return (best, least);
    }

    private bool IsInRange(float ds, float dd) => ds * ds + dd * dd < _settings.Range * _settings.Range;

    private static float Clip(float value) => Elementary.Clip(value, -1f, 1f);
}
