using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Vehicles;

/// <summary>Vehicles on an open plane, moved by a back end: eight worlds of <c>slots</c> vehicles, the first of each an ego.</summary>
internal sealed class Fleet : IDisposable
{
    private readonly IPhysics _physics;

    public Fleet(int slots = 1, string vehicle = "bmw-320i", DynamicsModel model = DynamicsModel.LinearSingleTrack, bool drag = false,
        Func<VehicleStates, VehicleParameters, IPhysics>? makePhysics = null, bool isSpatial = false)
    {
        Parameters = VehicleParameters.Named(vehicle)!;
        Store = new ColumnStore(ColumnStore.WorldBlock);
        States = new VehicleStates(Store, slots, egos: 1, isSpatial: isSpatial);
        _physics = makePhysics is null
            ? new PlanarPhysics(States, [DynamicsModel.Kinematic, DynamicsModel.LinearSingleTrack, DynamicsModel.SingleTrackDrift])
            : makePhysics(States, Parameters);
        for (int index = 0; index < slots * ColumnStore.WorldBlock; index++)
        {
            States.Place(index, Parameters, model);
            if (!drag) States.DragFactor[index] = 0f;
            // Far apart until somebody puts them somewhere.
            States.X[index] = 1000f * index;
        }
    }

    public ColumnStore Store { get; }

    public VehicleStates States { get; }

    public VehicleParameters Parameters { get; }

    public void Put(int index, float x, float y, float heading = 0f, float speed = 0f)
    {
        (States.X[index], States.Y[index], States.Heading[index], States.Speed[index]) = (x, y, heading, speed);
        _physics.Reset(index / States.Slots);
    }

    public void Restore(int world) => _physics.Restore(world);

    public void Dispose() => (_physics as IDisposable)?.Dispose();

    public void Advance(float seconds, int steps = 1)
    {
        for (int i = 0; i < steps; i++) _physics.Advance(0, ColumnStore.WorldBlock, seconds);
    }
}
