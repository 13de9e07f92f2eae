using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Cli.Trainings;
using Snowball.Learning.Runs;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Baselines;

/// <summary>Trains a row's seeds one after another, each with all cores, and drives the test episodes.</summary>
/// <param name="row">What to run.</param>
/// <param name="scenario">Its scenario.</param>
/// <param name="folder">Where the run folders go; runs that are there already go on, or are done.</param>
/// <param name="threads">Threads.</param>
/// <param name="cameras">What draws frames, where the agent sees any.</param>
internal sealed class BaselineRun(Baseline row, Scenario scenario, string folder, int threads, CameraRigFactory cameras)
{
    private const double OneSided = 0.975;

    /// <summary>Runs it all.</summary>
    /// <param name="report">Is told of each seed.</param>
    /// <param name="cancellation">Leaves everything to be gone on with.</param>
    public async Task<BaselineFigures> Run(ReportWriter report, CancellationToken cancellation)
    {
        var scores = new List<Scores>();
        int passed = 0;
        double steps = 0, seconds = 0;
        foreach (ulong seed in row.Seeds)
        {
            var policy = PolicyChoice.Find(row.IsTrained ? await Train(seed, cancellation) : row.Driver, scenario, cameras);
            var table = Evaluation.Run(scenario, policy.Make, SeedSplit.Test, seed, scenario.Gate.Episodes, threads, cameras: cameras, cancellation: cancellation);
            scores.Add(Scores.Of(scenario, table));
            if (GateEvaluation.Evaluate(scenario.Gate, table).Passed) passed++;
            if (row.IsTrained)
            {
                var last = MetricsLog.Read(Path.Combine(RunOf(seed), RunFolder.TimingName))[^1];
                (steps, seconds) = (steps + last.Step, seconds + last.Values[RunFolder.Seconds]);
            }
            report.Line($"seed {seed}: return {scores[^1].Return.Average():0.00}, crashed {scores[^1].Crashed.Average():P1}, speed {scores[^1].Speed.Average():0.0} m/s");
        }
        return new BaselineFigures(
            scores.Sum(score => (long)score.Return.Length), Mean(score => score.Return), Rate(score => score.Crashed), Mean(score => score.Speed),
            scenario.Ego.Goal is null ? null : Rate(score => score.Goal), passed, steps / row.Seeds.Length, seconds / row.Seeds.Length, Machine());

        Interval Mean(Func<Scores, IReadOnlyList<double>> metric) => RunBootstrap.Mean([.. scores.Select(score => metric(score).ToArray())]);

        // Where nothing, or everything, happens there is nothing to resample, but the number of episodes still bounds the rate.
        Interval Rate(Func<Scores, IReadOnlyList<double>> metric)
        {
            var resampled = Mean(metric);
            int episodes = scores.Sum(score => metric(score).Count), events = (int)scores.Sum(score => metric(score).Sum());
            return resampled with
            {
                Low = Math.Min(resampled.Low, BinomialBound.Lower(events, episodes, OneSided)), High = Math.Max(resampled.High, BinomialBound.Upper(events, episodes, OneSided)),
            };
        }
    }

    private string RunOf(ulong seed) => Path.Combine(folder, row.Name, $"{seed}");

    private async Task<string> Train(ulong seed, CancellationToken cancellation)
    {
        string run = RunOf(seed);
        var process = new TrainProcess(scenario.File, row.Driver, seed, [.. row.Settings, $"{row.Driver}.steps={row.Steps}"], threads, run);
        await process.Train(pauseAt: null, cancellation);
        return run;
    }

    private static string Machine()
    {
        var machine = MachineInfo.Read();
        return $"{machine["processor"]}, {machine["cores"]} cores";
    }
}
