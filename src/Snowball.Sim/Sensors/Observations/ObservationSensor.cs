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
            KinematicsObservation kinematics => new KinematicsSensor(kinematics, vehicles, order, scenario.Road.LaneWidth),
            LaneGeometryObservation geometry => new LaneGeometrySensor(geometry, vehicles, frame, clock),
            TimeToCollisionObservation danger => new TimeToCollisionSensor(danger, scenario.Action, vehicles, order, scenario.Road.Lanes),
            CarFollowingObservation following => new CarFollowingSensor(following, vehicles, order, clock),
            SensorObservation sensor => new SensorView(sensors.Connect(sensor.Channel)),
            _ => throw new ArgumentException($"There is no sensor for {settings.GetType().Name}.", nameof(settings)),
        };
    }
}
