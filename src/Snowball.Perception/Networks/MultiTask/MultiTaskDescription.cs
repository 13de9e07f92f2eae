using System.Text.Json.Serialization;
using Snowball.Perception.Labels;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Networks.MultiTask;

/// <summary>A network with one encoder and a head for each thing that is to be told of a colour frame.</summary>
/// <param name="Width">Of frames, pixels; a multiple of 16.</param>
/// <param name="Height">Of frames, pixels; a multiple of 16.</param>
/// <param name="HasMemory">Whether it carries something from frame to frame: for sequences.</param>
public sealed record MultiTaskDescription(int Width, int Height, bool HasMemory = false)
{
    /// <summary>Pixels of a frame to a cell of the finest map, each way.</summary>
    public const int Stride = 4;

    /// <summary>Pixels of a frame to a cell of the map that tells the lane, each way.</summary>
    public const int CoarseStride = 16;

    /// <summary>Classes of vehicles: <see cref="SemanticClass.Car"/> and <see cref="SemanticClass.Truck"/>.</summary>
    public const int VehicleClasses = 2;

    /// <summary>Classes of pixels.</summary>
    public const int PixelClasses = (int)SemanticClass.Truck + 1;

    /// <summary>Lines that are told: <see cref="LaneLine.Side"/> -2, -1, 1 and 2.</summary>
    public const int Lines = 4;

    /// <summary>Rows of the finest map.</summary>
    [JsonIgnore]
    public int Rows => Height / Stride;

    /// <summary>Columns of the finest map.</summary>
    [JsonIgnore]
    public int Columns => Width / Stride;

    /// <summary>What is wrong with it; null where nothing is.</summary>
    [JsonIgnore]
    public string? Problem => Width < CoarseStride || Height < CoarseStride || Width % CoarseStride != 0 || Height % CoarseStride != 0
        ? $"frames are {Width} x {Height} pixels, which {CoarseStride} does not divide"
        : null;

    /// <summary><see cref="LaneLine.Side"/> of the lines that are told.</summary>
    public static ReadOnlySpan<int> Sides => [-2, -1, 1, 2];

    /// <summary>Number of a line among those that are told; -1 where it is not.</summary>
    public static int LineOf(int side) => Sides.IndexOf(side);
}
