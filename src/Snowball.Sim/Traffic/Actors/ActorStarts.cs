using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic.Actors;

/// <summary>Places the actors of a world whose egos are placed, each after the one that it is relative to.</summary>
internal sealed class ActorStarts
{
    private readonly ActorScripts _scripts;
    private readonly VehicleStates _vehicles;
    private readonly RoadFrame _frame;
    private readonly VehicleParameters[] _parameters;
    private readonly ImmutableArray<int> _order;

    public ActorStarts(ActorScripts scripts, VehicleStates vehicles, RoadFrame frame)
    {
        (_scripts, _vehicles, _frame) = (scripts, vehicles, frame);
        _order = Order(scripts);
        _parameters = new VehicleParameters[scripts.Actors.Length];
        for (int actor = 0; actor < _parameters.Length; actor++) _parameters[actor] = VehicleParameters.Named(scripts.Actors[actor].Vehicle)!;
    }

    public void Place(int world, ulong episodeSeed)
    {
        foreach (int actor in _order) Place(world, actor, episodeSeed);
    }

    private void Place(int world, int actor, ulong episodeSeed)
    {
        var v = _vehicles;
        var (settings, parameters) = (_scripts.Actors[actor], _parameters[actor]);
        var start = settings.Start;
        int index = world * v.Slots + _scripts.Slot(actor), other = world * v.Slots + _scripts.Slot(start.RelativeTo);
        var random = ActorDraws.OfStart(episodeSeed, _scripts.Slot(actor));
        float distance = start.Distance.Sample(ref random);
        int lane = (int)start.Lane.Lane.Sample(ref random) + (start.Lane.IsRelative ? v.TargetLane[other] : 0);
        float speed = start.Speed.Speed.Sample(ref random) + (start.Speed.IsRelative ? v.Speed[other] : 0f);
        float offset = start.LateralOffset.Sample(ref random);

        v.Place(index, parameters, settings.Dynamics);
        v.Speed[index] = v.TargetSpeed[index] = Elementary.Clip(speed, 0f, parameters.MaximumSpeed);
        v.TargetLane[index] = Math.Clamp(lane, 0, _frame.Lanes - 1);
        float rearSpeed = start.IsBehind ? v.Speed[index] : v.Speed[other];
        float gap = start.Measure == StartMeasure.Headway ? distance * rearSpeed : distance;
        float centres = gap + 0.5f * (v.Length[index] + v.Length[other]);
        if (settings.TowedBy is not null)
        {
            centres = parameters.FrontAxle + VehicleParameters.All[v.ParameterSet[other]].Coupling!.Behind;
        }
        float s = start.Measure == StartMeasure.Position ? distance : v.S[other] + (start.IsBehind ? -centres : centres);
        _frame.PutInLane(index, v.TargetLane[index], s, offset);
    }

    /// <summary>The actors such that each comes after the one that it is relative to.</summary>
    private static ImmutableArray<int> Order(ActorScripts scripts)
    {
        var order = ImmutableArray.CreateBuilder<int>();
        // Every round takes at least one more, where none waits for itself.
        for (int round = 0; round < scripts.Actors.Length; round++)
        {
            for (int actor = 0; actor < scripts.Actors.Length; actor++)
            {
                int other = scripts.Slot(scripts.Actors[actor].Start.RelativeTo) - scripts.Slot(0);
                if (!order.Contains(actor) && (other < 0 || order.Contains(other))) order.Add(actor);
            }
        }
        return order.Count == scripts.Actors.Length ? order.ToImmutable() : throw new ArgumentException("Starts wait for each other in a circle.", nameof(scripts));
    }
}
