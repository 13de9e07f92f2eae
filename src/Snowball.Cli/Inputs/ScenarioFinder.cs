using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Inputs;

/// <summary>Finds scenarios by name, folder or file.</summary>
internal static class ScenarioFinder
{
    /// <summary>The observation that takes the place of a scenario's own.</summary>
    public const string Camera = "camera";

    /// <summary>The lane as a camera tells it, in place of a scenario's lane geometry.</summary>
    public const string CameraLane = "camera-lane";

    private const string FolderName = "scenarios";

    /// <summary>Loads a scenario from a file, its folder, or by its name.</summary>
    /// <param name="scenario">Which.</param>
    /// <param name="observation">What agents see instead of what it says; null for its own.</param>
    /// <param name="physics">What moves the vehicles instead; null for its own.</param>
    /// <exception cref="Sim.InputException">There is none, or it is not valid.</exception>
    public static Scenario Load(string scenario, string? observation = null, string? physics = null)
    {
        var loaded = BackEnds.Choose(ScenarioLoader.Load(PathOf(scenario)), physics);
        return observation switch
        {
            Camera => CameraVariant.Of(loaded),
            CameraLane => CameraVariant.OfLane(loaded),
            _ => loaded,
        };
    }

    /// <summary>The folder of a scenario that a recording or a run names, where its map lies; the name itself where there is none here.</summary>
    public static string FolderOf(string name) => IsScenario(PathOf(name)) ? PathOf(name) : name;

    /// <summary>The scenarios that some arguments mean: each a scenario, or a folder of scenarios; none means all.</summary>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0) return In(Folder());
        return [.. arguments.SelectMany(argument =>
            Directory.Exists(argument) && !IsScenario(argument) && In(argument) is { Count: > 0 } inside ? inside : [PathOf(argument)])];
    }

    /// <summary>Where the scenarios of this checkout are.</summary>
    private static string Folder()
    {
        if (Directory.Exists(FolderName)) return FolderName;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, FolderName);
            if (Directory.Exists(candidate) && In(candidate).Count > 0) return candidate;
        }
        return FolderName;
    }

    private static string PathOf(string scenario)
    {
        bool isName = scenario.Length > 0 && scenario.IndexOfAny(['/', '\\']) < 0 && scenario is not ("." or "..");
        return File.Exists(scenario) || IsScenario(scenario) || !isName ? scenario : Path.Combine(Folder(), scenario);
    }

    private static List<string> In(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        var found = Directory.GetDirectories(folder).Where(IsScenario).ToList();
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static bool IsScenario(string folder) => File.Exists(Path.Combine(folder, ScenarioLoader.FileName));
}
