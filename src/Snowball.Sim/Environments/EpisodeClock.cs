using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Environments;

/// <summary>Which episode each world is in and how far.</summary>
internal sealed class EpisodeClock(ColumnStore store)
{
    /// <summary>[worlds], the seed of the episode.</summary>
    public readonly ulong[] EpisodeSeed = store.Add<ulong>(1);

    /// <summary>[worlds], number of the episode in its world, from 0.</summary>
    public readonly int[] Episode = store.Add<int>(1);

    /// <summary>[worlds], policy steps done in the episode.</summary>
    public readonly int[] Step = store.Add<int>(1);

    /// <summary>[worlds], substeps done in the episode.</summary>
    public readonly int[] Substep = store.Add<int>(1);
}
