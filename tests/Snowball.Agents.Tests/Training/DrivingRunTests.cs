using System.Collections.Immutable;
using Snowball.Agents.Imitation;
using Snowball.Agents.Ppo;
using Snowball.Agents.Sac;
using Snowball.Agents.Tabular;
using Snowball.Agents.Training;
using Snowball.Learning.Policies;
using Snowball.Learning.Runs;
using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests.Training;

/// <summary>
/// Whole runs on shipped scenarios, from the first step to the files that they leave: one seed gives the same bytes, whatever
/// the threads, and whether the run was stopped on the way or not.
/// </summary>
public sealed class DrivingRunTests : IDisposable
{
    private const int Worlds = 16, RolloutSteps = 20, Updates = 6;
    private const long Steps = Worlds * RolloutSteps * Updates;

    private static readonly ImmutableArray<string> Files =
        [PolicyFile.WeightsName, PolicyFile.DescriptionName, "metrics.jsonl", $"checkpoints/step-{Steps:D12}.safetensors"];

    private readonly string _root = Directory.CreateTempSubdirectory("snowball-runs").FullName;

    public static TheoryData<string, string> Runs => new()
    {
        { "car-following", QLearningAgent.Name },
        { "car-following", PpoAgent.Name },
        { "lane-keeping", PpoAgent.Name },
        { "lane-keeping", ImitationAgent.Dagger },
        { "lane-keeping", SacAgent.Name },
    };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [MemberData(nameof(Runs))]
    public void OneSeedLeavesTheSameBytesAndAnotherSeedOthers(string scenario, string agent)
    {
        Train(scenario, agent, "first", seed: 1, threads: 1);
        Train(scenario, agent, "second", seed: 1, threads: 2);
        Train(scenario, agent, "third", seed: 2, threads: 1);

        foreach (string file in Files) Assert.Equal(Bytes("first", file), Bytes("second", file));
        Assert.NotEqual(Bytes("first", PolicyFile.WeightsName), Bytes("third", PolicyFile.WeightsName));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void AResumedRunEqualsAnUnbrokenOne(string scenario, string agent)
    {
        Train(scenario, agent, "unbroken", seed: 1, threads: 2);
        // Stopped before the first validation, and again between the second and the third.
        foreach (int updates in (int[])[1, 5]) Train(scenario, agent, "broken", seed: 1, threads: 2, stopAfter: updates);
        Train(scenario, agent, "broken", seed: 1, threads: 2);

        foreach (string file in Files) Assert.Equal(Bytes("unbroken", file), Bytes("broken", file));
    }

    private byte[] Bytes(string run, string file) => File.ReadAllBytes(Path.Combine(_root, run, file));

    /// <summary>Starts a run, or goes on with it where there is one.</summary>
    private void Train(string name, string agent, string folder, ulong seed, int threads, int stopAfter = int.MaxValue)
    {
        var scenario = Load(name);
        string[] settings = [$"worlds={Worlds}", $"rollout_steps={RolloutSteps}", $"steps={Steps}", "validation_interval=2"];
        if (agent == SacAgent.Name) settings = [.. settings, "warm_up_steps=0"];
        var plan = AgentRegistry.Plan(scenario, agent, [.. settings.Select(setting => $"{agent}.{setting}")], (_, driven) => new RuleBasedPolicy(driven));
        using var environment = new DrivingEnv(scenario, plan.Training.Worlds, threads);
        var tracked = new TrackedEnvironment(environment);
        using var learner = plan.Create(tracked, seed, CPU);
        string path = Path.Combine(_root, folder);
        using var run = Directory.Exists(path) ? RunFolder.Resume(path, Assert.Fail) : RunFolder.Create(path, "{}");
        using var stop = new CancellationTokenSource();

        var result = new Trainer(
            learner, tracked, plan.Training, new ScenarioDescription(scenario.Name, scenario.Hash), run, new GateValidation(scenario, seed, threads))
            .Train(seed, limit: null, pauseAt: null, new StopAfter(stopAfter, stop), stop.Token);

        Assert.Equal(Math.Min(stopAfter, Updates), result.Updates);
        Assert.Equal(stopAfter < Updates ? TrainingOutcome.Cancelled : TrainingOutcome.BudgetSpent, result.Outcome);
    }

    /// <summary>A shipped scenario with episodes so short that many end, too few to pass a gate, and few roads.</summary>
    private static Scenario Load(string name)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(AppContext.BaseDirectory, name + ".yaml"));
        return scenario with
        {
            Episode = scenario.Episode with { Duration = 4 },
            Gate = scenario.Gate with { ValidationEpisodes = 12 },
            Road = scenario.Road is CurvedRoadSettings curved ? curved with { Variants = 4 } : scenario.Road,
        };
    }

    private sealed class StopAfter(int updates, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Updates >= updates) stop.Cancel();
        }
    }
}
