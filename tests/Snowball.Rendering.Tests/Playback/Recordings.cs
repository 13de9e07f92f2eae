using Snowball.Sim.Policies;
using Snowball.Sim.Recording;
using Snowball.Sim.Scenarios;

namespace Snowball.Rendering.Tests.Playback;

/// <summary>Short recorded episodes of shipped scenarios.</summary>
internal static class Recordings
{
    /// <summary>A shipped scenario.</summary>
    public static Scenario Scenario(string name) => ScenarioLoader.Load(Path.Combine(Folder, name));

    /// <summary>The rule-based driver for some policy steps.</summary>
    public static Rollout Of(string scenario, int steps = 12, ulong seed = 7)
        => RolloutRecorder.Record(Scenario(scenario), environment => new RuleBasedPolicy(environment), seed, steps);

    private static string Folder { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Snowball.sln"))) return Path.Combine(folder.FullName, "scenarios");
        }
        throw new DirectoryNotFoundException("The tests run inside the checkout.");
    }
}
