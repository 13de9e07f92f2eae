using System.Collections.Immutable;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Studies;

/// <summary>A density (vehicles/m and lane) and what identical drivers do at it: speed (m/s) and flow (vehicles/s and lane).</summary>
public sealed record DiagramPoint(int Vehicles, double Density, double Speed, double Flow, double EquilibriumSpeed, bool IsStringStable);

/// <summary>Stop and go on a ring: how fast the waves travel (m/s), and the flow (vehicles/s) of traffic that leaves a jam.</summary>
public sealed record JamMeasurement(SpaceTime Field, double WaveSpeed, double Outflow, double OutflowSpeed, double Capacity);

/// <summary>Mixed traffic on two lanes: flow (vehicles/s and lane), mean speed (m/s), lane changes a metre and second of road.</summary>
public sealed record MixPoint(double Density, double TruckShare, double Flow, double Speed, double LaneChanges)
{
    /// <summary>Lane changes a metre that a vehicle drives.</summary>
    public double ChangesPerVehicleMetre => LaneChanges / (2 * Flow);
}

/// <summary>Experiments on ring roads whose outcome theory or observation knows.</summary>
public static class TrafficStudies
{
    /// <summary>Step of all experiments, s.</summary>
    public const float StepSeconds = 0.1f;

    // Disturbances at the start, from which waves can grow.
    private const float Jitter = 0.5f;

    private static readonly StraightRoadSettings OneLane = new(1, 3.75f, 60f), TwoLanes = new(2, 3.75f, 60f);

    /// <summary>Drivers of cars and trucks as in the study of MOBIL (Kesting, Treiber, Helbing 2007), cars with desired speeds that differ.</summary>
    public static (DriverSettings Cars, DriverSettings Trucks) Motorway { get; } = MotorwayDrivers();

    /// <summary>
    /// The fundamental diagram: at each density drivers start at the speed of equilibrium with gaps that differ by up to half, and drive
    /// for a time, at the end of which is measured.
    /// </summary>
    public static ImmutableArray<DiagramPoint> FundamentalDiagram(
        IntelligentDriverTheory theory, float circumference, ImmutableArray<double> densities, int seconds, int measuredSeconds)
    {
        var points = ImmutableArray.CreateBuilder<DiagramPoint>(densities.Length);
        foreach (double wanted in densities)
        {
            int count = (int)Math.Round(wanted * circumference);
            double density = count / (double)circumference, equilibrium = theory.Speed(1 / density - theory.Length);
            var ring = Identical(theory, circumference, count, (float)equilibrium);
            ring.Step(Steps(seconds - measuredSeconds));
            double sum = 0;
            int steps = Steps(measuredSeconds);
            for (int step = 0; step < steps; step++)
            {
                ring.Step();
                sum += MeanSpeed(ring.Vehicles);
            }
            double speed = sum / steps;
            points.Add(new DiagramPoint(count, density, speed, speed * density, equilibrium, theory.IsStringStable(equilibrium)));
        }
        return points.ToImmutable();
    }

    /// <summary>Lets jams grow from small disturbances at an unstable density, and measures them once they are there.</summary>
    public static JamMeasurement StopAndGo(
        IntelligentDriverTheory theory, float circumference, double density, int seconds, int measuredSeconds)
    {
        const double CellMetres = 100, CellSeconds = 30;
        int count = (int)Math.Round(density * circumference);
        var ring = Identical(theory, circumference, count, (float)theory.Speed(circumference / (double)count - theory.Length));
        var field = new SpaceTime(circumference, seconds, CellMetres, CellSeconds, StepSeconds);
        for (int step = 0; step < Steps(seconds); step++)
        {
            ring.Step();
            field.Record(ring.Vehicles);
        }
        int first = (int)((seconds - measuredSeconds) / CellSeconds);
        var (outflow, speed) = field.Fastest(first, share: 0.9);
        return new JamMeasurement(field, field.WaveSpeed(lag: 4, first), outflow, speed, theory.Capacity().Flow);
    }

    /// <summary>Cars and trucks on two lanes, after a time in which they sort themselves.</summary>
    public static MixPoint Mix(
        DriverSettings cars, DriverSettings trucks, double truckShare, float circumference, double densityPerLane, int seconds, int measuredSeconds, ulong seed)
    {
        var mix = new VehicleMix(truckShare > 0
            ? [new("bmw-320i", (float)(1 - truckShare), null), new("semitrailer", (float)truckShare, trucks)]
            : [new("bmw-320i", 1f, null)]);
        int count = 2 * (int)Math.Round(densityPerLane * circumference);
        var ring = new RingRoad(new RingTraffic(circumference, count, Jitter, Distribution.Constant(20f), cars, mix), TwoLanes, StepSeconds);
        ring.Reset(seed);
        ring.Step(Steps(seconds - measuredSeconds));
        var v = ring.Vehicles;
        var lanes = v.Lane.AsSpan(0, count).ToArray();
        long changes = 0;
        double sum = 0;
        int steps = Steps(measuredSeconds);
        for (int step = 0; step < steps; step++)
        {
            ring.Step();
            sum += MeanSpeed(v);
            for (int i = 0; i < count; i++)
            {
                if (v.Lane[i] != lanes[i]) changes++;
                lanes[i] = v.Lane[i];
            }
        }
        double speed = sum / steps, density = 0.5 * count / circumference;
        return new MixPoint(density, truckShare, density * speed, speed, changes / (circumference * (double)measuredSeconds));
    }

    private static (DriverSettings Cars, DriverSettings Trucks) MotorwayDrivers()
    {
        var cars = new DriverSettings(
            DesiredSpeed: Distribution.Normal(120 / 3.6f, 10 / 3.6f), TimeHeadway: Distribution.Constant(1.2f), MinimumGap: Distribution.Constant(2f),
            MaximumAcceleration: Distribution.Constant(1.5f), ComfortableDeceleration: Distribution.Constant(2f), AccelerationLimit: 9f,
            Exponent: Distribution.Constant(4f), Gap: GapMeasure.Bumper, ChangesLanes: true, LaneChangeInterval: 1f,
            Politeness: Distribution.Constant(0.2f), LaneChangeThreshold: 0.1f, SafeDeceleration: 4f, KeepRightBias: 0.3f);
        return (cars, cars with
        {
            DesiredSpeed = Distribution.Normal(85 / 3.6f, 3 / 3.6f), TimeHeadway = Distribution.Constant(1.7f), MaximumAcceleration = Distribution.Constant(0.7f),
        });
    }

    private static RingRoad Identical(IntelligentDriverTheory theory, float circumference, int count, float speed) => new(
        new RingTraffic(circumference, count, Jitter, Distribution.Constant(speed), theory.Drivers, "bmw-320i"), OneLane, StepSeconds,
        length: (float)theory.Length);

    private static int Steps(int seconds) => (int)Math.Round(seconds / StepSeconds);

    private static double MeanSpeed(VehicleStates vehicles)
    {
        double sum = 0;
        for (int index = 0; index < vehicles.Slots; index++) sum += vehicles.Speed[index];
        return sum / vehicles.Slots;
    }
}
