using System.Numerics;
using System.Runtime.InteropServices;

namespace Snowball.Rendering.Scenes;

/// <summary>A vehicle to be drawn.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct VehicleInstance
{
    /// <summary>Middle of the footprint on the road, in the world's frame, m.</summary>
    public Vector3 Position;

    /// <summary>Forward, in the road's plane; unit vector.</summary>
    public Vector3 Forward;

    /// <summary>Upwards from the road; unit vector, at a right angle to <see cref="Forward"/>.</summary>
    public Vector3 Up;

    /// <summary>Length, width and height, m.</summary>
    public Vector3 Size;

    /// <summary>Angle of the steered wheels, rad to the left.</summary>
    public float Steering;

    /// <summary>How far the wheels have turned, rad.</summary>
    public float Rolling;

    /// <summary>Red, green, blue in the low three bytes: multiplies <see cref="Surface.Paint"/>.</summary>
    public uint Paint;

    /// <summary>Place of its shape in <see cref="VehicleModels.All"/>.</summary>
    public byte Model;

    /// <summary>Lamps that are on.</summary>
    public Lamps Lamps;

    /// <summary>Value in the instance plane: 1 + slot, at most 255.</summary>
    public byte Id;

    private readonly byte _padding;
}
