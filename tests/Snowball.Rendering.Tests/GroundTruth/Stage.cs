using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Rendering.Software;
using Snowball.Sim.Environments;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.GroundTruth;

/// <summary>A moment of a world and pictures of it.</summary>
internal sealed class Stage : IDisposable
{
    public const int Width = 480, Height = 300;

    private const float FieldOfView = 1.1f;
    private readonly SoftwareRenderer _renderer;
    private readonly VisibleSet _visible;
    private readonly int _scene;

    /// <param name="scenario">Name of a shipped scenario, or <c>hills</c>: the slippery one with more slope.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="level">How much is drawn.</param>
    public Stage(string scenario, ulong seed, DetailLevel level = DetailLevel.Fast)
    {
        Environment = new DrivingEnv(Load(scenario), worlds: 1);
        Environment.Reset(seed);
        var actions = new float[Environment.Agents * Environment.Action.Dimensions];
        for (int step = 0; step < 3; step++) Environment.Step(actions);
        Extractor = new WorldExtractor(Environment);
        var instances = new VehicleInstance[Extractor.Capacity];
        Vehicles = instances[..Extractor.Vehicles(0, instances)];
        float s = Environment.Vehicles.S[0];
        Scene = RoadSceneBuilder.Build(Road, s - 100f, s + 400f, level);
        _renderer = new SoftwareRenderer(Width, Height, level);
        _visible = new VisibleSet(level);
        _scene = _renderer.Add(Scene);
    }

    public DrivingEnv Environment { get; }

    public WorldExtractor Extractor { get; }

    public Carriageway Road => Environment.Frame.Road(0);

    public RoadScene Scene { get; }

    public VehicleInstance[] Vehicles { get; }

    /// <summary>What cameras on a vehicle see: forward from the roof, backward, and from behind and above.</summary>
    public IEnumerable<Shot> Shots(int slot)
    {
        yield return Take(Extractor.Camera(0, slot, new Mount(0f, 0f, 2.2f, 0f), 0.03f, 0f), without: slot);
        yield return Take(Extractor.Camera(0, slot, new Mount(0.5f, 0.3f, 2.4f, MathF.PI), 0.05f, 0.03f), without: slot);
        yield return Take(Extractor.Camera(0, slot, new Mount(-14f, 1.5f, 5.5f, -0.05f), 0.16f, -0.02f), without: -1);
    }

    public void Dispose()
    {
        _renderer.Dispose();
        Environment.Dispose();
    }

    private Shot Take(CameraPose pose, int without)
    {
        var camera = Pinhole.WithFieldOfView(Width, Height, FieldOfView);
        var vehicles = Array.FindAll(Vehicles, vehicle => vehicle.Id != without + 1);
        var view = new CameraView
        {
            Pose = pose,
            FocalLength = camera.FocalLength,
            Scene = _scene,
            Vehicles = vehicles.Length,
            Atmosphere = Extractor.Atmosphere(0),
        };
        var shot = new Shot(camera, pose, vehicles);
        _renderer.Draw(
            new FrameBatch { Views = new(in view), Vehicles = vehicles },
            new FrameTargets { Colour = shot.Colour, Depth = shot.Depth, Semantic = shot.Semantic });
        _visible.Collect(view, Width, Height, Scene, vehicles);
        shot.Visible = _visible.Vehicles.ToArray();
        shot.Static = _visible.Static.ToArray();
        return shot;
    }

    public static Scenario Load(string name)
    {
        string file = Path.Combine(Repository, "scenarios", name == "hills" ? "slippery" : name, "scenario.yaml");
        if (name != "hills") return ScenarioLoader.Load(file);
        string text = File.ReadAllText(file).Replace("superelevation: 3 %", "superelevation: 6 %", StringComparison.Ordinal)
            .Replace("  sections:\n", "  sections:\n    - {kind: grade, from: 20 m, length: 400 m, grade: 8 %}\n    - {kind: grade, from: 430 m, length: 400 m, grade: -7 %}\n", StringComparison.Ordinal)
            .Replace("density: 2 veh/km", "density: 12 veh/km", StringComparison.Ordinal);
        return ScenarioLoader.Parse(text, file);
    }

    private static string Repository
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Snowball.sln"))) folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }
}

/// <summary>A picture with all its planes.</summary>
internal sealed record Shot(Pinhole Camera, CameraPose Pose, VehicleInstance[] Vehicles)
{
    public byte[] Colour { get; } = new byte[4 * Stage.Width * Stage.Height];

    public float[] Depth { get; } = new float[Stage.Width * Stage.Height];

    public byte[] Semantic { get; } = new byte[Stage.Width * Stage.Height];

    /// <summary>The vehicles that are drawn, and the part of their models.</summary>
    public VisibleVehicle[] Visible { get; set; } = [];

    /// <summary>What is drawn of the scene.</summary>
    public IndexRange[] Static { get; set; } = [];

    public byte IdAt(int pixel) => Colour[4 * pixel + 3];

    public SemanticClass ClassAt(int pixel) => (SemanticClass)Semantic[pixel];

    /// <summary>Depth 1 along the middle of a pixel, or a place in it, in the world's frame.</summary>
    public Vector3D Ray(int pixel, double partX = 0.5, double partY = 0.5)
    {
        double left = (0.5 * Stage.Width - pixel % Stage.Width - partX) / Camera.FocalLength, up = (0.5 * Stage.Height - pixel / Stage.Width - partY) / Camera.FocalLength;
        return Vector3D.Of(Pose.Forward) + Vector3D.Of(Pose.Left) * left + Vector3D.Of(Pose.Up) * up;
    }
}

/// <summary>Three doubles.</summary>
internal readonly record struct Vector3D(double X, double Y, double Z)
{
    public static Vector3D Of(Vector3 v) => new(v.X, v.Y, v.Z);

    public static Vector3D operator +(Vector3D a, Vector3D b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vector3D operator -(Vector3D a, Vector3D b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Vector3D operator *(Vector3D a, double factor) => new(a.X * factor, a.Y * factor, a.Z * factor);

    public double Dot(Vector3D b) => X * b.X + Y * b.Y + Z * b.Z;

    public Vector3D Cross(Vector3D b) => new(Y * b.Z - Z * b.Y, Z * b.X - X * b.Z, X * b.Y - Y * b.X);

    public Vector3D Unit() => this * (1 / Math.Sqrt(Dot(this)));
}
