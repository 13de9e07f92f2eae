using System.Numerics;
using Snowball.Perception.Datasets;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Roads;

namespace Snowball.Perception.Tests.Datasets;

public sealed class SimulatorFramesTests
{
    private static readonly FrameSettings Small = new() { Width = 96, Height = 48, Worlds = 4 };

    [Fact]
    public void TheSameSeedGivesTheSameFramesWhateverTheThreads()
    {
        using var one = Driven.Source("dense-traffic", Small);
        using var other = Driven.Source("dense-traffic", Small with { Threads = 2 });
        using var another = Driven.Source("dense-traffic", Small, seed: 2);
        LabelledFrames first = Driven.BatchOf(one), second = Driven.BatchOf(other), third = Driven.BatchOf(another);
        for (int i = 0; i < SimulatorFrames.BatchesOfAnEpisode + 2; i++)
        {
            one.Next(first);
            other.Next(second);
            another.Next(third);
            AssertSame(first, second);
            Assert.NotEqual(first.Colour, third.Colour);
        }
    }

    [Fact]
    public void ABatchThatIsSkippedIsOnlyNotDrawn()
    {
        using var one = Driven.Source("merging", Small);
        using var other = Driven.Source("merging", Small);
        LabelledFrames first = Driven.BatchOf(one), second = Driven.BatchOf(other);
        for (int i = 0; i < 5; i++)
        {
            one.Next(first);
            if (i < 4) other.Skip();
        }
        other.Next(second);
        AssertSame(first, second);
    }

    [Fact]
    public void SequencesAreConsecutiveStepsOfOneEpisode()
    {
        using var source = Driven.Source("lane-keeping", Small with { Worlds = 3, SequenceLength = 5 });
        var batch = Driven.BatchOf(source);
        var seeds = new HashSet<ulong>();
        for (int i = 0; i < 6; i++)
        {
            source.Next(batch);
            for (int sequence = 0; sequence < 3; sequence++)
            {
                var infos = batch.Infos.AsSpan(5 * sequence, 5);
                seeds.Add(infos[0].EpisodeSeed);
                for (int time = 1; time < 5; time++)
                {
                    Assert.Equal(infos[0].EpisodeSeed, infos[time].EpisodeSeed);
                    Assert.Equal(infos[0].Step + time, infos[time].Step);
                    Assert.Equal((infos[0].Camera, infos[0].Weather), (infos[time].Camera, infos[time].Weather));
                    Assert.True(Vector3.Distance(infos[0].Pose.Position, infos[time].Pose.Position) < 1e-3f && Vector3.Distance(infos[0].Pose.Forward, infos[time].Pose.Forward) < 1e-5f);
                    // 10 Hz, and the ego goes where its speed says.
                    float way = (infos[time].Ego.Position - infos[time - 1].Ego.Position).Length();
                    Assert.Equal(0.1f * infos[time].Speed, way, 0.1f);
                }
            }
        }
        // Three at first, and each world begins again once in four batches.
        Assert.InRange(seeds.Count, 6, 9);
    }

    [Fact]
    public void SplitsShareNeitherEpisodesNorRoads()
    {
        var roads = RoadFamily.Of(Driven.Load("lane-keeping").Road);
        var seeds = new HashSet<ulong>();
        var driven = new Dictionary<SeedSplit, HashSet<int>>();
        foreach (var split in Enum.GetValues<SeedSplit>())
        {
            driven[split] = [];
            for (int episode = 0; episode < 400; episode++)
            {
                ulong seed = RoadSplit.Seed(roads, runSeed: 1, split, world: episode % 7, episode / 7);
                Assert.True(seeds.Add(seed));
                driven[split].Add(roads.IndexFor(seed));
            }
        }
        Assert.Empty(driven[SeedSplit.Training].Intersect(driven[SeedSplit.Validation]));
        Assert.Empty(driven[SeedSplit.Training].Intersect(driven[SeedSplit.Test]));
        Assert.Empty(driven[SeedSplit.Validation].Intersect(driven[SeedSplit.Test]));
        // Of 256 roads all that are for validation, and most of the others.
        Assert.Equal(32, driven[SeedSplit.Validation].Count);
        Assert.InRange(driven[SeedSplit.Training].Count, 150, 192);

        using var source = Driven.Source("lane-keeping", Small with { Split = SeedSplit.Test });
        var batch = Driven.BatchOf(source);
        for (int i = 0; i < 3; i++)
        {
            source.Next(batch);
            Assert.All(batch.Infos, info => Assert.Equal(SeedSplit.Test, RoadSplit.Of(roads.IndexFor(info.EpisodeSeed))));
        }
    }

    [Fact]
    public void AppearancesAreWhatTheirNamesSay()
    {
        foreach (string name in Appearances.Names)
        {
            var weathers = Weathers(Appearances.Named(name), batches: 8);
            if (name is "clear" or "scenario") Assert.Equal(["clear"], weathers.Distinct());
            else if (name == "bad-weather") Assert.Subset(new HashSet<string> { "rain", "fog", "night" }, weathers.ToHashSet());
            else Assert.True(weathers.Distinct().Count() >= 5, string.Join(" ", weathers));
        }
        Assert.Throws<InputException>(() => Appearances.Named("hail"));
    }

    [Fact]
    public void CamerasAreOffDifferentlyInEachEpisode()
    {
        using var source = Driven.Source("lane-keeping", Small with { Worlds = 8 });
        var batch = Driven.BatchOf(source);
        source.Next(batch);
        Assert.Equal(8, batch.Infos.Select(info => info.Pose).Distinct().Count());
        Assert.Equal(8, batch.Infos.Select(info => info.Camera.FocalLength).Distinct().Count());
        Assert.All(batch.Infos, info => Assert.InRange(info.Pose.Position.Z, 1.15f, 1.55f));
    }

    [Fact]
    public void ARoadThatIsTooShortForSequencesIsRefused()
    {
        using var source = Driven.Source("lane-keeping", Small with { Worlds = 1, SequenceLength = 2000 });
        Assert.Contains("sequences of 2000 frames", Assert.Throws<InputException>(source.Skip).Message);
    }

    [Fact]
    public void ABatchOfAnotherSizeIsRefused()
    {
        using var source = Driven.Source("lane-keeping", Small);
        Assert.Throws<ArgumentException>(() => source.Next(new LabelledFrames(5, 96, 48)));
        Assert.Throws<ArgumentException>(() => source.Next(new LabelledFrames(4, 96, 48, isGrey: true)));
    }

    internal static void AssertSame(LabelledFrames first, LabelledFrames second)
    {
        Assert.True(first.Colour.AsSpan().SequenceEqual(second.Colour));
        Assert.True(first.Classes.AsSpan().SequenceEqual(second.Classes));
        Assert.True(first.Instances.AsSpan().SequenceEqual(second.Instances));
        Assert.True(first.Depth.AsSpan().SequenceEqual(second.Depth));
        Assert.Equal(first.Infos, second.Infos);
        for (int frame = 0; frame < first.Count; frame++)
        {
            Assert.Equal(first.Labels[frame].Lane, second.Labels[frame].Lane);
            Assert.Equal(first.Labels[frame].Vehicles, second.Labels[frame].Vehicles);
            Assert.Equal(first.Labels[frame].Lines.Length, second.Labels[frame].Lines.Length);
            foreach (var (line, other) in first.Labels[frame].Lines.Zip(second.Labels[frame].Lines))
            {
                Assert.Equal(line.Side, other.Side);
                Assert.Equal(line.Pixels, other.Pixels);
                Assert.Equal(line.Metres, other.Metres);
            }
        }
    }

    private static List<string> Weathers(Sim.Scenarios.AppearanceSettings? appearance, int batches)
    {
        using var source = Driven.Source("car-following", Small with { Width = 32, Height = 32, Worlds = 8, Appearance = appearance });
        var batch = Driven.BatchOf(source);
        var weathers = new List<string>();
        for (int i = 0; i < batches; i++)
        {
            source.Next(batch);
            weathers.AddRange(batch.Infos.Select(info => info.Weather));
        }
        return weathers;
    }
}
