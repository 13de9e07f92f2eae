using Snowball.Cli.Inputs;
using Snowball.Sim.Environments;
using Snowball.Sim.Recording;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Reports;

/// <summary>Recordings of the first episode of an evaluation.</summary>
internal static class Episodes
{
    /// <summary>The rollout alone: small, and enough to drive the episode again.</summary>
    public static void Record(string path, Scenario scenario, PolicyChoice policy, SeedSplit split, ulong seed, CameraRigFactory? cameras = null)
        => RolloutRecorder.Save(path, RolloutRecorder.Record(scenario, policy.Make, First(split, seed), cameras: cameras ?? Renderers.Cameras()));

    /// <summary>With everything that there is to see, for Foxglove.</summary>
    public static void RecordScene(string path, Scenario scenario, PolicyChoice policy, SeedSplit split, ulong seed, CameraRigFactory? cameras = null)
        => RolloutRecorder.Save(path, scenario, policy.Make, First(split, seed), cameras ?? Renderers.Cameras());

    private static ulong First(SeedSplit split, ulong seed) => EpisodeSeeds.Derive(seed, split, world: 0, episode: 0);
}
