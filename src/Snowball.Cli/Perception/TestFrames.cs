using Snowball.Cli.Inputs;
using Snowball.Learning.Networks;
using Snowball.Perception.Datasets;
using Snowball.Perception.Training;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Perception;

/// <summary>Frames of test episodes to try networks on.</summary>
/// <param name="Scenario">Where it is driven.</param>
/// <param name="Frames">How many, about.</param>
/// <param name="Appearance">Of <see cref="Appearances.Names"/>.</param>
/// <param name="Seed">Of the frames.</param>
/// <param name="Renderer">Of <see cref="Renderers.Names"/>.</param>
/// <param name="Threads">Threads that drive and draw.</param>
internal sealed record TestFrames(Scenario Scenario, int Frames, string Appearance, ulong Seed, string Renderer, int Threads)
{
    private const int BatchSize = 64;

    /// <summary>Draws them.</summary>
    public LaneFrames Draw(FrameShape frame)
    {
        int batch = Math.Min(BatchSize, Frames);
        using var source = new FrameSources([Scenario], Appearances.Named(Appearance), Renderers.Cameras(Renderer), Threads)
            .Make(new FrameSettings { Width = frame.Width, Height = frame.Height, Worlds = batch, IsGrey = true }, SeedSplit.Test, Seed);
        return new LaneFrames(source, batch, (Frames + batch - 1) / batch * batch);
    }
}
