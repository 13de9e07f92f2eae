using System.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Guard rails, where contact and lidar have them.</summary>
internal sealed class RailBuilder(RoadShape shape, CrossSections sections, MeshBuilder mesh)
{
    // Below it a rail is open, m; higher barriers are walls.
    private const float Beam = 0.35f, HighestRail = 1f;
    private const float ChunkLength = 60f, Joint = 0.1f;

    /// <summary>A joint between pieces: its foot, m, and half of the rail's width to its left.</summary>
    private readonly record struct Joints(Vector3 Foot, Vector3 Left, float S);

    public void Build(IReadOnlyList<RoadsidePlace> places, in RoadDetail detail)
    {
        var pieces = new List<RoadsidePlace>();
        foreach (var place in places)
        {
            if (place.Box.IsRail) pieces.Add(place);
        }
        // Pieces of a barrier follow one another.
        pieces.Sort((a, b) => a.Index.CompareTo(b.Index));
        for (int i = 0; i < pieces.Count;)
        {
            var line = new List<Joints> { End(pieces[i], -1f) };
            int first = i;
            do line.Add(End(pieces[i++], 1f));
            while (i < pieces.Count && GoesOn(pieces[i - 1], pieces[i]));
            Draw(line, pieces[first], detail);
        }
    }

    private static bool GoesOn(in RoadsidePlace before, in RoadsidePlace next)
    {
        var (a, b) = (before.Box, next.Box);
        float dx = b.X - b.Cos * b.HalfLength - a.X - a.Cos * a.HalfLength, dy = b.Y - b.Sin * b.HalfLength - a.Y - a.Sin * a.HalfLength;
        return next.Index == before.Index + 1 && a.Height == b.Height && dx * dx + dy * dy < Joint * Joint;
    }

    private Joints End(in RoadsidePlace piece, float end)
    {
        var box = piece.Box;
        float x = box.X + end * box.Cos * box.HalfLength, y = box.Y + end * box.Sin * box.HalfLength;
        shape.Road.Project(x, y, piece.S + end * box.HalfLength, out float s, out float d);
        return new(new(x, y, shape.Height(s, d)), box.HalfWidth * new Vector3(-box.Sin, box.Cos, 0f), s);
    }

    private void Draw(List<Joints> line, in RoadsidePlace first, in RoadDetail detail)
    {
        var feet = new Vector3[line.Count];
        for (int i = 0; i < feet.Length; i++) feet[i] = line[i].Foot;
        var selection = new RowSelection(feet, 1);
        float height = first.Box.Height, foot = height > HighestRail ? 0f : height - Beam;
        uint colour = height > HighestRail ? Palette.Concrete : Palette.Steel;
        var edges = sections.EdgesNear(first.S);
        bool isLeft = first.D > 0.5f * (edges[0] + edges[^1]);
        for (int from = 0; from < line.Count - 1;)
        {
            int to = from + 1;
            while (to < line.Count - 1 && line[to].S - line[from].S < ChunkLength) to++;
            var near = selection.Split([from, to], detail.NearTolerance);
            var nearest = Rail(near);
            var middle = Rail(selection.Thin(near, [from, to], detail.MiddleTolerance));
            mesh.Chunk(nearest, middle, Rail(selection.Thin(near, [from, to], detail.FarTolerance)), detail.Pavement);
            from = to;
        }

        IndexRange Rail(List<int> joints)
        {
            Vector3 low = new(0f, 0f, foot), top = new(0f, 0f, height);
            for (int i = 1; i < joints.Count; i++)
            {
                var (a, b) = (line[joints[i - 1]], line[joints[i]]);
                Vector3 aLeft = a.Foot + a.Left, aRight = a.Foot - a.Left, bLeft = b.Foot + b.Left, bRight = b.Foot - b.Left;
                if (isLeft) mesh.Face(SemanticClass.Barrier, colour, bRight + low, aRight + low, aRight + top, bRight + top);
                else mesh.Face(SemanticClass.Barrier, colour, aLeft + low, bLeft + low, bLeft + top, aLeft + top);
                mesh.Face(SemanticClass.Barrier, colour, aLeft + top, aRight + top, bRight + top, bLeft + top);
            }
            return mesh.Take();
        }
    }
}
