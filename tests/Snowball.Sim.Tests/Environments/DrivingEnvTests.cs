using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Environments;

/// <summary>Episodes: how they end, what is handed over, and that results depend on nothing else.</summary>
public sealed class DrivingEnvTests
{
    [Fact]
    public void TimeTruncatesAndTheWorldGoesOnWithTheNextEpisode()
    {
        var scenario = Worlds.Plain with { Episode = new EpisodeSettings(0.5f, TerminationCauses.Collision), Ego = Worlds.Plain.Ego with { Speed = Distribution.Uniform(10f, 30f) } };
        using var environment = new DrivingEnv(scenario, worlds: 3);
        float[] actions = [0f, 1f / 3, 0f, 1f / 3, 0f, 1f / 3];
        ulong seed = environment.EpisodeSeed(1);
        for (int step = 1; step < 5; step++)
        {
            environment.Step(actions);
            Assert.False(environment.Truncated[1]);
            Assert.Equal(step, environment.EpisodeStep(1));
        }
        float[] last = environment.Observations.ToArray();
        environment.Step(actions);

        int width = environment.Observation.Size;
        Assert.Equal([true, true, true], environment.Truncated.ToArray());
        Assert.Equal([false, false, false], environment.Terminated.ToArray());
        Assert.Equal(1, environment.Episode(1));
        Assert.Equal(0, environment.EpisodeStep(1));
        Assert.NotEqual(seed, environment.EpisodeSeed(1));
        Assert.Equal(1f, environment.Rewards[1]); // of the step that was made
        Assert.Equal(last[width + 2], environment.FinalObservations[width + 2], 1e-6); // speed kept to the end
        Assert.NotEqual(last[width + 2], environment.Observations[width + 2]); // and drawn anew
    }

    [Fact]
    public void ACollisionTerminates()
    {
        using var environment = Worlds.Start(Worlds.Handmade, (1, 100, 30), (1, 120, 0));
        int steps = 0;
        while (!environment.Terminated[0] && steps++ < 30) environment.Step([0f, 1f / 3]);
        Assert.True(environment.Terminated[0]);
        Assert.False(environment.Truncated[0]);
        Assert.Equal(1f, environment.Costs[0]);
        Assert.Equal(1, environment.Episode(0));
        Assert.Equal(0, environment.Vehicles.Crashed[0]);
    }

    [Fact]
    public void NothingTerminatesThatTheScenarioDoesNotName()
    {
        var scenario = Worlds.Handmade with { Episode = new EpisodeSettings(60f, TerminationCauses.OffRoad) };
        using var environment = Worlds.Start(scenario, (1, 100, 30), (1, 120, 0));
        for (int i = 0; i < 20; i++) environment.Step([0f, 1f / 3]);
        Assert.Equal(1f, environment.Metric(MetricIndex.Collision));
        Assert.False(environment.Terminated[0]);
    }

    [Fact]
    public void LeavingTheLaneTerminatesWhereTheLaneIsToBeKept()
    {
        var scenario = Worlds.Plain with { Episode = new EpisodeSettings(60f, TerminationCauses.LaneDeparture) };
        using var environment = new DrivingEnv(scenario, worlds: 1);
        float offset = 0;
        for (int i = 0; i < 100 && !environment.Terminated[0]; i++)
        {
            offset = environment.Vehicles.D[0] + 6;
            Assert.InRange(offset, -2f, 2f);
            environment.Step([0.1f, 1f / 3]);
        }
        Assert.True(environment.Terminated[0]);
        Assert.InRange(offset, 0.5f, 2f);
    }

    [Fact]
    public void AWorldEndsWithItsFirstTerminatedEgoAndTruncatesTheOthers()
    {
        var scenario = Worlds.Handmade with { Ego = Worlds.Handmade.Ego with { Count = 2 } };
        using var environment = Worlds.Start(scenario, (0, 100, 20), (1, 100, 30), (1, 125, 0));
        Assert.Equal(2, environment.Agents);
        for (int i = 0; i < 30 && environment.Episode(0) == 0; i++) environment.Step([0f, 1f / 3, 0f, 1f / 3]);
        Assert.Equal([false, true], environment.Terminated.ToArray());
        Assert.Equal([true, false], environment.Truncated.ToArray());
    }

    [Fact]
    public void AnActionThatIsNotOneIsRefused()
    {
        using var environment = new DrivingEnv(Worlds.Flow(10, curved: false), worlds: 1);
        Assert.Throws<ArgumentException>(() => environment.Step([1f, 2f]));
        Assert.Contains("Action 7 is not one of the 5 choices", Assert.ThrowsAny<Exception>(() => environment.Step([7f])).Message);
    }

    [Fact]
    public void SavingAndRestoringContinuesToTheBit()
    {
        using var environment = new DrivingEnv(Worlds.Flow(15, curved: true), worlds: 3);
        var policy = new RandomPolicy();
        Drive(environment, policy, 30);
        var saved = new byte[environment.StateBytes];
        environment.Save(saved);
        Drive(environment, policy, 40);
        ulong[] expected = [.. Enumerable.Range(0, 3).Select(environment.StateHash)];
        float[] observations = environment.Observations.ToArray();

        using var other = new DrivingEnv(Worlds.Flow(15, curved: true), worlds: 3);
        other.Restore(saved);
        Drive(other, policy, 40);
        Assert.Equal(expected, Enumerable.Range(0, 3).Select(other.StateHash));
        Assert.Equal(observations, other.Observations.ToArray());
    }

    [Fact]
    public void EvaluationDoesNotDependOnTheThreads()
    {
        var scenario = Worlds.Flow(20, curved: true) with { Episode = new EpisodeSettings(20f, TerminationCauses.Collision) };
        var one = Evaluation.Run(scenario, _ => new RandomPolicy(), SeedSplit.Test, seed: 5, episodes: 40, threads: 1);
        var two = Evaluation.Run(scenario, _ => new RandomPolicy(), SeedSplit.Test, seed: 5, episodes: 40, threads: 2);
        for (int episode = 0; episode < 40; episode++)
        {
            Assert.True(one.Steps(episode) > 0);
            Assert.Equal(one.Seed(episode), two.Seed(episode));
            Assert.Equal(one.Steps(episode), two.Steps(episode));
            for (int metric = 0; metric < MetricCatalog.All.Length; metric++)
            {
                foreach (var aggregate in (Aggregate[])[Aggregate.Sum, Aggregate.Max, Aggregate.Min])
                {
                    Assert.Equal(one.Value(episode, metric, aggregate), two.Value(episode, metric, aggregate));
                }
            }
        }
        Assert.Equal(40, Enumerable.Range(0, 40).Select(one.Seed).Distinct().Count());
    }

    [Fact]
    public void AnEvaluationStopsWhenItIsCancelled()
        => Assert.Throws<OperationCanceledException>(() => Evaluation.Run(
            Worlds.Plain, _ => ConstantPolicy.Idle, SeedSplit.Test, seed: 1, episodes: 4, threads: 1, cancellation: new CancellationToken(canceled: true)));

    [Fact]
    public void ALeadVehicleKeepsItsProfile()
    {
        // Speeds of 5 or 15 m/s, reached with 2 m/s2 and held for 3 s.
        var scenario = Worlds.Plain with
        {
            Traffic = new LeadTraffic(Worlds.Constant(1000), Distribution.Choice([5f, 15f]), Worlds.Constant(2f), Worlds.Constant(3f), "highway-env-car"),
        };
        using var environment = new DrivingEnv(scenario, worlds: 1);
        var v = environment.Vehicles;
        float gap = v.S[1] - v.S[0] - 5f;
        Assert.Equal(1000f, gap, 1e-3);
        var speeds = new List<float> { v.Speed[1] };
        for (int i = 0; i < 590; i++)
        {
            environment.Step([0f, 0f]);
            speeds.Add(v.Speed[1]);
            Assert.InRange(v.Acceleration[1], -2.001f, 2.001f);
            Assert.InRange(v.Speed[1], 4.99f, 15.01f);
            Assert.Equal(-6f, v.D[1], 1e-3);
        }
        Assert.Contains(speeds, speed => speed < 5.01f);
        Assert.Contains(speeds, speed => speed > 14.99f);
        // Each change of 10 m/s takes 5 s of 10 Hz.
        int changing = speeds.Zip(speeds.Skip(1)).Count(pair => Math.Abs(pair.First - pair.Second) > 0.01f);
        int changes = speeds.Zip(speeds.Skip(1)).Count(pair => (pair.First - 10f) * (pair.Second - 10f) < 0);
        Assert.True(changes > 3);
        Assert.InRange(changing, 50 * (changes - 1), 50 * (changes + 1) + changes);
    }

    private static void Drive(DrivingEnv environment, IPolicy policy, int steps)
    {
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        for (int i = 0; i < steps; i++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
        }
    }
}
