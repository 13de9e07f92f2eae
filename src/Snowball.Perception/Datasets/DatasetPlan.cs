using System.Collections.Immutable;
using Snowball.Sim.Environments;

namespace Snowball.Perception.Datasets;

/// <summary>What a folder of labelled frames holds: its <c>dataset.json</c>. The same plan gives the same frames.</summary>
/// <param name="Format">Version of the folder's layout.</param>
/// <param name="Scenarios">Where it is driven: frames are shared out evenly, in this order.</param>
/// <param name="Frames">Number of frames, a multiple of <paramref name="Sequence"/>.</param>
/// <param name="Sequence">Consecutive frames of one episode.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Appearance">One of <see cref="Appearances.Names"/>.</param>
/// <param name="Split">Which episodes and roads.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Renderer">What drew it.</param>
public sealed record DatasetPlan(
    int Format, ImmutableArray<DatasetScenario> Scenarios, int Frames, int Sequence, int Width, int Height, string Appearance, SeedSplit Split, ulong Seed, string Renderer)
{
    /// <summary>The layout that is written and read.</summary>
    public const int CurrentFormat = 1;

    // Frames that are in memory together at most, and sequences.
    private const int MostAtOnce = 64, MostWorlds = 16;

    /// <summary>Worlds that are driven at once; part of the plan, because frames depend on it.</summary>
    public int Worlds => Math.Clamp(MostAtOnce / Sequence, 1, MostWorlds);

    /// <summary>Frames that are drawn and written together.</summary>
    public int BatchSize => Worlds * Sequence;

    /// <summary>Number of frames of a scenario.</summary>
    public int FramesOf(int scenario)
    {
        int sequences = Frames / Sequence, each = sequences / Scenarios.Length;
        return Sequence * (each + (scenario < sequences % Scenarios.Length ? 1 : 0));
    }
}

/// <summary>A scenario by its name and the hash of its text.</summary>
public sealed record DatasetScenario(string Name, string Hash);
