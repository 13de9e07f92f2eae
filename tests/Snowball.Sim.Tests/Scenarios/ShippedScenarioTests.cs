using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using static Snowball.Sim.Scenarios.Distribution;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>The scenarios that come with Snowball.</summary>
public sealed class ShippedScenarioTests
{
    public static TheoryData<string> Names =>
    [
        "bottleneck", "car-following", "cut-in", "cut-out", "dense-traffic", "emergency-braking", "exit", "highway-fast", "lane-change", "lane-keeping",
        "lane-keeping-straight", "merge-v0", "merging", "overtaking", "roadworks", "slippery", "stop-and-go", "weaving",
    ];

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

    internal static Scenario Load(string name) => ScenarioLoader.Load(Path.Combine(Folder, name));

    [Fact]
    public void AllAreListedHere()
        => Assert.Equal(
            Names.Select(row => row.Data), Directory.GetDirectories(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void TheTextOfALoadedScenarioGivesItAgain(string name)
    {
        Scenario scenario = Load(name), again = ScenarioLoader.Parse(scenario.Text, scenario.File);

        Assert.Equal((name, name), (scenario.Name, again.Name));
        Assert.Equal(scenario.Hash, again.Hash);
        Assert.Equivalent(scenario, again, strict: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AnEnvironmentCanBeMade(string name)
    {
        Scenario scenario = Load(name);
        using var environment = new DrivingEnv(scenario, worlds: 2, threads: 1, SeedSplit.Training);

        string[] fields = [.. environment.Observation.Fields.Select(field => field.Name)];
        Assert.All(scenario.Discretisation, field => Assert.Contains(field.Field, fields));
    }

    [Fact]
    public void EveryFieldOfLaneGeometryButThePreviewMayHaveBins()
    {
        using var environment = new DrivingEnv(Load("lane-keeping"), worlds: 1, threads: 1, SeedSplit.Training);

        ObservationField[] fields = [.. environment.Observation.Fields.Where(field => !field.Name.StartsWith("curvature", StringComparison.Ordinal))];
        Assert.NotEmpty(fields);
        Assert.All(fields, field => Sample.With("lateral_offset: [-0.5 m, 0.5 m]", $"{field.Name}: [1 {field.Unit}]"));
    }

    [Fact]
    public void LaneKeepingAsksWhatIso11270Asks()
    {
        GateSettings gate = Load("lane-keeping").Gate;

        Assert.Equal(1000, gate.Episodes);
        Assert.Contains(gate.Lines, line => line is { Metric: "lane_departure", Aggregate: Aggregate.Any, Bound: BoundKind.AtMost, Value: 0.02f });
        Assert.Contains(gate.Lines, line => line is { Metric: "lateral_offset", Aggregate: Aggregate.Mean, Bound: BoundKind.AtMost, Value: 0.2f });
        Assert.Contains(gate.Lines, line => line is { Metric: "lateral_jerk", Aggregate: Aggregate.Any, Threshold: 5f, ThresholdIsLower: false });
        Assert.Contains(gate.Lines, line => line is { Metric: "progress", Bound: BoundKind.AtLeast });
    }

    [Fact]
    public void HighwayFastIsHighwayEnvs()
    {
        Scenario scenario = Load("highway-fast");

        Assert.Equal(new SimulationSettings(5, 1), scenario.Simulation);
        Assert.Equal(new StraightRoadSettings(3, 4, 30), scenario.Road);
        Assert.Equal(
            new EgoSettings(1, "highway-env-car", DynamicsModel.Kinematic, 0.002f, Choice([0, 1, 2]), Constant(0), Constant(25), Constant(0), Constant(0)),
            scenario.Ego);
        DriverSettings drivers = new(
            null, Constant(1.5f), Constant(10), Constant(3), Constant(5), 6, Uniform(3.5f, 4.5f), GapMeasure.Centre,
            ChangesLanes: true, 1.2f, Constant(0), 0.2f, 2);
        Assert.Equal(new SequentialTraffic(20, 1.5f, 1, Uniform(21, 24), drivers, "highway-env-car"), scenario.Traffic);
        Assert.Null(scenario.Wind);

        var seen = Assert.IsType<KinematicsObservation>(scenario.Observation);
        Assert.Equal([KinematicsField.Presence, KinematicsField.X, KinematicsField.Y, KinematicsField.Vx, KinematicsField.Vy], seen.Fields);
        Assert.Equal((5, 200f, 200f, 12f, 80f), (seen.Vehicles, seen.Range, seen.ScaleX, seen.ScaleY, seen.ScaleSpeed));
        Assert.Equal([20f, 25f, 30f], Assert.IsType<MetaAction>(scenario.Action).TargetSpeeds);
        Assert.Equal(
            [new(RewardTerm.Collision, -1, 0, 0), new(RewardTerm.RightLane, 0.1f, 0, 0), new(RewardTerm.HighSpeed, 0.4f, 20, 30)],
            scenario.Reward.Terms);
        Assert.Equal((-1f, 0.5f, true), (scenario.Reward.NormaliseLow, scenario.Reward.NormaliseHigh, scenario.Reward.ZeroOffRoad));
        Assert.Equal(new EpisodeSettings(30, TerminationCauses.Collision), scenario.Episode);
    }
}
