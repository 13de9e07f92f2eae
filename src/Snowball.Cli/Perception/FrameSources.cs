using Snowball.Learning.Networks;
using Snowball.Perception.Datasets;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Perception;

/// <summary>Frames for networks, straight from the renderer.</summary>
internal static class FrameSources
{
    /// <summary>A source of grey frames, each of another world, in random light and weather.</summary>
    /// <param name="scenario">Where it is driven.</param>
    /// <param name="frame">Size of the frames.</param>
    /// <param name="batchSize">Frames that it gives at once.</param>
    /// <param name="appearance">How worlds look; null for as the scenario says.</param>
    /// <param name="split">Which episodes.</param>
    /// <param name="seed">Of the frames.</param>
    /// <param name="cameras">What draws.</param>
    /// <param name="threads">Threads that drive and draw.</param>
    public static SimulatorFrames Grey(
        Scenario scenario, FrameShape frame, int batchSize, AppearanceSettings? appearance, SeedSplit split, ulong seed, CameraRigFactory cameras, int threads) => new(
        scenario,
        new FrameSettings { Width = frame.Width, Height = frame.Height, Worlds = batchSize, Appearance = appearance, Split = split, IsGrey = true, Threads = threads },
        seed, cameras);
}
