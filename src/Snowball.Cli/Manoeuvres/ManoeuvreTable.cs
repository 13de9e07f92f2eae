using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Cli.Manoeuvres;

/// <summary>A number that a manoeuvre gives.</summary>
internal sealed record Figure(string Manoeuvre, Subject Subject, string Quantity, double Value, string Unit);

/// <summary>The manoeuvres of docs/physics.md and what they give, one after another.</summary>
internal static class ManoeuvreTable
{
    private const double Hundred = 100 / 3.6, Degrees = 180 / Math.PI, Gravity = 9.81;

    /// <summary>The cars and the van.</summary>
    public static readonly string[] Cars = ["ford-escort", "bmw-320i", "vw-vanagon", "van"];

    private static readonly string[] s_trucks = ["truck", "semitrailer"];
    private static readonly (string Name, double Friction)[] s_surfaces = [("dry", 1), ("wet", 0.6), ("snow", 0.3), ("ice", 0.12)];

    /// <summary>Measures everything that the built-in back end has.</summary>
    public static IEnumerable<Figure> Measure()
        => Cars.Concat(s_trucks).SelectMany(OfVehicle).Concat(Cars.SelectMany(OfLaneChanges));

    /// <summary>Measures the single-track drift model on the built-in back end, and BepuPhysics beside it.</summary>
    public static IEnumerable<Figure> MeasureBoth()
        => Cars.Concat(s_trucks).SelectMany(vehicle => Both(vehicle).SelectMany(subject => OfVehicle(vehicle, subject, [subject])))
            .Concat(Cars.SelectMany(vehicle => OfLaneChanges(vehicle, Both(vehicle))));

    private static Subject[] Both(string vehicle)
        => [new(vehicle, DynamicsModel.SingleTrackDrift), new(vehicle, DynamicsModel.SingleTrackDrift, PhysicsBackEnd.Bepu)];

    private static IEnumerable<Figure> OfVehicle(string vehicle)
    {
        var drift = new Subject(vehicle, DynamicsModel.SingleTrackDrift);
        return OfVehicle(vehicle, drift, [new(vehicle, DynamicsModel.LinearSingleTrack), drift]);
    }

    private static IEnumerable<Figure> OfVehicle(string vehicle, Subject drift, Subject[] linearRange)
    {
        bool isTruck = s_trucks.Contains(vehicle);
        double speed = isTruck ? 80 / 3.6 : Hundred, lateral = isTruck ? 2 : 4;
        foreach (var subject in linearRange)
        {
            string name = $"step steer to {lateral} m/s2 at {speed * 3.6:0} km/h (ISO 7401)";
            var step = OpenLoop.StepSteer(subject, speed, lateral);
            yield return new Figure(name, subject, "steering", step.Steering * Degrees, "deg");
            yield return new Figure(name, subject, "response time", step.ResponseTime, "s");
            yield return new Figure(name, subject, "overshoot", step.Overshoot * 100, "%");
        }
        var circle = OpenLoop.Circle(drift);
        yield return new Figure($"circle of {OpenLoop.Radius} m (ISO 4138)", drift, "understeer gradient", circle.UndersteerGradient * Degrees * Gravity, "deg/g");
        yield return new Figure($"circle of {OpenLoop.Radius} m (ISO 4138)", drift, "greatest lateral acceleration", circle.Greatest, "m/s2");
        foreach (var (name, friction) in s_surfaces)
        {
            yield return new Figure($"full braking from {speed * 3.6:0} km/h, {name}", drift, "distance", OpenLoop.Brake(drift, speed, 100, friction).Distance, "m");
        }
        foreach (double percent in (double[])[-6, 6])
        {
            double distance = OpenLoop.Brake(drift, speed, (isTruck ? 0.4 : 0.7) * Gravity, grade: Math.Atan(percent / 100)).Distance;
            yield return new Figure($"braking from {speed * 3.6:0} km/h at {(isTruck ? 0.4 : 0.7)} g demand, grade {percent} %", drift, "distance", distance, "m");
        }
        yield return new Figure("full power up 5 %", drift, "speed", OpenLoop.ClimbingSpeed(drift, Math.Atan(0.05)) * 3.6, "km/h");
        foreach (var subject in linearRange)
        {
            yield return new Figure($"cross-wind of 20 m/s at {speed * 3.6:0} km/h (ISO 12021)", subject, "deviation in 2 s", OpenLoop.CrossWindDeviation(subject, speed, 20), "m");
        }
    }

    private static IEnumerable<Figure> OfLaneChanges(string vehicle)
        => OfLaneChanges(vehicle, Array.ConvertAll(Enum.GetValues<DynamicsModel>(), model => new Subject(vehicle, model)));

    private static IEnumerable<Figure> OfLaneChanges(string vehicle, Subject[] subjects)
    {
        double width = VehicleParameters.Named(vehicle)!.Width;
        foreach (var track in (ConeTrack[])[ConeTrack.DoubleLaneChange(width), ConeTrack.ObstacleAvoidance(width)])
        {
            foreach (var subject in subjects)
            {
                yield return new Figure(track.Name, subject, "highest entry speed", LaneChange.Fastest(subject, track).EntrySpeed * 3.6, "km/h");
            }
        }
    }
}
