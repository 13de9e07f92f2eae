using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Cli.Manoeuvres;

/// <summary>A vehicle model on test.</summary>
/// <param name="Vehicle">Name of its parameters.</param>
/// <param name="Model">Which equations move it.</param>
/// <param name="BackEnd">What solves them; on BepuPhysics every vehicle has four wheels with the tyres of the drift model.</param>
internal readonly record struct Subject(string Vehicle, DynamicsModel Model, PhysicsBackEnd BackEnd = PhysicsBackEnd.Planar)
{
    /// <summary>Its parameters.</summary>
    public VehicleParameters Parameters => VehicleParameters.Named(Vehicle)!;

    /// <summary>Short name of the model, as in the CommonRoad vehicle models.</summary>
    public string ModelName => BackEnd == PhysicsBackEnd.Bepu ? "Bepu" : Model switch { DynamicsModel.Kinematic => "KS", DynamicsModel.LinearSingleTrack => "ST", _ => "STD" };
}

/// <summary>Eight equal vehicles on an open plane, each alone; they differ in what their drivers do. SI units.</summary>
internal sealed class TestTrack : IDisposable
{
    /// <summary>Drivers at once.</summary>
    public const int Drivers = ColumnStore.WorldBlock;

    /// <summary>Step of the drivers, s.</summary>
    public const float Seconds = 0.01f;

    // Longest step of the equations, s; and how much of a slope is driven on.
    private const float SingleTrackDriftSubstep = 0.002f;
    private const int SlopeStations = 7000;

    // A kilometre to either side: tyres as they are built steer a little, and nobody steers back.
    private const float SlopeHalfWidth = 1000;

    private static readonly Carriageway s_level = Carriageway.Straight(1, 100, 50);
    private readonly IPhysics _physics;

    /// <summary>Puts the vehicles at the origin, heading along x.</summary>
    public TestTrack(Subject subject, double speed, double friction = 1, double grade = 0)
    {
        States = new VehicleStates(new ColumnStore(Drivers), slots: 1, egos: 1, isSpatial: subject.BackEnd == PhysicsBackEnd.Bepu);
        var road = subject.BackEnd == PhysicsBackEnd.Planar || grade == 0 ? s_level : Slope(grade);
        _physics = PhysicsBackEnds.Make(subject.BackEnd, new PhysicsTask(
            States, [subject.Model], SingleTrackDriftSubstep, new FootprintContactSettings(), _ => road, HasSurface: false, Tows: []));
        for (int i = 0; i < Drivers; i++)
        {
            States.Place(i, subject.Parameters, subject.Model);
            States.Speed[i] = (float)speed;
            States.RoadFriction[i] = (float)friction;
            States.Grade[i] = (float)grade;
            _physics.Reset(i);
        }
    }

    /// <summary>The vehicles' columns.</summary>
    public VehicleStates States { get; }

    /// <summary>Time since the start, s.</summary>
    public double Time { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => (_physics as IDisposable)?.Dispose();

    /// <summary>Advances all by <see cref="Seconds"/>.</summary>
    public void Step()
    {
        _physics.Advance(0, Drivers, Seconds);
        Time += Seconds;
    }

    /// <summary>Commands what holds a speed.</summary>
    public void HoldSpeed(int driver, double speed) => States.CommandAcceleration[driver] = (float)(3 * (speed - States.Speed[driver]));

    /// <summary>A straight road along x with its foot at the origin, and some of it behind.</summary>
    private static Carriageway Slope(double grade)
    {
        const int behind = 50;
        float length = (SlopeStations - 1) * Carriageway.StationSpacing;
        var line = new ReferenceLine([RoadSegment.Straight(length)], x: -behind * Carriageway.StationSpacing, y: SlopeHalfWidth);
        float[] heights = [.. Enumerable.Range(0, SlopeStations).Select(i => (float)((i - behind) * Carriageway.StationSpacing * Math.Tan(grade)))];
        var lane = new LaneProfile([.. new float[SlopeStations]], [.. Enumerable.Repeat(2 * SlopeHalfWidth, SlopeStations)], [.. Enumerable.Repeat(LaneRules.None, SlopeStations)]);
        var section = new CrossSection([lane], new SurfaceProfile([.. heights], [], [], []), [], [new Destination("end", length, 0, 0)]);
        return Carriageway.Along(line, length, section, 2 * SlopeHalfWidth, 50f);
    }
}
