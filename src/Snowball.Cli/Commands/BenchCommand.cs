using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Snowball.Cli.Bench;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Sim;
using Spectre.Console;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball bench</c>: how fast this machine is.</summary>
internal static class BenchCommand
{
    private const string Render = "render", Physics = "physics";
    private static readonly string[] Names = ["traffic", "dynamics", Physics, "highway-fast", "lane-keeping", "camera", Render, "reset", "lidar", "inference", "inference-torch", "networks", "gradient", "ppo"];

    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = $"Of {string.Join(", ", Names)}; without one all", Arity = ArgumentArity.ZeroOrMore };
        var seconds = Options.Within(0.01, 3600, new Option<double>("--seconds")
        {
            HelpName = "S",
            Description = "How long to measure each row, after a warm-up",
            DefaultValueFactory = _ => 3,
        });
        var threads = Options.Threads();
        var json = Options.Json();
        var command = new Command("bench", "Measure the speed of the simulator, of inference and of training.") { names, seconds, threads, json };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            string[] chosen = parsed.GetValue(names) is { Length: > 0 } given ? given : Names;
            if (chosen.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
            {
                throw new InputException($"there is no benchmark '{unknown}'; there are {string.Join(", ", Names)}");
            }

            var table = Tables.New().AddColumn("name").AddColumn("workload")
                .AddColumn(new TableColumn("threads").RightAligned()).AddColumn(new TableColumn("rate").RightAligned()).AddColumn("unit");
            foreach (string name in chosen)
            {
                if (name is Render or Physics) continue;
                foreach (var make in Rows(name, parsed.GetValue(threads)))
                {
                    using var workload = make();
                    double rate = Measure(workload, TimeSpan.FromSeconds(parsed.GetValue(seconds)));
                    table.AddRow(name, Markup.Escape(workload.Description), workload.Threads.ToString(), rate.ToString("#,0"), workload.Unit);
                    report.Json(new JsonObject
                    {
                        ["name"] = name,
                        ["workload"] = workload.Description,
                        ["threads"] = workload.Threads,
                        ["rate"] = Json.Number(rate),
                        ["unit"] = workload.Unit,
                    });
                }
            }
            if (table.Rows.Count > 0) report.Show(table);
            if (chosen.Contains(Physics)) PhysicsTable.Write(report, workload => Measure(workload, TimeSpan.FromSeconds(parsed.GetValue(seconds))));
            if (chosen.Contains(Render)) RenderTable.Write(report, parsed.GetValue(threads), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Rows are made one after another, so that none shares memory or cores with the next.</summary>
    private static IEnumerable<Func<Workload>> Rows(string name, int threads) => name switch
    {
        "traffic" => [() => new TrafficWorkload()],
        "dynamics" =>
        [
            () => new DynamicsWorkload("kinematic"), () => new DynamicsWorkload("linear-single-track"), () => new DynamicsWorkload("single-track-drift"),
        ],
        "highway-fast" or "lane-keeping" => ForThreads(threads, count => new StepWorkload(name, count)),
        "camera" => ForThreads(threads, count => new StepWorkload("lane-keeping", count, ScenarioFinder.Camera)),
        "reset" => [() => new ResetWorkload()],
        "lidar" => [() => new LidarWorkload(1, isNoisy: false), () => new LidarWorkload(1, isNoisy: true), () => new LidarWorkload(16, isNoisy: false), () => new LidarWorkload(16, isNoisy: true)],
        "inference" => [() => new InferenceWorkload()],
        "inference-torch" => [() => new TorchInferenceWorkload()],
        "networks" => SampleNetwork.All.SelectMany(sample => (Func<Workload>[])[() => new NetworkWorkload(sample), () => new TorchNetworkWorkload(sample)])
            .Concat(ForThreads(threads, count => new LaneWorkload(count))),
        "gradient" => [() => new GradientWorkload(), () => new TorchGradientWorkload()],
        _ => [() => new TrainingWorkload(threads)],
    };

    private static IEnumerable<Func<Workload>> ForThreads(int threads, Func<int, Workload> make)
    {
        yield return () => make(1);
        if (threads > 1) yield return () => make(threads);
    }

    /// <summary>The rate over the whole time, once the machine code has been compiled and optimised.</summary>
    private static double Measure(Workload workload, TimeSpan duration)
    {
        RunFor(workload, duration / 2);
        return RunFor(workload, duration);
    }

    private static double RunFor(Workload workload, TimeSpan duration)
    {
        long done = 0;
        var time = Stopwatch.StartNew();
        do done += workload.Run();
        while (time.Elapsed < duration);
        return done / time.Elapsed.TotalSeconds;
    }
}
