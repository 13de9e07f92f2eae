using System.Collections.Immutable;
using Snowball.Agents.Ppo;
using Snowball.Agents.Tests.Environments;
using Snowball.Agents.Training;
using Snowball.Learning;
using Snowball.Learning.Policies;
using Snowball.Learning.Runs;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private const int IterationSteps = 16 * 16;
    private static readonly PpoOptions Ppo = new() { RolloutSteps = 16, MinibatchSize = 128, Network = Networks.Mlp(16) };
    private static readonly ScenarioDescription Scenario = new("test", "00");
    private readonly string _root = Directory.CreateTempSubdirectory("snowball-trainer").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void SpendsItsBudgetOfStepsAndJudgesTheLastPolicy()
    {
        var validation = new Script(passesAt: int.MaxValue, returns: [1]);
        using var run = Create("a");
        var result = Train(run, validation, steps: 5 * IterationSteps - 1);
        Assert.Equal(new TrainingResult(TrainingOutcome.BudgetSpent, 5 * IterationSteps, 5, validation.Reports[0]), result);
        Assert.Equal(3, validation.Reports.Count);      // after iterations 2 and 4, and the last
    }

    [Fact]
    public void StopsAtTheFirstValidationThatPasses()
    {
        var validation = new Script(passesAt: 2, returns: [1, 0]);
        using var run = Create("a");
        var result = Train(run, validation, steps: 1_000_000);
        Assert.Equal(new TrainingResult(TrainingOutcome.GatePassed, 4 * IterationSteps, 4, validation.Reports[1]), result);
        Assert.Equal(4 * IterationSteps, PolicyFile.ReadDescription(Path.Combine(run.Path, PolicyFile.DescriptionName)).Training.Steps);
    }

    [Fact]
    public void KeepsThePolicyWithTheBestReturn()
    {
        using var run = Create("a");
        Train(run, new Script(passesAt: int.MaxValue, returns: [1, 3, 2]), steps: 6 * IterationSteps);
        var kept = PolicyFile.ReadDescription(Path.Combine(run.Path, PolicyFile.DescriptionName));
        Assert.Equal(4 * IterationSteps, kept.Training.Steps);
        Assert.Equal(3.0, kept.Metrics["return"]);
    }

    [Fact]
    public void KeepsTheLastPolicyWhereNothingIsValidated()
    {
        using var run = Create("a");
        Train(run, validation: null, steps: 3 * IterationSteps);
        Assert.Equal(3 * IterationSteps, PolicyFile.ReadDescription(Path.Combine(run.Path, PolicyFile.DescriptionName)).Training.Steps);
    }

    [Fact]
    public void LogsWhatValidationsMeasuredBesideTheStepsTheyJudge()
    {
        using (var run = Create("a")) Train(run, new Script(int.MaxValue, [1, 3, 2]), steps: 6 * IterationSteps);

        var validated = MetricsLog.Read(Path.Combine(_root, "a", "metrics.jsonl")).Where(line => line.Values.ContainsKey("validation/return")).ToList();

        Assert.Equal([2L * IterationSteps, 4 * IterationSteps, 6 * IterationSteps], validated.Select(line => line.Step));
        Assert.Equal([1.0, 3, 2], validated.Select(line => line.Values["validation/return"]));
        Assert.Equal([1.0, 3, 2], validated.Select(line => line.Values["gate/return.sum"]));
        Assert.Equal([1.0, 3, 2], validated.Select(line => line.Values["gate/return.sum.limit"]));
        Assert.All(validated, line => Assert.True(line.Values.ContainsKey("episode_return")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void ResumedAfterACancellationItEqualsAnUnbrokenRunToTheBit(int iterations)
    {
        using (var run = Create("unbroken")) Train(run, new Script(int.MaxValue, [1, 3, 2]), steps: 6 * IterationSteps);

        using (var run = Create("broken"))
        {
            using var stop = new CancellationTokenSource();
            var progress = new Watch(report =>
            {
                if (report.Updates == iterations) stop.Cancel();
            });
            var result = Train(run, new Script(int.MaxValue, [1, 3, 2]), 6 * IterationSteps, progress: progress, stop: stop.Token);
            Assert.Equal((TrainingOutcome.Cancelled, iterations), (result.Outcome, (int)result.Updates));
        }
        using (var run = RunFolder.Resume(Path.Combine(_root, "broken"), _ => { }))
            Train(run, new Script(int.MaxValue, [.. new double[] { 1, 3, 2 }.Skip(iterations / 2)]), 6 * IterationSteps);

        foreach (string file in new[] { "policy.safetensors", "policy.json", "metrics.jsonl", $"checkpoints/step-{6 * IterationSteps:D12}.safetensors" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(_root, "unbroken", file)), File.ReadAllBytes(Path.Combine(_root, "broken", file)));
    }

    [Fact]
    public void PausedAtAStepItGoesOnAsIfItHadNot()
    {
        using (var run = Create("unbroken")) Train(run, new Script(int.MaxValue, [1, 3]), steps: 4 * IterationSteps);

        using (var run = Create("paused"))
            Assert.Equal(TrainingOutcome.Paused, Train(run, new Script(int.MaxValue, [1]), 4 * IterationSteps, pauseAt: 2 * IterationSteps - 1).Outcome);
        using (var run = RunFolder.Resume(Path.Combine(_root, "paused"), _ => { }))
            Assert.Equal(TrainingOutcome.BudgetSpent, Train(run, new Script(int.MaxValue, [3]), 4 * IterationSteps).Outcome);

        Assert.Equal(File.ReadAllBytes(Path.Combine(_root, "unbroken", "policy.safetensors")), File.ReadAllBytes(Path.Combine(_root, "paused", "policy.safetensors")));
    }

    [Fact]
    public void ARunThatHasPassedIsNotTrainedOn()
    {
        using (var run = Create("a")) Train(run, new Script(passesAt: 1, returns: [1]), 1_000_000);
        using var again = RunFolder.Resume(Path.Combine(_root, "a"), _ => { });
        var result = Train(again, new Script(passesAt: int.MaxValue, returns: []), 1_000_000);
        Assert.Equal((TrainingOutcome.GatePassed, 2L), (result.Outcome, result.Updates));
    }

    [Fact]
    public void StopsAtTheUsersTimeLimit()
    {
        using var run = Create("a");
        Assert.Equal(TrainingOutcome.TimeSpent, Train(run, null, 1_000_000, TimeSpan.Zero).Outcome);
    }

    [Fact]
    public void RefusesTheCheckpointOfAnotherScenario()
    {
        using (var run = Create("a")) Train(run, null, IterationSteps);
        using var again = RunFolder.Resume(Path.Combine(_root, "a"), _ => { });
        var exception = Assert.Throws<CorruptFileException>(() => Train(again, null, 2 * IterationSteps, scenario: new ScenarioDescription("test", "11")));
        Assert.Contains("another scenario, or another version of 'test'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReportsWhatTheEpisodesCameTo()
    {
        var environment = new TrackedEnvironment(new Bandit(4));
        environment.Reset(1);
        double sum = 0;
        for (int step = 0; step < 10; step++)
        {
            environment.Step(new float[4]);
            foreach (float reward in environment.Rewards) sum += reward;
        }
        var statistics = environment.TakeStatistics();
        Assert.Equal((40, sum / 40, 1, 1), (statistics.Count, statistics.MeanReturn, statistics.MeanSteps, statistics.TerminatedRate));
        Assert.Equal(0, environment.TakeStatistics().Count);
    }

    private RunFolder Create(string name) => RunFolder.Create(Path.Combine(_root, name), "{}");

    private static TrainingResult Train(
        RunFolder run, IValidation? validation, long steps, TimeSpan? limit = null, IProgress<TrainingProgress>? progress = null,
        ScenarioDescription? scenario = null, long? pauseAt = null, CancellationToken stop = default)
    {
        var environment = new TrackedEnvironment(new LaneKeeper(16, isDiscrete: true) { MaxSteps = 20 });
        using var learner = new PpoLearner(environment, Ppo, seed: 1, budget: 6 * IterationSteps);
        var trainer = new Trainer(learner, environment, new TrainingOptions(16, steps, ValidationInterval: 2), scenario ?? Scenario, run, validation);
        return trainer.Train(seed: 1, limit, pauseAt, progress, stop);
    }

    /// <summary>Reports given returns, and passes at a given validation.</summary>
    private sealed class Script(int passesAt, double[] returns) : IValidation
    {
        public List<ValidationReport> Reports { get; } = [];

        public ValidationReport Run(GreedyPolicy policy)
        {
            double value = returns[Math.Min(Reports.Count, returns.Length - 1)];
            var line = new GateLine("return", Aggregate.Sum, BoundKind.AtLeast, 2, null, false, 1);
            var verdict = Reports.Count + 1 == passesAt ? Verdict.Passed : Verdict.Failed;
            Reports.Add(new ValidationReport(
                new GateResult(1, 0.95, [new GateLineResult(line, value, value, verdict, null, "")]),
                ImmutableSortedDictionary<string, double>.Empty.Add("return", value)));
            return Reports[^1];
        }
    }

    private sealed class Watch(Action<TrainingProgress> seen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => seen(value);
    }
}
