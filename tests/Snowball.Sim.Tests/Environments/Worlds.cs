using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.Environments;

/// <summary>Small scenarios, made of a shipped one by replacing parts.</summary>
internal static class Worlds
{
    private static readonly Scenario Shipped = ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, "highway-fast"));

    /// <summary>A straight road of three lanes of 4 m, one ego (5 m x 2 m) in the middle lane at 20 m/s, nobody else; steering and acceleration.</summary>
    public static Scenario Plain { get; } = Shipped with
    {
        Simulation = new SimulationSettings(20, 10),
        Road = new StraightRoadSettings(3, 4f, 40f),
        Ego = Shipped.Ego with { Lane = Constant(1), Position = Constant(100), Speed = Constant(20) },
        Traffic = new NoTraffic(),
        Observation = new LaneGeometryObservation([10f, 50f], null, null, null, null),
        Action = new ContinuousAction(new ControlRange(-0.1f, 0.1f), new ControlRange(-8f, 4f)),
        Reward = new RewardSettings([new WeightedTerm(RewardTerm.Survival, 1f, 0f, 1f)], null, null, ZeroOffRoad: false),
        Cost = new CostSettings([new WeightedTerm(RewardTerm.Collision, 1f, 0f, 1f)], 0f),
        Episode = new EpisodeSettings(60f, TerminationCauses.Collision | TerminationCauses.OffRoad),
        Discretisation = [],
    };

    /// <summary>A winding, banked road of two lanes that climbs by 5 %, with little traffic.</summary>
    public static Scenario Hills { get; } = Climbing(ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, "slippery")));

    public static DriverSettings Drivers { get; } = new(
        DesiredSpeed: Distribution.Uniform(20f, 32f), TimeHeadway: Distribution.Uniform(1f, 2f), MinimumGap: Distribution.Constant(2f),
        MaximumAcceleration: Distribution.Uniform(1f, 2f), ComfortableDeceleration: Distribution.Uniform(1.5f, 3f), AccelerationLimit: 8f,
        Exponent: Distribution.Constant(4f), Gap: GapMeasure.Bumper, ChangesLanes: true, LaneChangeInterval: 1f,
        Politeness: Distribution.Uniform(0f, 0.5f), LaneChangeThreshold: 0.2f, SafeDeceleration: 3f);

    /// <summary>The plain road with a stream of traffic, straight or curved, and the ego's lane drawn.</summary>
    public static Scenario Flow(float density, bool curved) => Plain with
    {
        Simulation = new SimulationSettings(10, 5),
        Road = curved
            ? new CurvedRoadSettings(3, 4f, 35f, 5000f, 4, Distribution.Uniform(400f, 900f), Constant(100f), Distribution.Uniform(100f, 300f), Constant(80f))
            : Plain.Road,
        Ego = Plain.Ego with { Lane = Distribution.Choice([0f, 1f, 2f]), Position = Constant(600f), Speed = Distribution.Uniform(20f, 28f) },
        Traffic = new FlowTraffic(density, 250f, 350f, Distribution.Uniform(20f, 30f), Drivers, "bmw-320i"),
        Action = new MetaAction([0f, 5f, 10f, 15f, 20f, 25f, 30f]),
        Episode = new EpisodeSettings(3600f, TerminationCauses.Collision),
    };

    /// <summary>The plain road with up to four other cars of 5 m x 2 m that keep their lanes, for <see cref="Start"/>.</summary>
    public static Scenario Handmade { get; } = Plain with
    {
        Traffic = new SequentialTraffic(4, 1.5f, 1f, Constant(20), Drivers with { ChangesLanes = false }, "highway-env-car"),
    };

    /// <summary>An environment of one world that starts with given vehicles: (lane, x, speed) each, egos first.</summary>
    public static DrivingEnv Start(Scenario scenario, params (float Lane, float X, float Speed)[] vehicles)
    {
        var environment = new DrivingEnv(scenario, worlds: 1);
        environment.ResetWorld(0, episodeSeed: 1, [.. vehicles.Select(vehicle => new VehicleStart
        {
            X = vehicle.X, Y = 4 * vehicle.Lane, Heading = 0, Speed = vehicle.Speed, Lane = (int)Math.Round(vehicle.Lane),
            TargetLane = (int)Math.Round(vehicle.Lane), TargetSpeed = vehicle.Speed, Exponent = 4,
        })]);
        return environment;
    }

    /// <summary>A metric of the last step of the first agent.</summary>
    public static float Metric(this DrivingEnv environment, MetricIndex metric, int agent = 0) => environment.Measured(agent)[(int)metric];

    private static Scenario Climbing(Scenario scenario) => scenario with
    {
        Road = (HighwayRoadSettings)scenario.Road with { Sections = [new GradeSection(Constant(60), Constant(1500), Constant(0.05f), VerticalCurve: 80)] },
    };

    public static Distribution Constant(float value) => Distribution.Constant(value);
}
