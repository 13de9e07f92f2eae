using Snowball.Perception.Datasets;
using Snowball.Rendering;
using Snowball.Rendering.Cameras;
using Snowball.Rendering.Software;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests;

/// <summary>Frames of the scenarios that come with this checkout, from the software renderer.</summary>
internal static class Driven
{
    public static CameraRigFactory Cameras { get; } = CameraRig.With((width, height, threads) => new SoftwareRenderer(width, height, DetailLevel.Fast, threads));

    public static string Scenarios { get; } = Find();

    public static Scenario Load(string name) => ScenarioLoader.Load(Path.Combine(Scenarios, name));

    public static SimulatorFrames Source(string scenario, FrameSettings settings, ulong seed = 1) => new(Load(scenario), settings, seed, Cameras);

    public static LabelledFrames BatchOf(SimulatorFrames source) => new(source.BatchSize, source.Width, source.Height);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Snowball.sln"))) return Path.Combine(folder.FullName, "scenarios");
        }
        throw new DirectoryNotFoundException("The tests run inside the checkout.");
    }
}
