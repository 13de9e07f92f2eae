using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>
/// Danger on a grid of speed (one step slower, present, one step faster) x lane (left, present, right) x second: 1 in the
/// second in which the ego would meet a vehicle of that lane at that speed, 0.5 in the seconds beside it. A lane that does not exist is
/// all danger. After highway-env's TimeToCollision.
/// </summary>
internal sealed class TimeToCollisionSensor : ISensor
{
    private const int Choices = 3;
    // One step of speed where the action has a single target speed, m/s.
    private const float DefaultSpeedStep = 5f;
    private readonly VehicleStates _vehicles;
    private readonly LaneOrder _order;
    private readonly int _lanes, _seconds;
    private readonly float _speedStep;

    public TimeToCollisionSensor(TimeToCollisionObservation settings, ActionSettings action, VehicleStates vehicles, LaneOrder order, int lanes)
    {
        (_vehicles, _order, _lanes) = (vehicles, order, lanes);
        _seconds = (int)MathF.Ceiling(settings.Horizon);
        _speedStep = action is MetaAction { TargetSpeeds: { Length: > 1 } speeds } ? speeds[1] - speeds[0] : DefaultSpeedStep;
        var fields = ImmutableArray.CreateBuilder<ObservationField>();
        foreach (string speed in (string[])["slower", "same_speed", "faster"])
        {
            foreach (string lane in (string[])["left", "same_lane", "right"])
            {
                for (int second = 1; second <= _seconds; second++) fields.Add(new($"{speed}_{lane}_{second}s", "", 1f));
            }
        }
        Spec = new ObservationSpec(fields.ToImmutable());
    }

    public string Name => "time-to-collision";

    public ObservationSpec Spec { get; }

    public void Write(int world, Span<float> rows)
    {
        var v = _vehicles;
        rows.Clear();
        for (int ego = 0; ego < v.Egos; ego++)
        {
            int index = world * v.Slots + ego;
            var grid = rows.Slice(ego * Spec.Size, Spec.Size);
            for (int speedChoice = 0; speedChoice < Choices; speedChoice++)
            {
                float speed = v.Speed[index] + (speedChoice - 1) * _speedStep;
                for (int laneChoice = 0; laneChoice < Choices; laneChoice++)
                {
                    int lane = v.Lane[index] + laneChoice - 1;
                    var cells = grid.Slice((speedChoice * Choices + laneChoice) * _seconds, _seconds);
                    if (lane < 0 || lane >= _lanes) cells.Fill(1f);
                    else MarkLane(world, index, lane, speed, cells);
                }
            }
        }
    }

    private void MarkLane(int world, int index, int lane, float speed, Span<float> cells)
    {
        var v = _vehicles;
        for (int rank = 0; rank < _order.Count(world); rank++)
        {
            int other = _order.At(world, rank);
            if (other == index || lane < v.LaneLow[other] || lane > v.LaneHigh[other]) continue;
            float centres = v.S[other] - v.S[index], half = 0.5f * (v.Length[other] + v.Length[index]);
            float closing = speed - v.Speed[other] * v.CosHeading[other];
            // The footprints overlap along the lane from one time to another.
            float gap = centres > 0 ? centres - half : centres + half;
            float time = MathF.Abs(centres) <= half ? 0f : gap / closing;
            if (!(time >= 0f && time < cells.Length)) continue;
            int second = (int)time;
            Mark(cells, second - 1, 0.5f);
            Mark(cells, second, 1f);
            Mark(cells, second + 1, 0.5f);
        }
    }

    private static void Mark(Span<float> cells, int second, float danger)
    {
        if (second >= 0 && second < cells.Length && cells[second] < danger) cells[second] = danger;
    }
}
