using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.HighwayFast;

namespace Snowball.Sim.Tests.Merge;

/// <summary>The simulator (float, SIMD) against the reference (double, scalar), which repeats highway-env itself.</summary>
public sealed class MergeFidelityTests(ITestOutputHelper output)
{
    // Of the usual tolerances: positions go through the coordinates of a road with a map, which straight roads are spared.
    private const double StepFactor = 4, FreeFactor = 20;

    private static readonly Scenario s_scenario = SimulatedEpisode.Scenario("merge-v0");

    /// <summary>From the same state every policy step. Where a threshold falls between float and double, a decision may differ.</summary>
    [Theory]
    [InlineData("random", 300)]
    [InlineData("slower", 60)]
    [InlineData("careful", 150)]
    public void StepsAsTheReferenceDoes(string policy, int episodes)
    {
        using var simulated = new SimulatedEpisode(s_scenario);
        int steps = 0, onThreshold = 0;
        for (int episode = 0; episode < episodes; episode++)
        {
            var random = new Random(episode);
            var reference = new MergeReference(simulated.Place((ulong)episode));
            ReferenceStep expected;
            do
            {
                simulated.Set(reference.Vehicles);
                int action = Choose(policy, random);
                expected = reference.Step(action);
                var actual = simulated.Step(action);
                steps++;
                if (Difference(expected, actual) is not { } difference) continue;
                onThreshold++;
                output.WriteLine($"{policy}, episode {episode}, x {reference.Vehicles[0].X:F1}: {difference}");
            }
            while (!expected.Terminated);
        }
        output.WriteLine($"{policy}: {onThreshold} of {steps} policy steps differ");
        Assert.True(onThreshold <= steps / 100, $"{onThreshold} of {steps} policy steps differ");
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void RepeatsWhatHighwayEnvDid(string name)
    {
        var recording = MergeReferenceTests.Recordings.Single(candidate => candidate.Name == name);
        using var simulated = new SimulatedEpisode(s_scenario);
        var reference = new MergeReference(recording.Start());
        // Disordered starts are compared step by step: a car that rolls backwards is steered unstably.
        bool stepwise = name.StartsWith("wild", StringComparison.Ordinal);
        simulated.Set(reference.Vehicles);
        foreach (var (index, action) in recording.Actions.Index())
        {
            if (stepwise) simulated.Set(reference.Vehicles);
            var expected = reference.Step(action);
            // Some disordered starts end beyond the obstacle, where a car is still nearest to a lane that has ended.
            if (expected.Substeps.Any(vehicles => vehicles.Any(vehicle => vehicle is { Lane: 2, X: > 309 }))) break;
            var actual = simulated.Step(action);
            if (Difference(expected, actual, stepwise ? StepFactor : FreeFactor) is { } difference) Assert.Fail($"step {index}: {difference}");
            Assert.Equal(recording.Rewards[index], actual.Reward, EpisodeComparison.Tolerance);
        }
    }

    public static TheoryData<string> Recorded => MergeReferenceTests.Names;

    /// <summary>Whole episodes without correction.</summary>
    [Fact]
    public void RunsFreelyBesideTheReference()
    {
        const int Episodes = 300;
        using var simulated = new SimulatedEpisode(s_scenario);
        int diverged = 0;
        for (int episode = 0; episode < Episodes; episode++)
        {
            var random = new Random(episode);
            var reference = new MergeReference(simulated.Place((ulong)(1000 + episode)));
            ReferenceStep expected;
            do
            {
                int action = Choose(episode % 2 == 0 ? "random" : "careful", random);
                expected = reference.Step(action);
                if (Difference(expected, simulated.Step(action), FreeFactor) is not { } difference) continue;
                diverged++;
                output.WriteLine($"episode {episode} diverges at x {reference.Vehicles[0].X:F1}: {difference}");
                break;
            }
            while (!expected.Terminated);
        }
        output.WriteLine($"{diverged} of {Episodes} episodes diverge");
        Assert.True(diverged <= Episodes / 50, $"{diverged} of {Episodes} episodes diverge");
    }

    /// <summary>highway-env's clock of a driver starts at ((x + y) pi) mod 1 s.</summary>
    [Fact]
    public void DriversFirstDecideWhenTheirClockSays()
    {
        using var simulated = new SimulatedEpisode(s_scenario);
        int differing = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var vehicles = simulated.Place(seed);
            for (int i = 1; i < vehicles.Length; i++)
            {
                double clock = (vehicles[i].X + vehicles[i].Y) * Math.PI % 1;
                int substeps = 0;
                while (clock + MergeReference.SubstepDuration * substeps <= 1) substeps++;
                if (substeps != simulated.Countdown(i)) differing++;
            }
        }
        Assert.True(differing <= 2, $"{differing} of 400");
    }

    /// <summary>Returns and crash rates of trivial policies over equally many episodes of each, from each one's own starts.</summary>
    [Theory]
    [InlineData("slower")]
    [InlineData("idle")]
    [InlineData("random")]
    public void TrivialPoliciesScoreAsInTheReference(string policy)
    {
        const int Episodes = 1000;
        var table = Evaluation.Run(s_scenario, _ => policy switch
        {
            "slower" => ConstantPolicy.Slower,
            "idle" => ConstantPolicy.Idle,
            _ => new RandomPolicy(),
        }, SeedSplit.Test, seed: 1, Episodes, threads: 1);
        var actual = new EpisodeSample(Enumerable.Range(0, Episodes).Select(episode => (table.Value(episode, (int)MetricIndex.Return, Aggregate.Sum), table.Value(episode, (int)MetricIndex.Collision, Aggregate.Any) > 0)));
        var expected = new EpisodeSample(Enumerable.Range(0, Episodes).Select(episode => ReferenceEpisode(policy, episode)));
        output.WriteLine($"{policy}: return {actual.Mean:F2} (reference {expected.Mean:F2}), crashed {actual.Crashed:P1} (reference {expected.Crashed:P1})");
        actual.AssertAgrees(expected);
    }

    private static (double Return, bool Crashed) ReferenceEpisode(string policy, int episode)
    {
        var random = new Random(episode);
        var reference = MergeReference.Place(random);
        double total = 0;
        while (true)
        {
            var step = reference.Step(Choose(policy, random));
            total += step.Reward;
            if (step.Terminated) return (total, reference.Vehicles[0].Crashed);
        }
    }

    private static int Choose(string policy, Random random) => policy switch
    {
        "slower" => 4,
        "idle" => 1,
        "random" => random.Next(5),
        // Lives long enough to see others merge.
        "careful" => new[] { 4, 4, 1, 0, 2, 3 }[random.Next(6)],
        _ => throw new ArgumentOutOfRangeException(nameof(policy)),
    };

    /// <summary>
    /// Looser on the ramp: highway-env's cars steer for the next road in the last 2.5 m of one; and where somebody comes to a halt at its end, since
    /// a car that rolls backwards is steered unstably.
    /// </summary>
    private static string? Difference(ReferenceStep expected, SimulatedStep actual, double factor = StepFactor)
        => EpisodeComparison.Difference(
            expected, actual, factor, observationTolerance: factor / StepFactor * 6 * EpisodeComparison.Tolerance,
            looseness: vehicle => vehicle.Lane != 2 ? 1 : vehicle.Speed > 2 ? 20 : 60);
}
