using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.HighwayFast;

/// <summary>The simulator (float, SIMD) against the reference (double, scalar), which repeats highway-env itself.</summary>
public sealed class HighwayFastFidelityTests(ITestOutputHelper output)
{
    private const double Tolerance = EpisodeComparison.Tolerance;
    private static readonly Scenario Scenario = SimulatedEpisode.Scenario("highway-fast");

    /// <summary>
    /// From the same state every policy step. Where a threshold falls between float and double, a decision may differ; then it must
    /// be one that the reference takes too when its state is moved by as little as rounding does. So may the direction in which two
    /// crashing cars are pushed apart that overlap equally deep on two sides: highway-env itself leaves that to rounding.
    /// </summary>
    [Theory]
    [InlineData("random", 300)]
    [InlineData("slower", 60)]
    [InlineData("careful", 100)]
    public void StepsAsTheReferenceDoes(string policy, int episodes)
    {
        using var simulated = new SimulatedEpisode(Scenario);
        int steps = 0, onThreshold = 0, pushes = 0;
        for (int episode = 0; episode < episodes; episode++)
        {
            var random = new Random(episode);
            var reference = HighwayFastReference.Of(simulated.Place((ulong)episode));
            ReferenceStep expected;
            do
            {
                var before = Copy(reference);
                simulated.Set(reference.Vehicles);
                int action = Choose(policy, random);
                expected = reference.Step(action);
                var actual = simulated.Step(action);
                steps++;
                if (EpisodeComparison.Difference(expected, actual) is not { } difference) continue;
                output.WriteLine($"{policy}, episode {episode}, {reference.Time} s: {difference}");
                if (EpisodeComparison.Difference(expected, actual, comparePushes: false) is null)
                {
                    pushes++;
                    continue;
                }
                onThreshold++;
                Assert.True(IsReachedByRounding(before, action, actual, random), $"episode {episode}, {reference.Time} s: {difference}");
            }
            while (!expected.Terminated && !expected.Truncated);
        }
        output.WriteLine($"{policy}: {onThreshold} of {steps} policy steps on a threshold, {pushes} of {episodes} episodes with another push");
        Assert.True(onThreshold <= steps / 1000, $"{onThreshold} of {steps} policy steps differ");
        Assert.True(pushes <= episodes / 20, $"{pushes} of {episodes} episodes end with another push");
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void RepeatsWhatHighwayEnvDid(string name)
    {
        var recording = RecordedEpisode.All.Single(candidate => candidate.Name == name);
        using var simulated = new SimulatedEpisode(Scenario);
        var reference = HighwayFastReference.Of(recording.Start());
        // A car that rolls backwards is steered unstably, so disordered starts are compared step by step.
        bool stepwise = name.StartsWith("wild", StringComparison.Ordinal);
        simulated.Set(reference.Vehicles);
        foreach (var (index, action) in recording.Actions.Index())
        {
            if (stepwise) simulated.Set(reference.Vehicles);
            var expected = reference.Step(action);
            var actual = simulated.Step(action);
            Assert.Null(EpisodeComparison.Difference(expected, actual, stepwise ? 1 : 20));
            Assert.Equal(recording.Rewards[index], actual.Reward, Tolerance);
            Assert.Equal(recording.Observations[index].Select(value => (float)value), actual.Observation, (a, b) => Math.Abs(a - b) < Tolerance);
        }
    }

    public static TheoryData<string> Recorded => [.. RecordedEpisode.All.Select(recording => recording.Name)];

    /// <summary>Whole episodes without correction: rounding grows slowly, and seldom tips a decision.</summary>
    [Fact]
    public void RunsFreelyBesideTheReference()
    {
        const int Episodes = 300;
        using var simulated = new SimulatedEpisode(Scenario);
        int diverged = 0;
        for (int episode = 0; episode < Episodes; episode++)
        {
            var random = new Random(episode);
            var reference = HighwayFastReference.Of(simulated.Place((ulong)(1000 + episode)));
            string policy = episode % 2 == 0 ? "random" : "careful";
            ReferenceStep expected;
            do
            {
                int action = Choose(policy, random);
                expected = reference.Step(action);
                var actual = simulated.Step(action);
                if (EpisodeComparison.Difference(expected, actual, 20) is not { } difference) continue;
                diverged++;
                output.WriteLine($"episode {episode} diverges at {reference.Time} s: {difference}");
                break;
            }
            while (!expected.Terminated && !expected.Truncated);
        }
        output.WriteLine($"{diverged} of {Episodes} episodes diverge");
        Assert.True(diverged <= Episodes / 50, $"{diverged} of {Episodes} episodes diverge");
    }

    /// <summary>highway-env's clock of a driver starts at ((x + y) pi) mod 1 s.</summary>
    [Fact]
    public void DriversFirstDecideWhenTheirClockSays()
    {
        using var simulated = new SimulatedEpisode(Scenario);
        int differing = 0, drivers = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var vehicles = simulated.Place(seed);
            for (int i = 1; i < vehicles.Length; i++, drivers++)
            {
                double clock = (vehicles[i].X + vehicles[i].Y) * Math.PI % 1;
                int substeps = 0;
                while (clock + 0.2 * substeps <= 1) substeps++;
                if (substeps != simulated.Countdown(i)) differing++;
            }
        }
        // Rounding of the product moves a clock by up to 1e-4 s, a two-thousandth of a substep.
        Assert.True(differing <= drivers / 200, $"{differing} of {drivers}");
    }

    /// <summary>Returns and crash rates of trivial policies over equally many episodes of each, from each one's own starts.</summary>
    [Theory]
    [InlineData("slower")]
    [InlineData("idle")]
    [InlineData("random")]
    public void TrivialPoliciesScoreAsInTheReference(string policy)
    {
        const int Episodes = 1000;
        var table = Evaluation.Run(Scenario, _ => policy switch
        {
            "slower" => ConstantPolicy.Slower,
            "idle" => ConstantPolicy.Idle,
            _ => new RandomPolicy(),
        }, SeedSplit.Test, seed: 1, Episodes, threads: 1);
        var actual = new EpisodeSample(Enumerable.Range(0, Episodes).Select(episode => (table.Value(episode, (int)MetricIndex.Return, Aggregate.Sum), table.Value(episode, (int)MetricIndex.Collision, Aggregate.Any) > 0)));
        var expected = new EpisodeSample(ParallelEnumerable.Range(0, Episodes).Select(episode => ReferenceEpisode(policy, episode)));
        output.WriteLine($"{policy}: return {actual.Mean:F2} (reference {expected.Mean:F2}), crashed {actual.Crashed:P1} (reference {expected.Crashed:P1})");
        actual.AssertAgrees(expected);
    }

    private static (double Return, bool Crashed) ReferenceEpisode(string policy, int episode)
    {
        var random = new Random(episode);
        var reference = HighwayFastReference.Place(random);
        double total = 0;
        while (true)
        {
            var step = reference.Step(Choose(policy, random));
            total += step.Reward;
            if (step.Terminated || step.Truncated) return (total, step.Terminated);
        }
    }

    private static int Choose(string policy, Random random) => policy switch
    {
        "slower" => 4,
        "idle" => 1,
        "random" => random.Next(5),
        // Lives long enough to see many lane changes.
        "careful" => new[] { 4, 4, 4, 0, 2, 1 }[random.Next(6)],
        _ => throw new ArgumentOutOfRangeException(nameof(policy)),
    };

    /// <summary>Whether the reference does the same from a state moved within rounding.</summary>
    private static bool IsReachedByRounding(HighwayFastReference before, int action, SimulatedStep actual, Random random)
    {
        for (int attempt = 0; attempt < 200; attempt++)
        {
            var moved = Copy(before);
            foreach (var vehicle in moved.Vehicles)
            {
                vehicle.X += (random.NextDouble() - 0.5) * 2e-4;
                vehicle.Y += (random.NextDouble() - 0.5) * 2e-6;
                vehicle.Heading += (random.NextDouble() - 0.5) * 2e-6;
                vehicle.Speed += (random.NextDouble() - 0.5) * 2e-5;
            }
            if (EpisodeComparison.Difference(moved.Step(action), actual, 4) is null) return true;
        }
        return false;
    }

    private static HighwayFastReference Copy(HighwayFastReference road)
    {
        var copy = new HighwayFastReference { Time = road.Time };
        copy.Vehicles.AddRange(road.Vehicles.Select(vehicle => vehicle.Copy()));
        return copy;
    }
}
