using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Sim.Environments;

/// <summary>Runs a policy for a given number of episodes. The result does not depend on the batch or the threads.</summary>
public static class Evaluation
{
    /// <summary>Worlds stepped together where nothing else is asked for.</summary>
    public const int DefaultWorlds = 256;

    /// <summary>Plays episodes 0 to <paramref name="episodes"/> - 1 of a split to their ends.</summary>
    /// <param name="scenario">What to drive.</param>
    /// <param name="makePolicy">Makes the policy for the environment it will drive.</param>
    /// <param name="split">Which family of episodes; not training.</param>
    /// <param name="seed">The run seed that episode seeds are derived from.</param>
    /// <param name="episodes">Number of episodes, at least 1.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="cameras">What draws the frames, where the observation has any.</param>
    /// <param name="allEgos">Whether every ego of an episode has a row, or one of them in turn.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static EpisodeTable Run(
        Scenario scenario, Func<DrivingEnv, IPolicy> makePolicy, SeedSplit split, ulong seed, int episodes, int threads,
        CameraRigFactory? cameras = null, bool allEgos = false, CancellationToken cancellation = default)
    {
        if (split == SeedSplit.Training) throw new ArgumentException("Training episodes are not for evaluation.", nameof(split));
        int worlds = Math.Min(Math.Min(episodes, DefaultWorlds), CameraFrames.LargestBatch(scenario));
        using var environment = new DrivingEnv(scenario, worlds, threads, split, cameras: cameras);
        var table = new EpisodeTable(episodes, allEgos ? scenario.Ego.Count : 1);
        environment.Results = table;
        environment.Reset(seed);
        var policy = makePolicy(environment);
        environment.Open(policy.ChannelsRead);
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        while (true)
        {
            bool isDone = true;
            for (int world = 0; world < worlds; world++) isDone &= (long)environment.Episode(world) * worlds + world >= episodes;
            if (isDone) return table;
            cancellation.ThrowIfCancellationRequested();
            policy.Act(environment, actions);
            environment.Step(actions);
        }
    }
}
