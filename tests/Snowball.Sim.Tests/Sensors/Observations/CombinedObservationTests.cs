using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;

namespace Snowball.Sim.Tests.Sensors.Observations;

/// <summary>Stacked and mixed observations, and parts of a sensor, against environments that see the inner ones.</summary>
public sealed class CombinedObservationTests
{
    private const int WorldCount = 3, Egos = 2;

    private static readonly Scenario Base = Worlds.Flow(density: 15f, curved: true) with
    {
        Ego = Worlds.Flow(15f, curved: true).Ego with { Count = Egos },
        Episode = new EpisodeSettings(3f, TerminationCauses.Collision),
        Sensors =
        [
            new("gnss", new GnssSettings(1f, 2f, 10f, 0.1f, []), 5, 0.4f, [new DropoutFault(new RandomTiming(2f, Worlds.Constant(0.5f)))]),
            new("objects", new ObjectListSettings(default, 5, 100f, 6f, 0.05f), 10, 0f, []),
        ],
    };

    private static readonly ObservationSettings
        Lane = new LaneGeometryObservation([20f], Distribution.Normal(0f, 0.1f), null, null, null), Gnss = new SensorObservation("gnss");

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void StackedIsTheHistory(int steps)
    {
        foreach (var inner in (ObservationSettings[])[Lane, Gnss])
        {
            using var plain = new DrivingEnv(Base with { Observation = inner }, WorldCount);
            using var stacked = new DrivingEnv(Base with { Observation = new StackedObservation(steps, inner) }, WorldCount);
            int size = plain.Observation.Size;
            Assert.Equal(steps * size, stacked.Observation.Size);
            Assert.Equal("t." + plain.Observation.Fields[0].Name, stacked.Observation.Fields[0].Name);
            Assert.Equal($"t-{steps - 1}." + plain.Observation.Fields[^1].Name, stacked.Observation.Fields[^1].Name);
            var histories = new List<float[]>[plain.Agents];
            int ends = 0;
            for (int step = 0; step < 40; step++)
            {
                for (int agent = 0; agent < plain.Agents; agent++)
                {
                    var row = plain.Observations.Slice(agent * size, size).ToArray();
                    if (step == 0 || plain.Terminated[agent] || plain.Truncated[agent])
                    {
                        if (step > 0)
                        {
                            ends++;
                            histories[agent].Add(plain.FinalObservations.Slice(agent * size, size).ToArray());
                            AssertHistory(histories[agent], stacked.FinalObservations.Slice(agent * steps * size, steps * size), steps);
                        }
                        histories[agent] = [];
                    }
                    histories[agent].Add(row);
                    AssertHistory(histories[agent], stacked.Observations.Slice(agent * steps * size, steps * size), steps);
                }
                Step(plain, step);
                Step(stacked, step);
            }
            Assert.True(ends >= 2 * WorldCount * Egos);
        }
    }

    [Fact]
    public void MixedIsTheConcatenation()
    {
        ObservationSettings stacked = new StackedObservation(3, Gnss);
        using var mixed = new DrivingEnv(Base with { Observation = new MixedObservation([new("lane", Lane), new("old", stacked), new("gps", Gnss)]) }, WorldCount);
        DrivingEnv[] parts = [.. ((ObservationSettings[])[Lane, stacked, Gnss]).Select(part => new DrivingEnv(Base with { Observation = part }, WorldCount))];
        Assert.Equal(parts.Sum(part => part.Observation.Size), mixed.Observation.Size);
        Assert.Equal("lane.lateral_offset", mixed.Observation.Fields[0].Name);
        Assert.Contains(mixed.Observation.Fields, field => field.Name == "old.t-2.valid");
        Assert.Contains(mixed.Observation.Fields, field => field.Name == "gps.x" && field.Unit == "m");
        for (int step = 0; step < 40; step++)
        {
            for (int agent = 0; agent < mixed.Agents; agent++)
            {
                Assert.Equal(parts.SelectMany(part => Row(part, part.Observations, agent)), Row(mixed, mixed.Observations, agent));
                Assert.Equal(parts.SelectMany(part => Row(part, part.FinalObservations, agent)), Row(mixed, mixed.FinalObservations, agent));
            }
            Step(mixed, step);
            foreach (var part in parts) Step(part, step);
        }
        foreach (var part in parts) part.Dispose();
    }

    [Fact]
    public void AnObjectListTakesRowsAndColumnsOfItsSensor()
    {
        using var environment = new DrivingEnv(
            Base with { Observation = new ObjectListObservation("objects", 3, [ObjectField.Visibility, ObjectField.X, ObjectField.Class]) }, WorldCount);
        environment.Open(["objects"]);
        Assert.Equal(["object_0_visibility", "object_0_x", "object_0_class", "object_1_visibility"], environment.Observation.Fields.Take(4).Select(field => field.Name));
        for (int step = 0; step < 10; step++)
        {
            var all = environment.ChannelSpec("objects");
            for (int agent = 0; agent < environment.Agents; agent++)
            {
                for (int i = 0; i < environment.Observation.Size; i++)
                {
                    int column = all.Fields.IndexOf(environment.Observation.Fields[i]);
                    Assert.Equal(environment.Channel("objects")[agent * all.Size + column], environment.Observations[agent * environment.Observation.Size + i]);
                }
            }
            Step(environment, step);
        }
    }

    private static float[] Row(DrivingEnv environment, ReadOnlySpan<float> rows, int agent)
        => rows.Slice(agent * environment.Observation.Size, environment.Observation.Size).ToArray();

    /// <summary>The same lane changes and speeds in every environment.</summary>
    private static void Step(DrivingEnv environment, int step)
    {
        var actions = new float[environment.Agents];
        for (int agent = 0; agent < actions.Length; agent++) actions[agent] = (agent + step * step) % 5;
        environment.Step(actions);
    }

    private static void AssertHistory(List<float[]> history, ReadOnlySpan<float> stacked, int steps)
    {
        int size = stacked.Length / steps;
        for (int back = 0; back < steps; back++)
        {
            Assert.Equal(history[Math.Max(0, history.Count - 1 - back)], stacked.Slice(back * size, size).ToArray());
        }
    }
}
