using System.CommandLine;
using Snowball.Cli.CrossPlay;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;
using Snowball.Sim;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball cross-play</c>: every policy in every other one's traffic.</summary>
internal static class CrossPlayCommand
{
    private const int MostPolicies = 12;

    public static Command Create()
    {
        var scenario = Options.Scenario();
        var policies = new Option<string[]>("--policies")
        {
            HelpName = PolicyChoice.Names, Description = $"The policies, 2 to {MostPolicies}; PATH is a policy or a run folder", AllowMultipleArgumentsPerToken = true, Required = true,
        };
        var episodes = Options.Within(2, 100_000, new Option<int>("--episodes") { HelpName = "N", Description = "Test episodes of each pair, the same for all", DefaultValueFactory = _ => 200 });
        var seed = Options.Seed();
        var threads = Options.Threads();
        var picture = new Option<string?>("--out") { HelpName = "FILE.png", Description = "Draw the matrix" };
        var json = Options.Json();
        var command = new Command("cross-play",
            "Who exploits whom: put each policy at the wheel of one of a scenario's egos, each ego in turn, and each policy at the wheels of all others. Prints returns, collisions "
            + "and speeds of both with 95% intervals, the difference of their returns, and for each policy which one does best among its own kind.")
        {
            scenario, policies, episodes, seed, threads, picture, json,
        };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            var loaded = ScenarioFinder.Load(parsed.GetValue(scenario)!);
            var players = Players(loaded, parsed.GetValue(policies)!);
            foreach (var (_, policy) in players) Drivers.Warn(policy, loaded, report);
            int count = parsed.GetValue(episodes), matches = players.Count * players.Count;
            var matrix = PlayMatrix.Play(loaded, players, parsed.GetValue(seed), count, parsed.GetValue(threads), played =>
            {
                if (report.IsTerminal && !report.IsJson) report.Note($"{played} of {matches} pairs");
            });
            report.Line($"{loaded.Name}: {count} test episodes of seed {parsed.GetValue(seed)} for each pair; ± half of the 95% interval");
            PlayMatrixReport.Show(matrix, report);
            PlayMatrixReport.Write(matrix, loaded.Name, parsed.GetValue(seed), count, report);
            if (parsed.GetValue(picture) is { } file)
            {
                HeatMap.Save(matrix, loaded.Name, file);
                report.Line($"The matrix is drawn in {file}.");
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static List<(string Name, PolicyChoice Policy)> Players(Scenario scenario, string[] policies)
    {
        if (scenario.Ego.Count < 2) throw new InputException("is 1, but cross-play needs several egos in a world", scenario.File, key: "ego.count");
        if (policies.Length is < 2 or > MostPolicies) throw new InputException($"names {policies.Length} policies; it takes 2 to {MostPolicies}", key: "--policies");
        if (policies.GroupBy(policy => policy).FirstOrDefault(group => group.Count() > 1) is { Key: var twice }) throw new InputException($"names {twice} twice", key: "--policies");
        // The last part of a path tells enough, where it differs.
        string[] names = [.. policies.Select(policy => Path.GetFileName(Path.TrimEndingDirectorySeparator(policy)))];
        if (names.Distinct().Count() < names.Length) names = policies;
        return [.. names.Zip(policies, (name, policy) => (name, PolicyChoice.Find(policy, scenario)))];
    }
}
