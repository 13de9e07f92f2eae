using Snowball.Rendering.Playback;
using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Recording;
using Snowball.Sim.Scenarios;

namespace Snowball.Viewer.Tests;

/// <summary>The scenarios of this checkout, and what can be played in them.</summary>
internal static class Samples
{
    /// <summary>Where they are.</summary>
    public static string Folder { get; } = Find();

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Scenarios() =>
        Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    /// <summary>One of them.</summary>
    public static Scenario Load(string name) => ScenarioLoader.Load(Path.Combine(Folder, name));

    /// <summary>A world of one.</summary>
    public static DrivingEnv Environment(string name) => new(Load(name), worlds: 1);

    /// <summary>Episodes that nobody takes care of, and that soon end.</summary>
    public static Player Playing(string name = "highway-fast") => Player.OfPolicy(Load(name), _ => ConstantPolicy.Idle);

    /// <summary>A recorded episode of some policy steps.</summary>
    public static Player Recorded(int steps, string name = "highway-fast") =>
        Player.OfRollout(RolloutRecorder.Record(Load(name), _ => ConstantPolicy.Slower, episodeSeed: 3, steps));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Snowball.sln"))) return Path.Combine(folder.FullName, "scenarios");
        }
        throw new DirectoryNotFoundException("These tests run within the checkout.");
    }
}
