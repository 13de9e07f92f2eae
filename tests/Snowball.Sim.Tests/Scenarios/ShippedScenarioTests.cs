using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>The scenarios that come with Snowball.</summary>
public sealed class ShippedScenarioTests
{
    public static TheoryData<string> Names => ["car-following", "highway-fast", "lane-keeping", "lane-keeping-straight"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Loads(string name)
    {
        Scenario scenario = ScenarioLoader.Load(Path.Combine(Folder, name));

        Assert.Equal(name, scenario.Name);
        Assert.Equal(32, scenario.Hash.Length);
    }

    internal static string Folder => Path.Combine(Repository, "scenarios");

    internal static string Repository
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Snowball.sln"))) folder = Path.GetDirectoryName(folder);
            return folder ?? throw new DirectoryNotFoundException("no Snowball.sln above the tests");
        }
    }
}
