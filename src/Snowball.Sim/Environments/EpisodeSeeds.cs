using Snowball.Sim.Numerics;

namespace Snowball.Sim.Environments;

/// <summary>Disjoint families of episodes: a gate never sees an episode that training or validation saw.</summary>
public enum SeedSplit
{
    /// <summary>What an agent learns from.</summary>
    Training,

    /// <summary>What decides when training stops.</summary>
    Validation,

    /// <summary>What a gate runs on, once.</summary>
    Test,
}

/// <summary>Derives an episode's seed from (run seed, split, world, episode of that world).</summary>
public static class EpisodeSeeds
{
    /// <summary>The seed of one episode.</summary>
    public static ulong Derive(ulong runSeed, SeedSplit split, int world, int episode)
        => CounterRandom.Hash(CounterRandom.Hash(runSeed, (ulong)split), (uint)world, (uint)episode);
}
