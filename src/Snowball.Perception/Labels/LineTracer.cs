using System.Collections.Immutable;
using System.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Labels;

/// <summary>Follows the lines of an ego's lane and of the lanes beside it through a picture.</summary>
internal sealed class LineTracer
{
    /// <summary>How far ahead of the ego's reference point lines are followed, m.</summary>
    public const float Reach = 100f;

    // Between points, m; lanes whose borders lie farther apart than this have no line in common, and a lane that is narrower has none, m.
    private const float Spacing = 1f, Apart = 0.3f, Narrow = 0.3f;

    // Nearest depth that is projected, m; and by how much a point may lie lower than a nearer one without being behind it, as a tangent.
    private const float Nearest = 0.2f, Tolerance = 5e-4f;

    private readonly List<Vector3> _points = [];

    /// <summary>The lines that are seen, from the left to the right.</summary>
    /// <param name="road">The road.</param>
    /// <param name="lane">The ego's lane.</param>
    /// <param name="s">Where the ego is, m along the road.</param>
    /// <param name="view">How the picture is taken.</param>
    public ImmutableArray<LaneLine> Trace(Carriageway road, int lane, float s, in PictureView view)
    {
        var lines = ImmutableArray.CreateBuilder<LaneLine>(4);
        foreach (int side in (ReadOnlySpan<int>)[-2, -1, 1, 2])
        {
            Follow(road, lane, side, s, view.Pose.Position);
            if (Cut(side, view) is { } line) lines.Add(line);
        }
        return lines.ToImmutable();
    }

    /// <summary>Takes the first stretch of a line on which it exists and no crest hides it, in the world's frame.</summary>
    private void Follow(Carriageway road, int lane, int side, float s, Vector3 eye)
    {
        _points.Clear();
        float highest = float.NegativeInfinity, last = float.PositiveInfinity;
        for (float ahead = 0f; ahead <= Reach && s + ahead <= road.Length; ahead += Spacing)
        {
            if (Border(road, lane, side, s + ahead) is not { } d)
            {
                if (_points.Count > 0) return;
                continue;
            }
            road.ToWorld(s + ahead, d, out float x, out float y, out _);
            var point = new Vector3(x, y, road.Surface?.Height(s + ahead, d) ?? 0f);
            var offset = point - eye;
            float distance = MathF.Sqrt(offset.X * offset.X + offset.Y * offset.Y), slope = offset.Z / distance;
            // A line beside the camera comes nearer at first, and so lower.
            if (distance > last && slope < highest - Tolerance) return;
            highest = distance > last ? MathF.Max(highest, slope) : slope;
            last = distance;
            _points.Add(point);
        }
    }

    /// <summary>d of a line at s, m; null where it is not there.</summary>
    private static float? Border(Carriageway road, int lane, int side, float s)
    {
        int direction = Math.Sign(side);
        if (road.Table is not { } table)
        {
            // Lines have the number of the lane on their right.
            int line = lane + (side < 0 ? side + 1 : side);
            return line >= 0 && line <= road.Lanes ? -line * road.LaneWidth : null;
        }
        if (table.Width(lane, s) < Narrow) return null;
        float border = BorderOf(lane);
        if (Math.Abs(side) == 1) return border;
        for (int next = lane + direction; next >= 0 && next < table.Lanes; next += direction)
        {
            if (table.Width(next, s) < Narrow) continue;
            float shared = table.Centre(next, s) + 0.5f * direction * table.Width(next, s);
            return MathF.Abs(shared - border) < Apart ? BorderOf(next) : null;
        }
        return null;

        float BorderOf(int of) => table.Centre(of, s) - 0.5f * direction * table.Width(of, s);
    }

    /// <summary>Cuts the line to what is within the picture; null where nothing is.</summary>
    private LaneLine? Cut(int side, in PictureView view)
    {
        var pixels = ImmutableArray.CreateBuilder<Vector2>();
        var metres = ImmutableArray.CreateBuilder<Vector3>();
        for (int i = 0; i + 1 < _points.Count; i++)
        {
            var (from, to) = (_points[i], _points[i + 1]);
            var (enters, leaves) = Inside(from, to, view);
            if (enters >= leaves)
            {
                if (pixels.Count > 0) break;
                continue;
            }
            if (pixels.Count == 0) Add(from + enters * (to - from), view, pixels, metres);
            Add(from + leaves * (to - from), view, pixels, metres);
            if (leaves < 1f) break;
        }
        return pixels.Count == 0 ? null : new LaneLine(side, pixels.ToImmutable(), metres.ToImmutable());
    }

    private static void Add(Vector3 point, in PictureView view, ImmutableArray<Vector2>.Builder pixels, ImmutableArray<Vector3>.Builder metres)
    {
        var seen = view.Camera.Project(view.Pose, point);
        pixels.Add(new(Math.Clamp(seen.X, 0f, view.Camera.Width), Math.Clamp(seen.Y, 0f, view.Camera.Height)));
        metres.Add(EgoAxes.Point(view.Carrier, point));
    }

    /// <summary>The part of a segment, 0 to 1, that is within the pyramid of a picture (Liang and Barsky 1984).</summary>
    private static (float Enters, float Leaves) Inside(Vector3 from, Vector3 to, in PictureView view)
    {
        Span<float> first = stackalloc float[5], second = stackalloc float[5];
        Distances(from, view, first);
        Distances(to, view, second);
        float enters = 0f, leaves = 1f;
        for (int i = 0; i < first.Length; i++)
        {
            if (first[i] < 0f && second[i] < 0f) return (1f, 0f);
            float crossing = first[i] / (first[i] - second[i]);
            if (first[i] < 0f) enters = MathF.Max(enters, crossing);
            else if (second[i] < 0f) leaves = MathF.Min(leaves, crossing);
        }
        return (enters, leaves);
    }

    /// <summary>How far a point is on the inner side of the planes of a picture, in five scales.</summary>
    private static void Distances(Vector3 point, in PictureView view, Span<float> distances)
    {
        var offset = point - view.Pose.Position;
        float depth = Vector3.Dot(offset, view.Pose.Forward), left = view.Camera.FocalLength * Vector3.Dot(offset, view.Pose.Left), up = view.Camera.FocalLength * Vector3.Dot(offset, view.Pose.Up);
        float halfWidth = 0.5f * view.Camera.Width * depth, halfHeight = 0.5f * view.Camera.Height * depth;
        distances[0] = depth - Nearest;
        distances[1] = halfWidth - left;
        distances[2] = halfWidth + left;
        distances[3] = halfHeight - up;
        distances[4] = halfHeight + up;
    }
}
