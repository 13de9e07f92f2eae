using System.Text.Json.Nodes;
using Snowball.Cli.Baselines;
using Snowball.Learning;

namespace Snowball.Cli.Tests.Baselines;

public sealed class BaselineTests : IDisposable
{
    private const string Page = "# Baselines\n\n<!-- rows -->\nold\n<!-- /rows -->\nend\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Whoever changes one of the two has to change the other.</summary>
    [Fact]
    public void TheDocumentedTablesAreThoseOfTheRecordedFigures()
    {
        string docs = Path.Combine(Samples.Scenarios, "..", "docs"), page = File.ReadAllText(Path.Combine(docs, "baselines.md"));
        var file = new BaselineFile(docs);
        Assert.Equal(page, file.WithRows(page));
        Assert.Equal(file.Rows.Length, file.Rows.DistinctBy(row => row.Name).Count());
        Assert.All(file.Rows, row => Assert.Equal($"{row.Scenario}-{row.Driver}", row.Name));
        Assert.Contains(file.Rows, row => row is { Name: "highway-fast-ppo", Seeds.Length: >= 3 });
    }

    [Fact]
    public void RunsARowAgainBesideWhatWasPublished()
    {
        Write("""
            [{"name": "lane-keeping-straight-ppo", "scenario": "SCENARIO", "driver": "ppo", "seeds": [0, 1], "steps": 2000,
              "settings": ["ppo.worlds=16", "ppo.rollout_steps=16"], "figures": null},
             {"name": "lane-keeping-straight-random", "scenario": "SCENARIO", "driver": "random", "seeds": [0], "steps": 0, "settings": [], "figures": null}]
            """);
        var names = Run("reproduce");
        Assert.Equal((ExitCode.Done, "lane-keeping-straight-ppo  2 seeds, 2,000 steps at most\nlane-keeping-straight-random\n"), (names.Code, names.Output));

        var trained = Run("reproduce", "lane-keeping-straight-ppo", "--out", _folder["runs"], "--record");
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        var line = Last(trained);
        Assert.Equal((2000, 2, "lane-keeping-straight-ppo"), ((int)line["episodes"]!, (int)line["seeds"]!, (string)line["baseline"]!));
        Assert.InRange((double)line["crash_rate"]!, 0, 1);
        Assert.InRange((double)line["mean_speed"]!, 15, 40);
        Assert.InRange((double)line["train_seconds"]!, 1e-3, 1e3);
        Assert.Equal(2048, (double)line["train_steps"]!);
        Assert.Contains("| `lane-keeping-straight-ppo` |", File.ReadAllText(Path.Combine(_folder["docs"], "baselines.md")), StringComparison.Ordinal);

        // Its runs are done, so the same figures come out at once, beside those that are published now.
        var again = Run("reproduce", "lane-keeping-straight-ppo", "--out", _folder["runs"]);
        Assert.Equal(line.ToJsonString(), Last(again).ToJsonString());

        var random = Last(Run("reproduce", "lane-keeping-straight-random"));
        Assert.InRange((double)random["crash_rate"]!, 0.9, 1);
        Assert.Equal(0, (double)random["train_steps"]!);
    }

    [Fact]
    public void UnknownNamesAndDamagedFilesAreRefused()
    {
        Write("[]");
        var unknown = Run("reproduce", "walking");
        Assert.Equal(ExitCode.BadInput, unknown.Code);
        Assert.Contains("there is no baseline 'walking'", unknown.Error, StringComparison.Ordinal);

        Write("[{}]");
        Assert.Contains("baselines.json", Run("reproduce").Error, StringComparison.Ordinal);
        Write("[]", page: "# Baselines\n");
        Assert.Throws<CorruptFileException>(() => new BaselineFile(_folder["docs"]).WithRows("# Baselines\n"));
    }

    private CommandResult Run(params string[] command) => CommandLine.Run([.. command, .. command is ["reproduce", ..] ? new[] { "--docs", _folder["docs"] } : []]);

    private static JsonObject Last(CommandResult result) => JsonNode.Parse(result.Output.TrimEnd().Split('\n')[^1])!.AsObject();

    private void Write(string rows, string page = Page)
    {
        Directory.CreateDirectory(_folder["docs"]);
        File.WriteAllText(Path.Combine(_folder["docs"], "baselines.json"), rows.Replace("SCENARIO", Path.Combine(Samples.Scenarios, "lane-keeping-straight").Replace("\\", "\\\\", StringComparison.Ordinal), StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_folder["docs"], "baselines.md"), page);
    }
}
