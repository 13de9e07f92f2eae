using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.OpenGl;

/// <summary>A world of a scenario some seconds into an episode, and what a camera on its ego sees.</summary>
internal sealed class DrivenWorld
{
    public DrivenWorld(string scenario, DetailLevel level, int steps = 40, ulong seed = 1)
    {
        using var environment = new DrivingEnv(ScenarioLoader.Load(scenario), worlds: 1);
        environment.Reset(seed);
        var driver = new RuleBasedPolicy(environment);
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        for (int i = 0; i < steps; i++)
        {
            driver.Act(environment, actions);
            environment.Step(actions);
        }
        var extractor = new WorldExtractor(environment);
        Vehicles = new VehicleInstance[extractor.Capacity];
        Vehicles = Vehicles[..extractor.Vehicles(0, Vehicles, without: 0)];
        Atmosphere = extractor.Atmosphere(0);
        Mount = extractor.Camera(0, 0, new Mount(0.3f, 0f, 1.4f, 0f), pitch: 0.05f, roll: 0f);
        float s = environment.Vehicles.S[0];
        Scene = RoadSceneBuilder.Build(environment.Frame.Road(0), s - 200f, s + 600f, level);
    }

    public RoadScene Scene { get; }

    public VehicleInstance[] Vehicles { get; }

    public Atmosphere Atmosphere { get; }

    /// <summary>Behind the windscreen of the ego.</summary>
    public CameraPose Mount { get; }

    /// <summary>The scenarios of the repository: folders.</summary>
    public static IEnumerable<string> Scenarios => Directory.EnumerateDirectories(Path.Combine(Root, "scenarios")).Order(StringComparer.Ordinal);

    public static string Root
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Snowball.sln"))) folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    /// <summary>A view of a field of view of 70 degrees.</summary>
    public CameraView View(int width, int scene = 0, int firstVehicle = 0) => new()
    {
        Pose = Mount,
        FocalLength = 0.5f * width / MathF.Tan(0.61f),
        Scene = scene,
        FirstVehicle = firstVehicle,
        Vehicles = Vehicles.Length,
        Atmosphere = Atmosphere,
    };
}
