using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Faces of a box, as its frame has them.</summary>
[Flags]
internal enum Faces
{
    Front = 1,
    Back = 2,
    Left = 4,
    Right = 8,
    Top = 16,
    Bottom = 32,
    Sides = Front | Back | Left | Right,
    All = Sides | Top | Bottom,
}

/// <summary>A place to build something: x forward, y to the left, z up from its foot, m.</summary>
internal readonly record struct Spot(Vector3 Foot, Vector3 Forward, MeshBuilder Mesh)
{
    /// <summary>The point at x, y, z.</summary>
    public Vector3 At(float x, float y, float z) => Foot + x * Forward + y * RoadShape.LeftOf(Forward) + new Vector3(0f, 0f, z);

    /// <summary>Faces of a box between two corners.</summary>
    public void Box(SemanticClass kind, uint colour, Vector3 low, Vector3 high, Faces faces = Faces.Sides | Faces.Top)
    {
        var spot = this;
        if ((faces & Faces.Front) != 0) Face(new(high.X, high.Y, low.Z), new(high.X, high.Y, high.Z), new(high.X, low.Y, high.Z), new(high.X, low.Y, low.Z));
        if ((faces & Faces.Back) != 0) Face(new(low.X, low.Y, low.Z), new(low.X, low.Y, high.Z), new(low.X, high.Y, high.Z), new(low.X, high.Y, low.Z));
        if ((faces & Faces.Left) != 0) Face(new(low.X, high.Y, low.Z), new(low.X, high.Y, high.Z), new(high.X, high.Y, high.Z), new(high.X, high.Y, low.Z));
        if ((faces & Faces.Right) != 0) Face(new(high.X, low.Y, low.Z), new(high.X, low.Y, high.Z), new(low.X, low.Y, high.Z), new(low.X, low.Y, low.Z));
        if ((faces & Faces.Top) != 0) Face(new(low.X, low.Y, high.Z), new(high.X, low.Y, high.Z), new(high.X, high.Y, high.Z), new(low.X, high.Y, high.Z));
        if ((faces & Faces.Bottom) != 0) Face(new(low.X, low.Y, low.Z), new(low.X, high.Y, low.Z), new(high.X, high.Y, low.Z), new(high.X, low.Y, low.Z));

        void Face(Vector3 a, Vector3 b, Vector3 c, Vector3 d) => spot.Face(kind, colour, a, b, c, d);
    }

    /// <summary>A flat face by its corners in this frame, counter-clockwise from outside.</summary>
    public void Face(SemanticClass kind, uint colour, params ReadOnlySpan<Vector3> corners)
    {
        Span<Vector3> world = stackalloc Vector3[corners.Length];
        for (int i = 0; i < world.Length; i++) world[i] = At(corners[i].X, corners[i].Y, corners[i].Z);
        Mesh.Face(kind, colour, world);
    }

    /// <summary>A rectangle at x that is seen by those who drive towards it, from one y to another to its right.</summary>
    public void Panel(SemanticClass kind, uint colour, float x, float left, float right, float low, float top)
        => Face(kind, colour, new(x, left, low), new(x, right, low), new(x, right, top), new(x, left, top));
}
