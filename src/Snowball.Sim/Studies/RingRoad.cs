using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Studies;

/// <summary>
/// Traffic alone on ring roads, one in each world, without an ego: what studies of the drivers run. It is made of the parts of
/// <see cref="DrivingEnv"/> and stepped by the same time stepper.
/// </summary>
public sealed class RingRoad
{
    private readonly RoadFrame _frame;
    private readonly ITrafficSource _source;
    private readonly Timestepper _timestepper;
    private readonly ColumnStore _store;
    private readonly EpisodeClock _clock;
    private readonly float? _length;

    /// <param name="traffic">All vehicles of a ring; at least 2.</param>
    /// <param name="road">The lanes.</param>
    /// <param name="stepSeconds">Length of a step, s: a whole number of steps is a second.</param>
    /// <param name="worlds">Number of rings.</param>
    /// <param name="length">Length of every vehicle, m, where not its own.</param>
    public RingRoad(RingTraffic traffic, StraightRoadSettings road, float stepSeconds, int worlds = 1, float? length = null)
    {
        _length = length;
        int frequency = (int)MathF.Round(1f / stepSeconds);
        StepSeconds = stepSeconds;
        _store = new ColumnStore(worlds);
        _clock = new EpisodeClock(_store);
        Vehicles = new VehicleStates(_store, traffic.Count, egos: 0);
        _frame = new RoadFrame(_store, Vehicles, RoadFamily.Of(road), circumference: traffic.Circumference);
        Order = new LaneOrder(_store, Vehicles, traffic.Drivers.Gap == GapMeasure.Bumper, traffic.Circumference);
        Drivers = new Drivers(_store, Vehicles, Order, _frame, traffic.Drivers, frequency);
        _source = new RingSource(traffic, Vehicles, _frame, Drivers);
        var nobody = new EgoControl(new ContinuousAction(null, null), _store, Vehicles, _frame);
        var physics = new PlanarPhysics(Vehicles, [DynamicsModel.Kinematic]);
        _timestepper = new Timestepper(Vehicles, Order, Drivers, _source, actors: null, nobody, physics, _frame, _clock, stepSeconds);
        Reset(0);
    }

    /// <summary>Length of a step, s.</summary>
    public float StepSeconds { get; }

    /// <summary>All vehicles.</summary>
    public VehicleStates Vehicles { get; }

    /// <summary>Who is ahead of whom.</summary>
    public LaneOrder Order { get; }

    /// <summary>The drivers.</summary>
    public Drivers Drivers { get; }

    /// <summary>Starts every ring anew.</summary>
    public void Reset(ulong seed)
    {
        for (int world = 0; world < _store.Worlds; world++)
        {
            _clock.EpisodeSeed[world] = EpisodeSeeds.Derive(seed, SeedSplit.Test, world, episode: 0);
            _frame.Choose(world, _clock.EpisodeSeed[world]);
            _source.Reset(world, _clock.EpisodeSeed[world]);
            if (_length is { } length) Vehicles.Length.AsSpan(world * Vehicles.Slots, Vehicles.Slots).Fill(length);
            Ready(world);
        }
    }

    /// <summary>Takes up vehicles of a ring that were moved or put into another lane.</summary>
    public void Ready(int world)
    {
        _frame.Locate(world, world + 1);
        Order.Rebuild(world);
    }

    /// <summary>Advances every ring by some steps.</summary>
    public void Step(int steps = 1)
    {
        for (int step = 0; step < steps; step++)
        {
            for (int first = 0; first < _store.PaddedWorlds; first += ColumnStore.WorldBlock)
            {
                _timestepper.Step(first, first + ColumnStore.WorldBlock, Math.Min(first + ColumnStore.WorldBlock, _store.Worlds));
            }
        }
    }

    /// <summary>Hash of the bits of a ring's state.</summary>
    public ulong StateHash(int world) => _store.Hash(world);
}
