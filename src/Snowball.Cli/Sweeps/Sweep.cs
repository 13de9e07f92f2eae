using System.Collections.Immutable;
using System.Text;
using Snowball.Cli.Inputs;
using Snowball.Cli.Trainings;
using Snowball.Learning;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Sweeps;

/// <summary>Trains many variants in processes side by side, and judges each on the validation episodes of the scenario as it is.</summary>
/// <param name="scenario">The scenario as it is.</param>
/// <param name="plan">What to do.</param>
/// <param name="folder">Where it is kept.</param>
/// <param name="cameras">What draws frames, where the agent sees any.</param>
internal sealed class Sweep(Scenario scenario, SweepPlan plan, SweepFolder folder, CameraRigFactory cameras)
{
    private readonly Lock _lock = new();
    private readonly SearchSpace _space = SearchSpace.Parse(plan.Vary);
    private Trial[] _trials = [];

    /// <summary>Runs all that has not been run yet.</summary>
    /// <param name="processes">Trainings at the same time, each with one thread.</param>
    /// <param name="progress">Is told the number of trainings that are done and of all, after each.</param>
    /// <param name="cancellation">Leaves everything to be gone on with.</param>
    /// <returns>All trials; the last rung's were judged at the full budget.</returns>
    public async Task<ImmutableArray<Trial>> Run(int processes, Action<int, int> progress, CancellationToken cancellation)
    {
        var kept = folder.Load().ToDictionary(trial => trial.Number);
        _trials = [.. Enumerable.Range(0, plan.Trials).Select(number => kept.GetValueOrDefault(number) ?? new Trial(number, _space.Draw(plan.Seed, number), 0, null, null))];
        ImmutableArray<(int Trials, long Steps)> rungs = plan.Halving ? SuccessiveHalving.Rungs(plan.Trials, plan.Steps) : [(plan.Trials, plan.Steps)];
        int done = 0, all = rungs.Sum(rung => rung.Trials);
        var candidates = Enumerable.Range(0, plan.Trials).ToImmutableArray();
        foreach (var (count, steps) in rungs)
        {
            candidates = [.. candidates.Take(count)];
            var options = new ParallelOptions { MaxDegreeOfParallelism = processes, CancellationToken = cancellation };
            await Parallel.ForEachAsync(candidates, options, async (number, stop) =>
            {
                if (_trials[number].Fault is null && _trials[number].Steps < steps) await Judge(number, steps, stop);
                progress(Interlocked.Increment(ref done), all);
            });
            candidates = Best(candidates);
        }
        return [.. _trials];
    }

    /// <summary>The candidates whose training did not fail, the best first.</summary>
    private ImmutableArray<int> Best(ImmutableArray<int> candidates)
    {
        var judged = candidates.Where(number => _trials[number].Objectives is not null).ToList();
        var ranks = ParetoFront.Rank([.. judged.Select(number => _trials[number].Objectives!)]);
        return [.. judged.Select((number, i) => (number, ranks[i].Place)).OrderBy(ranked => ranked.Place).Select(ranked => ranked.number)];
    }

    private async Task Judge(int number, long steps, CancellationToken cancellation)
    {
        var trial = _trials[number];
        string run = folder.RunOf(number);
        var process = new TrainProcess(TrainedOn(trial), plan.Agent, plan.Seed, Settings(trial), Threads: 1, run);
        try
        {
            await process.Train(steps < plan.Steps ? steps : null, cancellation);
            var policy = PolicyChoice.Find(run, scenario, cameras);
            var table = Evaluation.Run(
                scenario, policy.Make, SeedSplit.Validation, plan.Seed, scenario.Gate.ValidationEpisodes, threads: 1, cameras: cameras, cancellation: cancellation);
            var scores = Scores.Of(scenario, table);
            trial = trial with { Steps = steps, Objectives = new Objectives(scores.Return.Average(), scores.Crashed.Average(), scores.Jerk.Average()) };
        }
        catch (InputException fault)
        {
            // A bad draw, such as a learning rate that diverges, is a result too.
            trial = trial with { Fault = fault.Message };
        }
        lock (_lock)
        {
            _trials[number] = trial;
            folder.Save(_trials);
        }
    }

    private string[] Settings(Trial trial) =>
    [
        .. plan.Settings, $"{plan.Agent}.steps={plan.Steps}",
        .. trial.Values.Where(value => !IsReward(value.Key)).Select(value => $"{value.Key}={value.Value}"),
    ];

    /// <summary>The scenario itself, or one of the same name with other weights of rewards.</summary>
    private string TrainedOn(Trial trial)
    {
        var weights = trial.Values.Where(value => IsReward(value.Key)).ToDictionary(value => value.Key[SearchSpace.RewardPrefix.Length..], value => value.Value);
        if (weights.Count == 0) return scenario.File;
        string file = Path.Combine(folder.ScenarioOf(trial.Number, scenario.Name), ScenarioLoader.FileName);
        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(RewardVariant.Of(scenario, weights))));
        return file;
    }

    private static bool IsReward(string key) => key.StartsWith(SearchSpace.RewardPrefix, StringComparison.Ordinal);
}
