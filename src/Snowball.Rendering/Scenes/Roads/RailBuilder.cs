using System.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Guard rails and walls, where contact and lidar have them.</summary>
internal sealed class RailBuilder(RoadShape shape, CrossSections sections, MeshBuilder mesh)
{
    // Below it a rail is open, m; higher barriers are walls.
    private const float Beam = 0.31f, HighestRail = 1f;
    private const float ChunkLength = 60f, Joint = 0.1f, PostSpacing = 4f, PostHalf = 0.04f;

    /// <summary>Where two pieces meet: the foot of its middle, half of the rail's width to its left, and its place along the road, m.</summary>
    private readonly record struct Corner(Vector3 Foot, Vector3 Left, float S);

    /// <summary>Pieces that follow one another, and how high they are, m.</summary>
    private sealed record Line(List<Corner> Corners, float Low, float Top, bool IsLeft, bool IsWall);

    public void Build(IReadOnlyList<RoadsidePlace> places, RoadDetail detail)
    {
        var pieces = new List<RoadsidePlace>();
        foreach (var place in places)
        {
            if (place.Box.IsRail) pieces.Add(place);
        }
        // The pieces of a barrier have indices in a row.
        pieces.Sort((a, b) => a.Index.CompareTo(b.Index));
        for (int i = 0; i < pieces.Count;)
        {
            int row = sections.Nearest(pieces[i].S);
            float height = pieces[i].Box.Height;
            bool isWall = height > HighestRail, isLeft = pieces[i].D > 0.5f * (sections.Left(row) + sections.Edges(row)[^1]);
            var corners = new List<Corner> { End(pieces[i], -1f) };
            do corners.Add(End(pieces[i++], 1f));
            while (i < pieces.Count && GoesOn(pieces[i - 1], pieces[i]));
            Draw(new Line(corners, isWall ? 0f : height - Beam, height, isLeft, isWall), detail);
        }
    }

    private static bool GoesOn(in RoadsidePlace before, in RoadsidePlace next)
    {
        var (a, b) = (before.Box, next.Box);
        float dx = b.X - b.Cos * b.HalfLength - a.X - a.Cos * a.HalfLength, dy = b.Y - b.Sin * b.HalfLength - a.Y - a.Sin * a.HalfLength;
        return next.Index == before.Index + 1 && a.Height == b.Height && dx * dx + dy * dy < Joint * Joint;
    }

    private Corner End(in RoadsidePlace piece, float end)
    {
        var box = piece.Box;
        float x = box.X + end * box.Cos * box.HalfLength, y = box.Y + end * box.Sin * box.HalfLength;
        shape.Road.Project(x, y, piece.S + end * box.HalfLength, out float s, out float d);
        return new(new(x, y, shape.Height(s, d)), box.HalfWidth * new Vector3(-box.Sin, box.Cos, 0f), s);
    }

    private void Draw(Line line, RoadDetail detail)
    {
        var corners = line.Corners;
        var feet = new Vector3[corners.Count];
        for (int i = 0; i < feet.Length; i++) feet[i] = corners[i].Foot;
        var selection = new RowSelection(feet, 1);
        for (int from = 0; from < corners.Count - 1;)
        {
            int to = from + 1;
            while (to < corners.Count - 1 && corners[to].S - corners[from].S < ChunkLength) to++;
            var near = selection.Split([from, to], detail.NearTolerance);
            var nearest = detail.IsRich ? Whole(line, near) : FrontOf(line, near);
            var middle = Coarse(selection.Thin(near, [from, to], detail.MiddleTolerance));
            mesh.Chunk(nearest, middle, Coarse(selection.Thin(near, [from, to], detail.FarTolerance)), detail.Pavement);
            from = to;
        }

        IndexRange Coarse(List<int> joints) => detail.IsRich ? Boxes(line, joints) : FrontOf(line, joints);
    }

    /// <summary>Only what traffic sees.</summary>
    private IndexRange FrontOf(Line line, List<int> joints)
    {
        for (int i = 1; i < joints.Count; i++) Side(line, joints[i - 1], joints[i], line.IsLeft ? -1f : 1f, 1f, line.Low, 1f, line.Top);
        return mesh.Take();
    }

    /// <summary>Both sides and the top.</summary>
    private IndexRange Boxes(Line line, List<int> joints)
    {
        for (int i = 1; i < joints.Count; i++)
        {
            Side(line, joints[i - 1], joints[i], -1f, 1f, line.Low, 1f, line.Top);
            Side(line, joints[i - 1], joints[i], 1f, 1f, line.Low, 1f, line.Top);
            Top(line, joints[i - 1], joints[i]);
        }
        return mesh.Take();
    }

    /// <summary>The profile of a W-beam, and its posts.</summary>
    private IndexRange Whole(Line line, List<int> joints)
    {
        if (line.IsWall) return Boxes(line, joints);
        float quarter = 0.25f * (line.Top - line.Low);
        for (int i = 1; i < joints.Count; i++)
        {
            foreach (float side in (ReadOnlySpan<float>)[-1f, 1f])
            {
                for (int part = 0; part < 4; part++)
                {
                    float low = line.Low + part * quarter;
                    Side(line, joints[i - 1], joints[i], side, part % 2 == 0 ? 0.4f : 1f, low, part % 2 == 0 ? 1f : 0.4f, low + quarter);
                }
            }
            Top(line, joints[i - 1], joints[i]);
            Posts(line, joints[i - 1], joints[i]);
        }
        return mesh.Take();
    }

    /// <summary>A face along the rail on a side (1 left); its lower and upper edge are shares of the half width off the middle.</summary>
    private void Side(Line line, int from, int to, float side, float lowShare, float low, float topShare, float top)
    {
        var (a, b) = (line.Corners[from], line.Corners[to]);
        Vector3 bottomA = a.Foot + side * lowShare * a.Left + low * Vector3.UnitZ, topA = a.Foot + side * topShare * a.Left + top * Vector3.UnitZ;
        Vector3 bottomB = b.Foot + side * lowShare * b.Left + low * Vector3.UnitZ, topB = b.Foot + side * topShare * b.Left + top * Vector3.UnitZ;
        uint colour = line.IsWall ? Palette.Concrete : Palette.Steel;
        if (side > 0f) mesh.Face(SemanticClass.Barrier, colour, bottomB, bottomA, topA, topB);
        else mesh.Face(SemanticClass.Barrier, colour, bottomA, bottomB, topB, topA);
    }

    private void Top(Line line, int from, int to)
    {
        var (a, b) = (line.Corners[from], line.Corners[to]);
        var top = line.Top * Vector3.UnitZ;
        float share = line.IsWall ? 1f : 0.4f;
        uint colour = line.IsWall ? Palette.Concrete : Palette.Steel;
        mesh.Face(SemanticClass.Barrier, colour, a.Foot + share * a.Left + top, a.Foot - share * a.Left + top, b.Foot - share * b.Left + top, b.Foot + share * b.Left + top);
    }

    private void Posts(Line line, int from, int to)
    {
        var (a, b) = (line.Corners[from], line.Corners[to]);
        var forward = Exact.Normalize((b.Foot - a.Foot) with { Z = 0f });
        // Posts stand at multiples of their spacing along the road, whatever the pieces.
        for (float s = MathF.Ceiling(a.S / PostSpacing) * PostSpacing; s < b.S; s += PostSpacing)
        {
            var spot = new Spot(Exact.Lerp(a.Foot, b.Foot, (s - a.S) / MathF.Max(b.S - a.S, 1e-3f)), forward, mesh);
            spot.Box(SemanticClass.Barrier, Palette.Post, new(-PostHalf, -0.4f * PostHalf, -0.5f), new(PostHalf, 0.4f * PostHalf, line.Top - 0.05f), Faces.Sides);
        }
    }
}
