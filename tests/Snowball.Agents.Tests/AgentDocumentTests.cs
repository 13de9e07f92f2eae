using System.Text;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Tests;

/// <summary>
/// docs/agents.md lists every agent, and every setting with its default. After a change run this once with SNOWBALL_UPDATE=1 to write the list anew.
/// </summary>
public sealed class AgentDocumentTests
{
    private const string Begin = "<!-- generated: settings -->\n", End = "<!-- end -->\n";

    private static readonly bool Update = Environment.GetEnvironmentVariable("SNOWBALL_UPDATE") == "1";

    [Fact]
    public void EveryAgentIsDocumentedWithItsSettings()
    {
        string repository = FindRepository(), file = Path.Combine(repository, "docs", "agents.md");
        string document = File.ReadAllText(file).ReplaceLineEndings("\n"), expected = Settings(repository);
        int begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = document.IndexOf(End, StringComparison.Ordinal);
        if (Update) File.WriteAllText(file, document[..begin] + expected + document[end..]);
        else Assert.Equal(expected, document[begin..end]);
        Assert.All(AgentRegistry.All, agent => Assert.Contains($"\n| `{agent.Name}` | ", document, StringComparison.Ordinal));
    }

    private static string Settings(string repository)
    {
        string text = File.ReadAllText(Path.Combine(repository, "scenarios", "car-following", ScenarioLoader.FileName));
        // Without a training section of its own a scenario leaves every agent its defaults.
        var scenario = ScenarioLoader.Parse(text[..text.IndexOf("training:", StringComparison.Ordinal)] + "training: {agent: ppo}\n", "any/scenario.yaml");
        var list = new StringBuilder();
        foreach (var agent in AgentRegistry.All)
        {
            var settings = AgentRegistry.Plan(scenario, agent.Name).Settings;
            list.Append($"\n**{agent.Name}**: {string.Join(", ", settings.Select(setting => $"`{setting.Key}: {setting.Value}`"))}\n");
        }
        return list.Append('\n').ToString();
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "scenarios"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
