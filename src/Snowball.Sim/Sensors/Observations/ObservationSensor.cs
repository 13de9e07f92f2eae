using System.Collections.Immutable;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>Makes what an agent sees.</summary>
internal static class ObservationSensor
{
    /// <summary>The observation of the given settings; the sensors that it reads are connected.</summary>
    public static ISensor Create(ObservationSettings settings, SensedWorld sensed, SensorSuite sensors)
    {
        var (scenario, _, clock, vehicles, order, frame) = sensed;
        return settings switch
        {
            KinematicsObservation kinematics => new KinematicsSensor(kinematics, vehicles, order, frame),
            LaneGeometryObservation geometry => new LaneGeometrySensor(geometry, sensed),
            TimeToCollisionObservation danger => new TimeToCollisionSensor(danger, scenario.Action, vehicles, order, scenario.Road.Lanes),
            CarFollowingObservation following => new CarFollowingSensor(following, vehicles, order, clock),
            SensorObservation sensor => new SensorView(sensors.Connect(sensor.Sensor)),
            ObjectListObservation list => new ObjectListSensor(list, sensors.Connect(list.Sensor)),
            LidarScanObservation scan => new LidarScanSensor(scan, LidarOf(scan, scenario), sensors.Connect(scan.Sensor)),
            CameraObservation => new NoNumbers(),
            OccupancyGridObservation grid => new OccupancyGridSensor(grid, vehicles, frame),
            StackedObservation stacked => new StackedSensor(Create(stacked.Of, sensed, sensors), stacked.Steps, sensed),
            MixedObservation mixed => new MixedSensor(Parts(mixed, sensed, sensors), sensed),
            _ => throw new ArgumentException($"There is no sensor for {settings.GetType().Name}.", nameof(settings)),
        };
    }

    private static LidarSettings LidarOf(LidarScanObservation scan, Scenario scenario)
    {
        foreach (var sensor in scenario.Sensors)
        {
            if (sensor.Name == scan.Sensor && sensor.Instrument is LidarSettings lidar) return lidar;
        }
        throw new InputException($"the scenario {scenario.Name} has no lidar named '{scan.Sensor}'");
    }

    private static ImmutableArray<KeyValuePair<string, ISensor>> Parts(MixedObservation mixed, SensedWorld sensed, SensorSuite sensors)
    {
        var parts = ImmutableArray.CreateBuilder<KeyValuePair<string, ISensor>>();
        foreach (var (name, settings) in mixed.Parts) parts.Add(new(name, Create(settings, sensed, sensors)));
        return parts.ToImmutable();
    }
}
