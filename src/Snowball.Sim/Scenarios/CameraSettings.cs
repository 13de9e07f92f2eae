using System.Collections.Immutable;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Sim.Scenarios;

/// <summary>What a camera tells of each pixel; every plane is bytes.</summary>
public enum CameraPlane
{
    /// <summary>Red, green and blue: three channels.</summary>
    Colour,
    /// <summary>Luma: (77 red + 150 green + 29 blue) / 256, rounded down.</summary>
    Grey,
    /// <summary>Depth along the optical axis: 255 at the camera's range and beyond, in proportion below.</summary>
    Depth,
    /// <summary>Depth along the optical axis in cm, 65535 where that is too little: the high byte and the low one, two channels.</summary>
    FineDepth,
    /// <summary>A <see cref="SemanticClass"/>.</summary>
    Semantic,
    /// <summary>1 + the slot of a vehicle in its world; 0 where there is none.</summary>
    Instance,
}

/// <summary>
/// A camera without distortion. It is carried by the ego, or by an actor, in which case all egos have the same picture.
/// </summary>
public sealed record CameraSettings : InstrumentSettings
{
    /// <summary>Name of the actor that carries it; null for the ego.</summary>
    public string? Carrier { get; init; }

    /// <summary>Where it sits, and to where it is turned.</summary>
    public required Mount Mount { get; init; }

    /// <summary>Turned down, rad, and then clockwise around its axis as it looks, rad.</summary>
    public float Pitch { get; init; }

    /// <inheritdoc cref="Pitch"/>
    public float Roll { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    /// <summary>Horizontal, rad.</summary>
    public required float FieldOfView { get; init; }

    /// <summary>What it tells of a pixel, in order.</summary>
    public required ImmutableArray<CameraPlane> Planes { get; init; }

    /// <summary>Pictures of the last policy steps that are given together. At the start of an episode all are the first, with a latency too.</summary>
    public required int Stack { get; init; }

    /// <summary>Standard deviation of the noise of each colour or grey value of a pixel, of 255.</summary>
    public float Noise { get; init; }

    /// <summary>Standard deviation of the lens's blur, pixels.</summary>
    public float Blur { get; init; }

    /// <summary>Depth of 255 in the depth plane, m.</summary>
    public float Range { get; init; } = 200f;

    /// <summary>Names of the channels of one picture, in order.</summary>
    public ImmutableArray<string> Channels
    {
        get
        {
            var names = ImmutableArray.CreateBuilder<string>();
            foreach (var plane in Planes)
            {
                if (plane == CameraPlane.Colour) names.AddRange("red", "green", "blue");
                else if (plane == CameraPlane.FineDepth) names.AddRange("depth_high", "depth_low");
                else names.Add(plane switch { CameraPlane.Grey => "grey", CameraPlane.Depth => "depth", CameraPlane.Semantic => "semantic", _ => "instance" });
            }
            return names.ToImmutable();
        }
    }

    /// <summary>Bytes of one picture: [channels][height][width].</summary>
    public int PictureBytes => Channels.Length * Height * Width;

    /// <summary>Layout of what an agent sees: the whole stack.</summary>
    public FrameSpec Frame
    {
        get
        {
            var names = ImmutableArray.CreateBuilder<string>();
            for (int back = 0; back < Stack; back++)
            {
                foreach (string channel in Channels) names.Add(back == 0 ? $"t.{channel}" : $"t-{back}.{channel}");
            }
            return new FrameSpec(names.ToImmutable(), Height, Width);
        }
    }
}

/// <summary>The frames of a camera: no numbers in the vector, but bytes in the frames of the environment.</summary>
public sealed record CameraObservation(string Sensor) : ObservationSettings;
