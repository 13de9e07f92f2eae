using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Recording;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.Determinism;

/// <summary>
/// The committed rollouts of scenarios/NAME/golden, driven again by their actions, are the same to the bit. With the environment
/// variable SNOWBALL_UPDATE_GOLDEN=1 the test records them anew first.
/// </summary>
public sealed class GoldenRolloutTests
{
    private const int Steps = 60;
    private static readonly bool s_update = Environment.GetEnvironmentVariable("SNOWBALL_UPDATE_GOLDEN") == "1";

    public static TheoryData<string, int> Goldens
    {
        get
        {
            var goldens = new TheoryData<string, int>();
            foreach (string folder in Directory.GetDirectories(ShippedScenarioTests.Folder).Order(StringComparer.Ordinal))
            {
                for (int episode = 0; episode < 2; episode++) goldens.Add(Path.GetFileName(folder), episode);
            }
            return goldens;
        }
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void RunsAgainToTheBit(string name, int episode)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, name));
        string path = Path.Combine(ShippedScenarioTests.Folder, name, "golden", $"rule-based-{episode}.mcap");
        if (s_update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            ulong seed = EpisodeSeeds.Derive(runSeed: 0, SeedSplit.Test, episode, episode: 0);
            RolloutRecorder.Save(path, RolloutRecorder.Record(scenario, environment => new RuleBasedPolicy(environment), seed, Steps));
        }

        var golden = RolloutReader.ReadAll(path);
        // The text may change where it does not matter, as in the settings of training.
        var expected = golden with { Header = golden.Header with { ScenarioHash = scenario.Hash } };
        var comparison = RolloutComparison.Compare(expected, RolloutReplay.Run(golden, scenario));

        Assert.True(comparison.AreSame, string.Join('\n', comparison.ToLines()));
        Assert.InRange(golden.Steps.Count, 2, Steps + 1);
        Assert.InRange(new FileInfo(path).Length, 1, 400_000);
    }
}
