using System.Numerics;
using System.Runtime.InteropServices;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes;

/// <summary>A corner of a triangle. Triangles are counter-clockwise seen from outside; only that side is drawn.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Vertex
{
    /// <summary>m; of a scene in the world's frame, of a vehicle in its model's (see <see cref="VehicleModel"/>).</summary>
    public Vector3 Position;

    /// <summary>Unit vector away from the surface.</summary>
    public Vector3 Normal;

    /// <summary>Red, green, blue in the low three bytes.</summary>
    public uint Colour;

    /// <summary>How the triangle is shaded.</summary>
    public Surface Surface;

    /// <summary>What it is.</summary>
    public SemanticClass Class;

    /// <summary>Paint along the left and the right edge of a strip of <see cref="Surface.Road"/>.</summary>
    public MarkingKind Left, Right;

    /// <summary>Of road, gore and terrain: distance along the road, m.</summary>
    public float Along;

    /// <summary>Of road and gore: distance from the left and to the right edge of the strip, m; of terrain the distance from the pavement in FromLeft.</summary>
    public float FromLeft, FromRight;
}
