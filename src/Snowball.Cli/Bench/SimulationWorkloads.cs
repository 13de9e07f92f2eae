using Snowball.Cli.Inputs;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Bench;

/// <summary>
/// Traffic alone: an environment with 40 substeps in a policy step, so that what is done once in a policy step hardly counts.
/// </summary>
internal sealed class TrafficWorkload(string physics = "planar") : Workload(
    "straight 4-lane highway, about 28 vehicles a world: lane order, leaders, IDM, MOBIL, lane keeping, dynamics", threads: 1, "vehicle-steps/s")
{
    private const int Worlds = 64;
    private const int Substeps = 40;

    internal const string Highway = """
        format: 1
        description: A flow of traffic on a straight highway.
        simulation: {simulation_frequency: 40 Hz, policy_frequency: 1 Hz}
        road: {kind: straight, lanes: 4, lane_width: 3.75 m, speed_limit: 120 km/h}
        ego: {vehicle: bmw-320i, dynamics: kinematic, lane: 1, position: 0 m, speed: 27 m/s}
        traffic:
          kind: flow
          density: 20 veh/km
          behind: 200 m
          ahead: 200 m
          speed: uniform(22, 32) m/s
          vehicle: bmw-320i
          drivers:
            time_headway: 1.5 s
            minimum_gap: 2 m
            maximum_acceleration: 1.5 m/s2
            comfortable_deceleration: 2 m/s2
            acceleration_limit: 6 m/s2
            lane_changes: {interval: 1 s, politeness: 0.2, threshold: 0.2 m/s2, safe_deceleration: 2 m/s2}
        """;

    private readonly DrivingEnv _environment = new(BenchScenario.Of("traffic", $"{Highway}\nphysics: {physics}"), Worlds);
    private readonly float[] _actions = new float[Worlds];

    public override long Run()
    {
        _environment.Step(_actions);
        int active = 0;
        foreach (int isActive in _environment.Vehicles.Active.AsSpan(0, Worlds * _environment.Vehicles.Slots)) active += isActive;
        return (long)active * Substeps;
    }

    public override void Dispose() => _environment.Dispose();
}

/// <summary>Whole steps of a scenario: observations, rewards and resets included. Actions are random and drawn beforehand.</summary>
internal sealed class StepWorkload : Workload
{
    private const int Worlds = 256;
    private const int Batches = 16;
    private readonly DrivingEnv _environment;
    private readonly float[] _actions;
    private int _batch;

    public StepWorkload(string scenario, int threads, string? observation = null)
        : base(Describe(scenario, observation), threads, "agent steps/s")
    {
        _environment = new DrivingEnv(ScenarioFinder.Load(scenario, observation), Worlds, threads, cameras: Renderers.Cameras(Renderers.Software));
        var random = new Random(0);
        _actions = new float[Batches * _environment.Agents * _environment.Action.Dimensions];
        for (int i = 0; i < _actions.Length; i++)
        {
            _actions[i] = _environment.Action.IsDiscrete ? random.Next(_environment.Action.Choices) : random.NextSingle() * 2 - 1;
        }
    }

    public override long Run()
    {
        int size = _actions.Length / Batches;
        _environment.Step(_actions.AsSpan(_batch * size, size));
        _batch = (_batch + 1) % Batches;
        return _environment.Agents;
    }

    public override void Dispose() => _environment.Dispose();

    private static string Describe(string scenario, string? observation)
    {
        string seen = observation is null ? "observations" : "a front camera's frames (84 x 84 grey, the last four) by the software renderer";
        return $"{scenario}: steps with {seen}, rewards and resets, random actions drawn beforehand";
    }
}

/// <summary>Starts of episodes.</summary>
internal sealed class ResetWorkload(string physics = "planar") : Workload("highway-fast: starts of episodes, with their first observation", threads: 1, "resets/s")
{
    private readonly DrivingEnv _environment = new(ScenarioFinder.Load("highway-fast", physics: physics), worlds: 256);
    private ulong _seed;

    public override long Run()
    {
        _environment.Reset(_seed++);
        return _environment.Worlds;
    }

    public override void Dispose() => _environment.Dispose();
}
