using System.Numerics;
using Snowball.Perception.Labels;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Datasets;

/// <summary>Pictures with everything that is known of them. The arrays belong to the batch; sources fill them again and again.</summary>
public sealed class LabelledFrames
{
    /// <summary>Depth where nothing is drawn or it is farther, m: what 16 bits hold of cm.</summary>
    public const float FarthestDepth = 655.35f;

    /// <param name="count">Frames.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="isGrey">One channel of luma instead of red, green and blue.</param>
    public LabelledFrames(int count, int width, int height, bool isGrey = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (Count, Width, Height, Channels) = (count, width, height, isGrey ? 1 : 3);
        Colour = new byte[count * Channels * Pixels];
        Classes = new SemanticClass[count * Pixels];
        Instances = new byte[count * Pixels];
        Depth = new float[count * Pixels];
        Labels = new FrameLabels[count];
        Infos = new FrameInfo[count];
    }

    /// <summary>Number of frames.</summary>
    public int Count { get; }

    /// <summary>Pixels.</summary>
    public int Width { get; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; }

    /// <summary>3: red, green, blue; or 1: luma.</summary>
    public int Channels { get; }

    /// <summary>Pixels of a frame.</summary>
    public int Pixels => Width * Height;

    /// <summary>[Count][Channels][Height][Width].</summary>
    public byte[] Colour { get; }

    /// <summary>[Count][Height][Width], what each pixel shows.</summary>
    public SemanticClass[] Classes { get; }

    /// <summary>[Count][Height][Width], 1 + the slot of the vehicle that a pixel shows; 0 where it shows none.</summary>
    public byte[] Instances { get; }

    /// <summary>[Count][Height][Width], depth along the optical axis, m, at most <see cref="FarthestDepth"/>.</summary>
    public float[] Depth { get; }

    /// <summary>[Count], what is known of each picture.</summary>
    public FrameLabels[] Labels { get; }

    /// <summary>[Count], where each picture comes from.</summary>
    public FrameInfo[] Infos { get; }

    /// <summary>[Height][Width], the brightness of a frame.</summary>
    public byte[] Luma(int frame)
    {
        var colour = Colour.AsSpan(frame * Channels * Pixels, Channels * Pixels);
        return Channels == 1 ? colour.ToArray() : LumaOf(colour);
    }

    /// <summary>[height][width], the brightness (ITU-R BT.601) of [3][height][width] bytes of red, green and blue.</summary>
    public static byte[] LumaOf(ReadOnlySpan<byte> colour)
    {
        byte[] luma = new byte[colour.Length / 3];
        for (int i = 0; i < luma.Length; i++) luma[i] = (byte)((77 * colour[i] + 150 * colour[luma.Length + i] + 29 * colour[2 * luma.Length + i] + 128) >> 8);
        return luma;
    }
}

/// <summary>Where a picture comes from.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="EpisodeSeed">Seed of the episode: frames of one episode share their road, weather and camera.</param>
/// <param name="Step">Number of the picture in its episode, of those that could have been taken.</param>
/// <param name="Seconds">Simulated time since then, s.</param>
/// <param name="Camera">The camera as the episode has it, its error of focal length included.</param>
/// <param name="Pose">Where the camera is in the ego's axes (forward, left, up from the middle of its footprint on the road; m), errors of its
/// mounting included.</param>
/// <param name="Ego">Where the ego's axes are in the world, m.</param>
/// <param name="Weather">One of <see cref="WeatherNames.All"/>.</param>
/// <param name="Speed">Of the ego, m/s.</param>
/// <param name="YawRate">Of the ego, rad/s, positive to the left.</param>
public readonly record struct FrameInfo(
    string Scenario, ulong EpisodeSeed, int Step, float Seconds, Pinhole Camera, CameraPose Pose, CameraPose Ego, string Weather, float Speed, float YawRate)
{
    /// <summary>Column, row and depth (pixels, m) at which a point of the ego's axes is seen.</summary>
    public Vector3 Project(Vector3 point) => Camera.Project(Pose, point);
}
