using Snowball.Perception.Datasets;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Perception;

/// <summary>Frames for networks, straight from the renderer: of scenarios by turns, in random light and weather.</summary>
/// <param name="scenarios">At least one.</param>
/// <param name="appearance">How worlds look; null for as the scenarios say.</param>
/// <param name="cameras">What draws.</param>
/// <param name="threads">Threads that drive and draw.</param>
internal sealed class FrameSources(IReadOnlyList<Scenario> scenarios, AppearanceSettings? appearance, CameraRigFactory cameras, int threads)
{
    /// <summary>A source.</summary>
    /// <param name="settings">What frames.</param>
    /// <param name="split">Which episodes.</param>
    /// <param name="seed">Of the frames.</param>
    public AlternatingFrames Make(FrameSettings settings, SeedSplit split, ulong seed) => new(
        [.. scenarios.Select(scenario => (IFrameSource)new SimulatorFrames(scenario, settings with { Appearance = appearance, Split = split, Threads = threads }, seed, cameras))]);
}
