using System.Collections.Immutable;
using Snowball.Agents.Ppo;
using Snowball.Agents.SelfPlay;
using Snowball.Agents.Training;
using Snowball.Learning.Policies;
using Snowball.Learning.Runs;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests.SelfPlay;

/// <summary>Whole runs of self-play on the shipped scenario: one seed gives the same bytes, whether the run was stopped on the way or not.</summary>
public sealed class SelfPlayRunTests : IDisposable
{
    private const int Worlds = 12, RolloutSteps = 8, Updates = 9;
    private const long Steps = 2 * Worlds * RolloutSteps * Updates;

    private static readonly ImmutableArray<string> Files =
    [
        PolicyFile.WeightsName, PolicyFile.DescriptionName, "metrics.jsonl", $"checkpoints/step-{Steps:D12}.safetensors",
        "league/00000002/policy.safetensors", "league/00000008/policy.safetensors",
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("snowball-runs").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void OneSeedLeavesTheSameBytesAndAnotherSeedOthers()
    {
        Train("first", seed: 1, threads: 1);
        Train("second", seed: 1, threads: 2);
        Train("third", seed: 2, threads: 1);

        foreach (string file in Files) Assert.Equal(Bytes("first", file), Bytes("second", file));
        Assert.NotEqual(Bytes("first", PolicyFile.WeightsName), Bytes("third", PolicyFile.WeightsName));
    }

    [Fact]
    public void AResumedRunEqualsAnUnbrokenOne()
    {
        Train("unbroken", seed: 1, threads: 2);
        // Before there are earlier policies, right after some were let go, and in between.
        foreach (int updates in (int[])[1, 6, 7]) Train("broken", seed: 1, threads: 2, stopAfter: updates);
        Train("broken", seed: 1, threads: 2);

        foreach (string file in Files) Assert.Equal(Bytes("unbroken", file), Bytes("broken", file));
    }

    private byte[] Bytes(string run, string file) => File.ReadAllBytes(Path.Combine(_root, run, file));

    private void Train(string folder, ulong seed, int threads, int stopAfter = int.MaxValue)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(AppContext.BaseDirectory, "bottleneck.yaml"));
        scenario = scenario with { Episode = scenario.Episode with { Duration = 3 }, Gate = scenario.Gate with { ValidationEpisodes = 8 } };
        string[] settings = [$"worlds={Worlds}", $"rollout_steps={RolloutSteps}", "minibatch_size=64", "hidden_sizes=[16]", $"steps={Steps}", "validation_interval=4"];
        var plan = AgentRegistry.Plan(scenario, PpoAgent.Name, [.. settings.Select(setting => $"ppo.{setting}")]);
        var (options, _) = SelfPlayOptions.From(scenario, ["self-play.snapshot_interval=2", "self-play.snapshots=2", "self-play.latest_share=0.2", "self-play.rule_based_share=0.2"]);
        string path = Path.Combine(_root, folder);
        var trained = new ScenarioDescription(scenario.Name, scenario.Hash);
        using var environment = new DrivingEnv(scenario, plan.Training.Worlds, threads);
        var league = new League(options, Path.Combine(path, "league"));
        var tracked = new TrackedEnvironment(new LeagueEnvironment(environment, league));
        using var learner = new LeagueLearner(plan.Create(tracked, seed, CPU), league, trained);
        using var run = Directory.Exists(path) ? RunFolder.Resume(path, Assert.Fail) : RunFolder.Create(path, "{}");
        using var stop = new CancellationTokenSource();

        var result = new Trainer(learner, tracked, plan.Training, trained, run, new GateValidation(scenario, seed, threads))
            .Train(seed, limit: null, pauseAt: null, new StopAfter(stopAfter, stop), stop.Token);

        Assert.Equal(Math.Min(stopAfter, Updates), result.Updates);
    }

    private sealed class StopAfter(int updates, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Updates >= updates) stop.Cancel();
        }
    }
}
