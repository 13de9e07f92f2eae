using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Bench;

/// <summary>
/// Policy steps of 0.1 s of an ego alone by one of the models of vehicle dynamics: five steps of the simulation, and in each of them
/// ten of the single-track drift model.
/// </summary>
internal sealed class DynamicsWorkload(string dynamics, string physics = "planar") : Workload(
    $"{dynamics} ego alone, policy steps of 0.1 s with observations and rewards{(dynamics == "single-track-drift" ? ", substeps of 2 ms" : "")}", threads: 1,
    "agent steps/s")
{
    private const int Worlds = 64;

    private readonly DrivingEnv _environment = new(BenchScenario.Of("dynamics", $$$"""
        format: 1
        description: An ego alone.
        simulation: {simulation_frequency: 50 Hz, policy_frequency: 10 Hz}
        physics: {{{physics}}}
        road: {kind: straight, lanes: 3, lane_width: 3.75 m, speed_limit: 120 km/h}
        ego: {vehicle: bmw-320i, dynamics: {{{dynamics}}}, lane: 1, position: 0 m, speed: 27 m/s}
        traffic: {kind: none}
        """), Worlds);

    private readonly float[] _actions = new float[Worlds];

    public override long Run()
    {
        _environment.Step(_actions);
        return Worlds;
    }

    public override void Dispose() => _environment.Dispose();
}
