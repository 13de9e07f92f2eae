using Snowball.Perception.Classical;
using Snowball.Perception.Datasets;
using Snowball.Perception.Metrics;

namespace Snowball.Perception.Tests.Classical;

/// <summary>The detector on pictures of the simulator, on clear days, with the camera known as it is.</summary>
public sealed class RenderedRoadTests
{
    private const int Frames = 48;

    [Theory]
    [InlineData("lane-keeping", 0.04, 0.35)]
    [InlineData("dense-traffic", 0.03, 0.25)]
    public void ErrorsAreSmallOnClearDays(string scenario, double offset, double heading)
    {
        var settings = new FrameSettings { Width = 320, Height = 160, Worlds = Frames, Appearance = Appearances.Clear, IsGrey = true };
        using var source = Driven.Source(scenario, settings, seed: 5);
        var batch = new LabelledFrames(Frames, settings.Width, settings.Height, isGrey: true);
        source.Next(batch);
        var errors = new LaneErrors();
        for (int i = 0; i < batch.Count; i++)
        {
            using var detector = new ClassicalLaneDetector(batch.Infos[i].Camera, batch.Infos[i].Pose);
            errors.Add(detector.Detect(batch.Colour.AsSpan(i * batch.Pixels, batch.Pixels))?.Lane, batch.Labels[i].Lane);
        }
        Assert.True(errors.Availability >= 0.95, $"available {errors.Availability}");
        Assert.True(errors.Offset.MeanAbsolute < offset, $"offset {errors.Offset.MeanAbsolute} m");
        Assert.True(errors.Heading.MeanAbsolute < heading, $"heading {errors.Heading.MeanAbsolute} degrees");
    }
}
