using System.Runtime.CompilerServices;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;

namespace Snowball.Rendering.Tests.Scenes.Roads;

/// <summary>Roads to draw: those of all scenarios, and one with every kind of section on hills and in banked bends.</summary>
internal static class TestRoads
{
    public const string Hills = "hills";

    /// <summary>Of straight roads, which do not end, m.</summary>
    public const float StraightLength = 1000f;

    public static readonly TheoryData<string> Names = [.. Scenarios(), Hills];

    /// <summary>Roads that bend, climb, fork or are closed in part.</summary>
    public static readonly TheoryData<string> Demanding = [Hills, "exit", "merging", "weaving", "roadworks", "slippery", "lane-keeping"];

    public static RoadSettings Settings(string name) => name == Hills ? HillSettings() : ScenarioLoader.Load(Path.Combine(Folder(), name)).Road;

    public static Carriageway Road(string name) => RoadFamily.Of(Settings(name))[0];

    public static float Length(Carriageway road) => road.IsStraight ? StraightLength : road.Length;

    public static RoadScene Build(Carriageway road, DetailLevel level) => RoadSceneBuilder.Build(road, 0f, Length(road), level);

    public static IEnumerable<string> Scenarios()
        => Directory.GetDirectories(Folder()).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    private static string Folder([CallerFilePath] string file = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "..", "scenarios"));

    private static HighwayRoadSettings HillSettings() => new(3, 3.75f, 36f, 4000f, 1,
        new CurvatureSettings(Distribution.Uniform(500, 900), Distribution.Uniform(50, 200), Distribution.Uniform(150, 300), At(120), Superelevation: 0.06f),
        GuardRails: true,
        [
            new GradeSection(At(200), At(400), At(0.045f), 80f),
            new GradeSection(At(800), At(400), At(-0.06f), 80f),
            new EntrySection("entry", At(700), At(250), At(250), At(60)),
            new LaneDropSection(At(1300), Side.Left, At(180)),
            new ExitSection("exit", At(1700), At(60), At(250), At(250)),
            new RoadworksSection(At(2700), At(250), [2], At(100), 3.25f, 22f),
            new SurfaceSection(At(3200), At(200), At(0.3f)),
            new LaneAdditionSection(At(3500), Side.Left, At(100)),
        ]);

    private static Distribution At(float value) => Distribution.Constant(value);
}
