using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Perception.Datasets;

/// <summary>What frames a <see cref="SimulatorFrames"/> gives.</summary>
public sealed record FrameSettings
{
    /// <summary>Pixels.</summary>
    public int Width { get; init; } = 512;

    /// <inheritdoc cref="Width"/>
    public int Height { get; init; } = 256;

    /// <summary>Worlds that are driven at once, each of another episode: as many sequences are in a batch.</summary>
    public int Worlds { get; init; } = 32;

    /// <summary>Consecutive frames of an episode, <see cref="SimulatorFrames.FrameFrequency"/> a second.</summary>
    public int SequenceLength { get; init; } = 1;

    /// <summary>How worlds look; null for as the scenario says. See <see cref="Appearances"/>.</summary>
    public AppearanceSettings? Appearance { get; init; } = Appearances.Varied;

    /// <summary>Which episodes, and so which roads.</summary>
    public SeedSplit Split { get; init; } = SeedSplit.Training;

    /// <summary>Whether frames are of luma.</summary>
    public bool IsGrey { get; init; }

    /// <summary>Threads that drive and draw; frames do not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
