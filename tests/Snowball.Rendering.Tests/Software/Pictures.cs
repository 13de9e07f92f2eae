using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Rendering.Software;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.Software;

/// <summary>Small scenes, and pictures of them.</summary>
internal static class Pictures
{
    /// <summary>Ambient light of 1 and nothing else: colours are albedos.</summary>
    public static readonly Atmosphere Plain = new()
    {
        ToSun = Vector3.UnitZ,
        Ambient = Vector3.One,
        Zenith = new(0.1f, 0.2f, 0.4f),
        Horizon = new(0.6f, 0.7f, 0.8f),
        RoadTint = Vector3.One,
        TerrainTint = Vector3.One,
    };

    /// <summary>Of a camera in the origin that looks along x.</summary>
    public static readonly CameraPose Ahead = new(Vector3.Zero, Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ);

    /// <summary>A scene of one chunk that is always drawn.</summary>
    public static RoadScene Scene(Vertex[] vertices, params int[] indices)
    {
        var all = new IndexRange(0, indices.Length);
        return new(new(vertices, indices), [new(Vector3.Zero, 1e6f, all, all, all, 0f, 0f, 1e6f)]);
    }

    public static Vertex Corner(Vector3 position, uint colour = 0x406080, Surface surface = Surface.Plain, SemanticClass kind = SemanticClass.Structure)
        => new() { Position = position, Normal = Vector3.UnitZ, Colour = colour, Surface = surface, Class = kind };

    /// <summary>A strip of road along x, from -50 m to 450 m, between two y, at a height.</summary>
    public static RoadScene Strip(float left, float right, float z, MarkingKind leftKind, MarkingKind rightKind, Surface surface = Surface.Road)
    {
        Vertex At(float x, float y) => Corner(new(x, y, z), 0x404040, surface, SemanticClass.Road) with
        {
            Along = x,
            FromLeft = left - y,
            FromRight = y - right,
            Left = leftKind,
            Right = rightKind,
        };
        return Scene([At(-50f, right), At(450f, right), At(450f, left), At(-50f, left)], 0, 1, 2, 0, 2, 3);
    }

    /// <summary>Draws one picture.</summary>
    public static Picture Draw(
        RoadScene scene, int width, int height, float focalLength, CameraPose? pose = null, Atmosphere? atmosphere = null, params VehicleInstance[] vehicles)
    {
        using var renderer = new SoftwareRenderer(width, height, DetailLevel.Fast);
        var picture = new Picture(width, height, focalLength, pose ?? Ahead);
        var view = new CameraView
        {
            Pose = picture.Pose,
            FocalLength = focalLength,
            Scene = renderer.Add(scene),
            Vehicles = vehicles.Length,
            Atmosphere = atmosphere ?? Plain,
        };
        renderer.Draw(
            new FrameBatch { Views = new(in view), Vehicles = vehicles },
            new FrameTargets { Colour = picture.Colour, Depth = picture.Depth, Semantic = picture.Semantic });
        return picture;
    }

    /// <summary>A car that stands on z = <paramref name="z"/> in the direction of x.</summary>
    public static VehicleInstance Car(float x, float y, float z, byte id, Lamps lamps = Lamps.None) => new()
    {
        Position = new(x, y, z),
        Forward = Vector3.UnitX,
        Up = Vector3.UnitZ,
        Size = new(4.5f, 1.8f, 1.5f),
        Paint = 0x2040F0,
        Id = id,
        Lamps = lamps,
    };

    public static Atmosphere Clear => Atmospheres.Clear;
}

/// <summary>What was drawn.</summary>
internal sealed record Picture(int Width, int Height, float FocalLength, CameraPose Pose)
{
    public byte[] Colour { get; } = new byte[4 * Width * Height];

    public float[] Depth { get; } = new float[Width * Height];

    public byte[] Semantic { get; } = new byte[Width * Height];

    public Vector3 ColourAt(int x, int y) => new(Colour[4 * Place(x, y)], Colour[4 * Place(x, y) + 1], Colour[4 * Place(x, y) + 2]);

    public byte IdAt(int x, int y) => Colour[4 * Place(x, y) + 3];

    public float DepthAt(int x, int y) => Depth[Place(x, y)];

    public SemanticClass ClassAt(int x, int y) => (SemanticClass)Semantic[Place(x, y)];

    /// <summary>Depth 1 along the middle of a pixel, or a place in it from its corner, in the world's frame.</summary>
    public Vector3 Ray(double x, double y, double partX = 0.5, double partY = 0.5)
    {
        float left = (float)((0.5 * Width - x - partX) / FocalLength), up = (float)((0.5 * Height - y - partY) / FocalLength);
        return Pose.Forward + left * Pose.Left + up * Pose.Up;
    }

    private int Place(int x, int y) => y * Width + x;
}
