using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Cli.Manoeuvres;

/// <summary>A vehicle model on test.</summary>
/// <param name="Vehicle">Name of its parameters.</param>
/// <param name="Model">Which equations move it.</param>
internal readonly record struct Subject(string Vehicle, DynamicsModel Model)
{
    /// <summary>Its parameters.</summary>
    public VehicleParameters Parameters => VehicleParameters.Named(Vehicle)!;

    /// <summary>Short name of the model, as in the CommonRoad vehicle models.</summary>
    public string ModelName => Model switch { DynamicsModel.Kinematic => "KS", DynamicsModel.LinearSingleTrack => "ST", _ => "STD" };
}

/// <summary>Eight equal vehicles on an open plane, each alone; they differ in what their drivers do. SI units.</summary>
internal sealed class TestTrack
{
    /// <summary>Drivers at once.</summary>
    public const int Drivers = ColumnStore.WorldBlock;

    /// <summary>Step of the drivers, s.</summary>
    public const float Seconds = 0.01f;

    private readonly PlanarPhysics _physics;

    /// <summary>Puts the vehicles at the origin, heading along x.</summary>
    public TestTrack(Subject subject, double speed, double friction = 1, double grade = 0)
    {
        States = new VehicleStates(new ColumnStore(Drivers), slots: 1, egos: 1);
        _physics = new PlanarPhysics(States, [subject.Model]);
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

    /// <summary>Advances all by <see cref="Seconds"/>.</summary>
    public void Step()
    {
        _physics.Advance(0, Drivers, Seconds);
        Time += Seconds;
    }

    /// <summary>Commands what holds a speed.</summary>
    public void HoldSpeed(int driver, double speed) => States.CommandAcceleration[driver] = (float)(3 * (speed - States.Speed[driver]));
}
