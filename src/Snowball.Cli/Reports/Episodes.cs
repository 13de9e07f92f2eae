using Snowball.Cli.Inputs;
using Snowball.Sim.Environments;
using Snowball.Sim.Recording;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Reports;

/// <summary>Recorded episodes.</summary>
internal static class Episodes
{
    /// <summary>Records the first episode of an evaluation.</summary>
    public static void Record(string path, Scenario scenario, PolicyChoice policy, SeedSplit split, ulong seed)
    {
        ulong episode = EpisodeSeeds.Derive(seed, split, world: 0, episode: 0);
        RolloutRecorder.Save(path, RolloutRecorder.Record(scenario, policy.Make, episode));
    }
}
