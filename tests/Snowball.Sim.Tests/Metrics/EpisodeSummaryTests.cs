using Snowball.Sim.Metrics;

namespace Snowball.Sim.Tests.Metrics;

public sealed class EpisodeSummaryTests
{
    /// <summary>100 episodes of 20 steps and 0.5 km: 4 with a collision, 1 of them struck from behind; returns 1 to 100.</summary>
    private static EpisodeTable Table(int unfinished = 0)
    {
        var table = new EpisodeTable(100 + unfinished);
        for (int episode = 0; episode < 100; episode++)
        {
            var sum = new double[MetricCatalog.All.Length];
            var max = new float[MetricCatalog.All.Length];
            var min = new float[MetricCatalog.All.Length];
            sum[(int)MetricIndex.Return] = episode + 1;
            sum[(int)MetricIndex.Progress] = 500;
            sum[(int)MetricIndex.Speed] = 20 * 25;
            sum[(int)MetricIndex.HeadingError] = 20 * 0.01;
            sum[(int)MetricIndex.LateralAcceleration] = 20 * 0.5;
            min[(int)MetricIndex.Ttc] = episode;
            if (episode < 4) max[(int)MetricIndex.Collision] = 1;
            if (episode < 3) max[(int)MetricIndex.CollisionAtFault] = 1;
            if (episode == 3) max[(int)MetricIndex.StruckFromBehind] = 1;
            table.Set(episode, seed: 0, steps: 20, terminated: false, sum, max, min);
        }
        return table;
    }

    private static SummaryValue Named(EpisodeTable table, string name)
        => Assert.Single(EpisodeSummary.Of(table), v => v.Name == name);

    [Theory]
    [InlineData("episodes", 100)]
    [InlineData("episode_steps", 20)]
    [InlineData("distance", 50)]
    [InlineData("return", 50.5)]
    [InlineData("progress", 500)]
    [InlineData("speed", 25)]
    [InlineData("heading_error", 0.01)]
    [InlineData("lateral_acceleration", 0.5)]
    [InlineData("collision_rate", 0.04)]
    [InlineData("collision_at_fault_rate", 0.03)]
    [InlineData("struck_from_behind_rate", 0.01)]
    [InlineData("collision_per_km", 0.08)]
    [InlineData("collision_at_fault_per_km", 0.06)]
    [InlineData("struck_from_behind_per_km", 0.02)]
    [InlineData("lane_departure_rate", 0)]
    public void NumbersAreThoseOfTheFinishedEpisodes(string name, double expected)
    {
        Assert.Equal(expected, Named(Table(), name).Value, 1e-9);
        Assert.Equal(expected, Named(Table(unfinished: 5), name).Value, 1e-9);
    }

    [Fact]
    public void TheFifthPercentileIsNearTheFifthOfAHundred()
        => Assert.InRange(Named(Table(), "ttc_min_p5").Value, 4, 5);

    [Fact]
    public void IntervalsAreTwoSided()
    {
        // 4 of 100 in standard tables: 1.10% to 9.93%.
        var rate = Named(Table(), "collision_rate");
        Assert.Equal(0.0110, rate.Low!.Value, 5e-5);
        Assert.Equal(0.0993, rate.High!.Value, 5e-5);
        // Returns 1 to 100 have a standard deviation of 28.87: plus and minus 1.96 * 2.887.
        var mean = Named(Table(), "return");
        Assert.Equal(50.5 - 5.66, mean.Low!.Value, 0.6);
        Assert.Equal(50.5 + 5.66, mean.High!.Value, 0.6);
    }

    [Fact]
    public void WithoutIntervalsTheMeansAreTheSame()
    {
        var with = EpisodeSummary.Of(Table());
        var without = EpisodeSummary.Of(Table(), withIntervals: false);

        Assert.Equal(with.Select(value => (value.Name, value.Value)), without.Select(value => (value.Name, value.Value)));
        Assert.Null(without.Single(value => value.Name == "return").Low);
    }

    [Fact]
    public void NamesAreUniqueAndSnakeCase()
    {
        var names = new HashSet<string>();
        foreach (var value in EpisodeSummary.Of(Table()))
        {
            Assert.Matches("^[a-z][a-z0-9_]*$", value.Name);
            Assert.True(names.Add(value.Name));
        }
    }

    [Fact]
    public void WithoutEpisodesThereAreNoNumbers()
    {
        Assert.Equal(0, Named(new EpisodeTable(3), "episodes").Value);
        foreach (var value in EpisodeSummary.Of(new EpisodeTable(3)))
        {
            if (value.Name is not ("episodes" or "distance")) Assert.True(double.IsNaN(value.Value), value.Name);
        }
    }
}
