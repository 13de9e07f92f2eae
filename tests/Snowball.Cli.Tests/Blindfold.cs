using Snowball.Cli.Inputs;
using Snowball.Rendering;
using Snowball.Rendering.Cameras;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Tests;

/// <summary>Black frames: whoever drives as well with them does not use the camera.</summary>
internal sealed class Blindfold(ICameraRig rig) : ICameraRig
{
    private static CameraRigFactory Software { get; } =
        CameraRig.With((width, height, threads) => Renderers.Make(Renderers.Software, width, height, DetailLevel.Fast, threads));

    /// <summary>Cameras that show nothing.</summary>
    public static CameraRigFactory Cameras { get; } = (environment, camera, pictures, threads) => new Blindfold(Software(environment, camera, pictures, threads));

    /// <summary>How many of the first test episodes end with a departure from the lane.</summary>
    public static int Departures(Scenario scenario, PolicyChoice policy, int episodes, CameraRigFactory cameras)
    {
        var table = Evaluation.Run(scenario, policy.Make, SeedSplit.Test, seed: 0, episodes, threads: 1, cameras);
        var rate = EpisodeSummary.Of(table).Single(value => value.Name == "lane_departure_rate");
        return (int)Math.Round(rate.Value * episodes);
    }

    public void Capture(int picture, int world, int ego) => rig.Capture(picture, world, ego);

    public PictureView View(int picture) => rig.View(picture);

    public void Draw(ReadOnlySpan<int> pictures, Span<byte> frames) => frames.Clear();

    public void Dispose() => rig.Dispose();
}
