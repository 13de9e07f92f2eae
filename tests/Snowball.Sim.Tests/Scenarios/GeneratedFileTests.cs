using NJsonSchema;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Scenarios.Format;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>
/// The committed JSON schema and the reference in docs/ are what the loader's table gives. After a change of the table, run
/// these tests once with SNOWBALL_UPDATE=1 to write them anew.
/// </summary>
public sealed class GeneratedFileTests
{
    private const string Begin = "<!-- generated: keys -->\n", End = "<!-- end -->\n";

    private static readonly bool Update = Environment.GetEnvironmentVariable("SNOWBALL_UPDATE") == "1";

    private static string SchemaFile => Path.Combine(ShippedScenarioTests.Folder, "scenario.schema.json");

    private static string DocumentFile => Path.Combine(ShippedScenarioTests.Repository, "docs", "scenario-format.md");

    [Fact]
    public void TheCommittedSchemaIsTheGeneratedOne()
    {
        if (Update) File.WriteAllText(SchemaFile, ScenarioSchema.Write());

        Assert.Equal(ScenarioSchema.Write(), File.ReadAllText(SchemaFile).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void TheReferenceListsEveryKey()
    {
        string document = File.ReadAllText(DocumentFile).ReplaceLineEndings("\n");
        int begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = document.IndexOf(End, StringComparison.Ordinal);
        if (Update) File.WriteAllText(DocumentFile, document[..begin] + ScenarioReference.Write() + document[end..]);
        else Assert.Equal(ScenarioReference.Write(), document[begin..end]);
    }

    [Fact]
    public void TheExamplesOfTheDocumentLoad()
    {
        string document = File.ReadAllText(DocumentFile).ReplaceLineEndings("\n");
        string[] examples = [.. document.Split("```yaml\n")[1..].Select(block => block.Split("```")[0])];
        string withActors = examples[0].Replace("observation:\n", examples[1] + "\nobservation:\n", StringComparison.Ordinal);

        Assert.IsType<FlowTraffic>(ScenarioLoader.Parse(examples[0], "docs/example/scenario.yaml").Traffic);
        Assert.Equal("cutter", Assert.Single(ScenarioLoader.Parse(withActors, "docs/example/scenario.yaml").Actors).Name);
    }

    [Theory]
    [MemberData(nameof(ShippedScenarioTests.Names), MemberType = typeof(ShippedScenarioTests))]
    public async Task ScenariosValidateAgainstTheSchema(string name)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(ScenarioSchema.Write());
        string file = Path.Combine(ShippedScenarioTests.Folder, name, ScenarioLoader.FileName);

        Assert.Empty(schema.Validate(Json.Of(YamlReader.Read(File.ReadAllText(file), file))));
    }

    [Theory]
    [InlineData("lanes: 3", "lanes: 3 m")]
    [InlineData("lanes: 3", "lanes: 13")]
    [InlineData("lanes: 3", "lines: 3")]
    [InlineData("lane_width: 3.75 m", "lane_width: 3.75")]
    [InlineData("lane_width: 3.75 m", "lane_width: 3.75 s")]
    [InlineData("kind: curved", "kind: bent")]
    [InlineData("speed: uniform(20, 30) m/s", "speed: unifrom(20, 30) m/s")]
    [InlineData("survival: 1", "survivl: 1")]
    [InlineData("metric: progress", "metric: regress")]
    public async Task TheSchemaRefusesWhatTheLoaderRefuses(string right, string wrong)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(ScenarioSchema.Write());
        string file = Path.Combine(ShippedScenarioTests.Folder, "lane-keeping", ScenarioLoader.FileName);
        string text = File.ReadAllText(file).Replace(right, wrong, StringComparison.Ordinal);

        Assert.NotEmpty(schema.Validate(Json.Of(YamlReader.Read(text, file))));
        Assert.Throws<InputException>(() => ScenarioLoader.Parse(text, file));
    }
}
