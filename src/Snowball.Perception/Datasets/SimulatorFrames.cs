using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

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

    /// <summary>Consecutive policy steps of which frames are given one after another.</summary>
    public int SequenceLength { get; init; } = 1;

    /// <summary>How worlds look; null for as the scenario says.</summary>
    public AppearanceSettings? Appearance { get; init; }

    /// <summary>Which episodes, and so which roads.</summary>
    public SeedSplit Split { get; init; } = SeedSplit.Training;

    /// <summary>Whether frames are of luma.</summary>
    public bool IsGrey { get; init; }

    /// <summary>Threads that drive and draw.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>Frames straight from the renderer: many worlds at once, driven by a driver who weaves in his lane.</summary>
/// <param name="scenario">Where it is driven.</param>
/// <param name="settings">What frames.</param>
/// <param name="seed">Of the run.</param>
/// <param name="cameras">What draws.</param>
public sealed class SimulatorFrames(Scenario scenario, FrameSettings settings, ulong seed, CameraRigFactory cameras) : IFrameSource
{
    /// <inheritdoc/>
    public int Width => settings.Width;

    /// <inheritdoc/>
    public int Height => settings.Height;

    /// <inheritdoc/>
    public int SequenceLength => settings.SequenceLength;

    /// <inheritdoc/>
    public void Next(LabelledFrames batch) => throw new NotImplementedException($"{scenario} {seed} {cameras}");

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
