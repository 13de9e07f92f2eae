using System.Numerics;
using Snowball.Sim.Roads;

namespace Snowball.Sim.Recording.Foxglove;

/// <summary>
/// A road as lines: its edges and the lines between its lanes, dashed where they may be crossed, the rails of its barriers, and boxes for what
/// else stands on it.
/// </summary>
internal static class RoadEntities
{
    // Paint as on German motorways: 0.15 m wide, at edges 0.3 m; dashes of 6 m with 12 m between them.
    private const float LineWidth = 0.15f, EdgeWidth = 0.3f, Dash = 6f, Period = 18f;

    // Lanes are neighbours where their edges are nearer than this, m; thinner ones have no lines.
    private const float Neighbourhood = 0.2f, ThinnestLane = 0.3f;

    // A line may leave what it stands for by this much, m, and a straight piece of it be as long as this many points.
    private const float Deviation = 0.03f;
    private const int LongestPiece = 100;

    // Rails whose ends are nearer than this are one, m.
    private const float RailJoint = 0.2f, RailWidth = 0.1f;

    private static readonly Vector4 s_paint = new(1f, 1f, 1f, 1f), s_rail = new(0.6f, 0.65f, 0.7f, 1f), s_obstacle = new(0.9f, 0.3f, 0.1f, 1f);
    private static readonly Dictionary<string, string> s_nothing = [];

    /// <summary>How the line on one side of a lane is painted.</summary>
    private enum Paint
    {
        None,
        Dashes,
        Line,
        Edge,
    }

    /// <summary>A road between two distances along it, m.</summary>
    public static List<SceneEntity> Of(Carriageway road, float from, float to)
    {
        var lines = new List<SceneLine>();
        var dashes = new List<Vector3>();
        for (int lane = 0; lane < road.Lanes; lane++)
        {
            foreach (float side in (ReadOnlySpan<float>)[0.5f, -0.5f]) AddLine(road, lane, side, from, to, lines, dashes);
        }
        lines.Add(new SceneLine(SceneLineKind.Separate, LineWidth, s_paint, dashes));
        return
        [
            new SceneEntity("lanes", [], lines, s_nothing),
            new SceneEntity("barriers", [.. Obstacles(road)], [.. Rails(road)], s_nothing),
        ];
    }

    /// <summary>Walks along one side of a lane (0.5 left, -0.5 right) and paints it.</summary>
    private static void AddLine(Carriageway road, int lane, float side, float from, float to, List<SceneLine> lines, List<Vector3> dashes)
    {
        var piece = new List<Vector3>();
        var present = Paint.None;
        for (float s = from; s <= to; s += Carriageway.StationSpacing)
        {
            var paint = Look(road, lane, side, s);
            if (paint != present)
            {
                Finish();
                present = paint;
            }
            if (paint is Paint.Line or Paint.Edge) piece.Add(At(road, s, Side(road, lane, side, s)));
            if (paint != Paint.Dashes || Math.Floor((s + Carriageway.StationSpacing) / Period) == Math.Floor(s / Period)) continue;
            float start = (float)Math.Floor((s + Carriageway.StationSpacing) / Period) * Period;
            dashes.Add(At(road, start, Side(road, lane, side, start)));
            dashes.Add(At(road, start + Dash, Side(road, lane, side, start + Dash)));
        }
        Finish();

        void Finish()
        {
            if (piece.Count > 1) lines.Add(new SceneLine(SceneLineKind.Strip, present == Paint.Edge ? EdgeWidth : LineWidth, s_paint, Straighten(piece)));
            piece.Clear();
        }
    }

    /// <summary>The line between two lanes is that on the right of the left one.</summary>
    private static Paint Look(Carriageway road, int lane, float side, float s)
    {
        if (Width(road, lane, s) < ThinnestLane) return Paint.None;
        int other = side > 0 ? lane - 1 : lane + 1;
        bool hasNeighbour = other >= 0 && other < road.Lanes && Width(road, other, s) >= ThinnestLane
            && MathF.Abs(Side(road, lane, side, s) - Side(road, other, -side, s)) < Neighbourhood;
        if (!hasNeighbour) return Paint.Edge;
        if (side > 0) return Paint.None;
        return road.MayChange(lane, 1, s) || road.MayChange(other, -1, s) ? Paint.Dashes : Paint.Line;
    }

    private static float Width(Carriageway road, int lane, float s) => road.Table?.Width(lane, s) ?? road.LaneWidth;

    private static float Side(Carriageway road, int lane, float side, float s) => road.LaneCentre(lane, s) + side * Width(road, lane, s);

    private static Vector3 At(Carriageway road, float s, float d)
    {
        road.ToWorld(s, d, out float x, out float y, out _);
        return SceneRounding.Round(new Vector3(x, y, road.Surface?.Height(s, d) ?? 0f));
    }

    private static IEnumerable<SceneLine> Rails(Carriageway road)
    {
        var rail = new List<Vector3>();
        foreach (var box in road.Obstacles.Boxes.ToArray())
        {
            if (!box.IsRail) continue;
            var along = new Vector2(box.Cos, box.Sin) * box.HalfLength;
            var (start, end) = (Over(road, box, -along), Over(road, box, along));
            if (rail.Count > 0 && Vector3.Distance(rail[^1], start) > RailJoint)
            {
                yield return new SceneLine(SceneLineKind.Strip, RailWidth, s_rail, Straighten(rail));
                rail.Clear();
            }
            if (rail.Count == 0) rail.Add(start);
            rail.Add(end);
        }
        if (rail.Count > 0) yield return new SceneLine(SceneLineKind.Strip, RailWidth, s_rail, Straighten(rail));
    }

    private static IEnumerable<SceneCube> Obstacles(Carriageway road)
    {
        foreach (var box in road.Obstacles.Boxes.ToArray())
        {
            // The ends of barriers are thin boxes on their own.
            if (box.IsRail || MathF.Min(box.HalfLength, box.HalfWidth) < RailWidth / 2) continue;
            var centre = Over(road, box, Vector2.Zero) - new Vector3(0f, 0f, 0.5f * box.Height);
            // Half the angle, by its tangent.
            double half = Math.Sqrt(0.5 * (1 + Math.Max(box.Cos, -1f))), sin = half > 1e-6 ? 0.5 * box.Sin / half : 1;
            yield return new SceneCube(
                SceneRounding.Round(centre), SceneRounding.Round(0, 0, sin, half), new(2 * box.HalfLength, 2 * box.HalfWidth, box.Height), s_obstacle);
        }
    }

    /// <summary>A point on top of a box.</summary>
    private static Vector3 Over(Carriageway road, in ObstacleBox box, Vector2 offset)
    {
        float x = box.X + offset.X, y = box.Y + offset.Y, ground = 0f;
        if (road.Surface is { } surface)
        {
            int nearest = 0;
            double least = double.PositiveInfinity;
            for (int station = 0; station < road.X.Length; station++)
            {
                double dx = road.X[station] - x, dy = road.Y[station] - y;
                if (dx * dx + dy * dy < least) (nearest, least) = (station, dx * dx + dy * dy);
            }
            road.Project(x, y, nearest * Carriageway.StationSpacing, out float s, out float d);
            ground = surface.Height(s, d);
        }
        return SceneRounding.Round(new Vector3(x, y, ground + box.Height));
    }

    /// <summary>Leaves out points that lie on the way between others.</summary>
    private static List<Vector3> Straighten(List<Vector3> points)
    {
        var kept = new List<Vector3> { points[0] };
        int first = 0;
        for (int last = 2; last < points.Count; last++)
        {
            bool isStraight = last - first <= LongestPiece;
            for (int i = first + 1; i < last && isStraight; i++) isStraight = Distance(points[i], points[first], points[last]) <= Deviation;
            if (isStraight) continue;
            first = last - 1;
            kept.Add(points[first]);
        }
        kept.Add(points[^1]);
        return kept;
    }

    private static float Distance(Vector3 point, Vector3 from, Vector3 to)
    {
        var (along, offset) = (to - from, point - from);
        float share = Math.Clamp(Vector3.Dot(offset, along) / MathF.Max(along.LengthSquared(), 1e-9f), 0f, 1f);
        return (offset - share * along).Length();
    }
}
