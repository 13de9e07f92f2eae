using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;

namespace Snowball.Perception.Datasets;

/// <summary>
/// Deals the roads of a family to the splits, so that what is validated or tested is driven on roads that were not learned from: of every
/// <see cref="Parts"/> the first is for validation, the second for tests. A family of fewer roads, such as the one straight road, is shared.
/// </summary>
public static class RoadSplit
{
    /// <summary>Roads of which one is for validation and one for tests.</summary>
    public const int Parts = 8;

    /// <summary>The split that has a road of a family of at least <see cref="Parts"/>.</summary>
    public static SeedSplit Of(int road) => (road % Parts) switch { 0 => SeedSplit.Validation, 1 => SeedSplit.Test, _ => SeedSplit.Training };

    /// <summary>Seed of an episode of a split, on a road of the split.</summary>
    /// <param name="roads">The roads.</param>
    /// <param name="runSeed">Of the run.</param>
    /// <param name="split">Which episodes.</param>
    /// <param name="world">Number of the world.</param>
    /// <param name="episode">Number of its episode.</param>
    public static ulong Seed(RoadFamily roads, ulong runSeed, SeedSplit split, int world, int episode)
    {
        ulong seed = EpisodeSeeds.Derive(runSeed, split, world, episode);
        while (roads.Variants >= Parts && Of(roads.IndexFor(seed)) != split) seed = CounterRandom.Hash(seed, (ulong)split);
        return seed;
    }
}
