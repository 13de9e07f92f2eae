using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Bench;

/// <summary>Policy steps of an ego in the traffic of <see cref="TrafficWorkload"/> that sees it by one sensor or observation: what it costs is the difference to none.</summary>
internal sealed class SensorWorkload : Workload
{
    private const int Worlds = 64;

    /// <summary>What can be measured; the first is the baseline.</summary>
    public static readonly ImmutableArray<string> Names = ["none", "gnss", "imu", "odometry", "object-list", "lidar", "radar", "occupancy-grid"];

    private readonly DrivingEnv _environment;
    private readonly float[] _actions = new float[Worlds];

    public SensorWorkload(string sensor) : base($"64 worlds of about 28 vehicles, 10 Hz, seen by {sensor}", threads: 1, "agent steps/s")
    {
        var scenario = BenchScenario.Of("sensors", TrafficWorkload.Highway) with { Simulation = new SimulationSettings(10, 10) };
        InstrumentSettings? instrument = sensor switch
        {
            "gnss" => new GnssSettings(0.7f, 2f, 100f, 0.05f, []),
            "imu" => ImuSettings.Consumer,
            "odometry" => new OdometrySettings(96, 1.5f, 0.01f, 0.045f),
            "object-list" => new ObjectListSettings(default, 16, 150f, 2 * MathF.PI, 0.05f),
            "lidar" => new LidarSettings(new Mount(0f, 0f, 0.6f, 0f), 1, 0f, 0f, 2 * MathF.PI, MathF.PI / 900, 0.5f, 200f, 100f, 0.02f, 0f),
            "radar" => new RadarSettings(
                new Mount(2f, 0f, 0.5f, 0f), MathF.PI / 2, 0.5f, 250f, 70f, 160f, 0.15f, 0.1f, 0.005f, 0.75f, 0.4f, 0.05f, 0.5f, 0.1f, 0.1f, 32),
            _ => null,
        };
        if (instrument is not null)
        {
            scenario = scenario with { Sensors = [new SensorSettings(sensor, instrument, 10, 0f, [])], Observation = new SensorObservation(sensor) };
        }
        else if (sensor == "occupancy-grid")
        {
            scenario = scenario with { Observation = new OccupancyGridObservation([GridLayer.Presence, GridLayer.OnRoad], 18f, 18f, 18f, 3f, 80f) };
        }
        _environment = new DrivingEnv(scenario, Worlds);
    }

    public override long Run()
    {
        _environment.Step(_actions);
        return Worlds;
    }

    public override void Dispose() => _environment.Dispose();
}
