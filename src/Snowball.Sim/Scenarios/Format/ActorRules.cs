using System.Collections.Immutable;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>What must hold between the values of the actors and the rest of a scenario.</summary>
internal static class ActorRules
{
    /// <exception cref="InputException">A rule is broken.</exception>
    public static void Check(Scenario scenario, Entries file)
    {
        if (scenario.Actors.IsEmpty) return;
        if (scenario.Traffic is RingTraffic) throw file.PlaceOf("actors").Fault("do not go with traffic kind ring");
        var sections = file.Get<Entries>("actors").All;
        for (int i = 0; i < sections.Count; i++) CheckActor(scenario, scenario.Actors[i], (Entries)sections[i].Value.Value);
        // Lanes follow from one another where all names are known.
        for (int i = 0; i < sections.Count; i++) CheckLane(scenario, i, ((Entries)sections[i].Value.Value));
    }

    private static void CheckActor(Scenario scenario, ActorSettings actor, Entries section)
    {
        if (actor.Name == ActorSettings.Ego) throw section.Place.Fault("is the name of the first ego: choose another");
        var (start, keys, road) = (actor.Start, section.Maybe<Entries>("start") ?? section, scenario.Road);
        CheckKind(scenario, actor, section);
        if (actor.Vehicle == ScenarioRules.KinematicOnly && actor.Dynamics != DynamicsModel.Kinematic)
        {
            throw section.PlaceOf("dynamics").Fault($"{actor.Vehicle} has no tyres: it needs kinematic");
        }
        CheckVehicle(scenario, keys, "relative_to");
        CheckSpeed(actor, start.Speed, keys);
        float length = ScenarioRules.LengthOf(road);
        if (start.Measure == StartMeasure.Position && start.Distance.Maximum >= length)
        {
            throw keys.PlaceOf("position").Fault($"can be {start.Distance.Maximum} m, but the road is {length} m long");
        }
        if (Math.Max(start.LateralOffset.Maximum, -start.LateralOffset.Minimum) > road.LaneWidth / 2)
        {
            throw keys.PlaceOf("lateral_offset").Fault($"can be outside of the lane, which is {road.LaneWidth} m wide");
        }
        var events = ActorFormat.Events(section);
        for (int e = 0; e < events.Count; e++)
        {
            var written = (Entries)events[e].Value.Value;
            var conditions = ActorFormat.Conditions(written);
            for (int c = 0; c < conditions.Length; c++) CheckCondition(scenario, actor.Events[e].When[c], conditions[c]);
            CheckAction(scenario, actor, actor.Events[e].Action, written.Get<Entries>("action"));
        }
    }

    /// <summary>What has no engine needs bodies in space, has no script, and hangs on something or lies there.</summary>
    private static void CheckKind(Scenario scenario, ActorSettings actor, Entries section)
    {
        VehicleKind kind = VehicleParameters.Named(actor.Vehicle)!.Kind;
        if (kind != VehicleKind.Driven)
        {
            if (scenario.Physics == PhysicsBackEnd.Planar) throw section.PlaceOf("vehicle").Fault($"{actor.Vehicle} does not drive by itself: it needs physics: bepu");
            if (section.Has("events")) throw section.PlaceOf("events").Fault($"does not go with {actor.Vehicle}, which does not drive by itself");
        }
        if (actor.TowedBy is not { } tow)
        {
            if (kind == VehicleKind.Trailer) throw section.PlaceOf("vehicle").Fault($"{actor.Vehicle} needs towed_by");
            return;
        }
        if (kind != VehicleKind.Trailer) throw section.PlaceOf("towed_by").Fault($"is for trailers, not for {actor.Vehicle}");
        if (section.Has("start")) throw section.PlaceOf("start").Fault("does not go with towed_by: it starts behind what tows it");
        CheckVehicle(scenario, section, "towed_by");
        string vehicle = tow == ActorSettings.Ego ? scenario.Ego.Vehicle : scenario.Actors[Find(scenario.Actors, tow)].Vehicle;
        if (VehicleParameters.Named(vehicle)!.Coupling is null) throw section.PlaceOf("towed_by").Fault($"'{tow}' is a {vehicle}, which has no coupling");
    }

    private static void CheckCondition(Scenario scenario, ActorCondition condition, Entries keys)
    {
        foreach (string key in (ReadOnlySpan<string>)["of", "to", "actor"]) CheckVehicle(scenario, keys, key);
        switch (condition)
        {
            case MeasuredCondition { Measure: ConditionMeasure.Gap or ConditionMeasure.Headway or ConditionMeasure.TimeToCollision } pair when pair.Of == pair.To:
                throw keys.PlaceOf("to").Fault($"is {pair.Of} as well: it takes two vehicles");
            case EventCondition { Actor: ActorSettings.Ego }:
                throw keys.PlaceOf("actor").Fault("has no events: name an actor");
            case EventCondition other:
                var known = new List<string>();
                foreach (var e in scenario.Actors[Find(scenario.Actors, other.Actor)].Events) known.Add(e.Name);
                if (!known.Contains(other.Event)) throw keys.PlaceOf("event").Fault($"'{other.Event}' is no event of {other.Actor}{Spelling.Suggest(other.Event, known)}");
                break;
        }
    }

    private static void CheckAction(Scenario scenario, ActorSettings actor, ActorAction action, Entries keys)
    {
        foreach (string key in (ReadOnlySpan<string>)["relative_to", "to"]) CheckVehicle(scenario, keys, key);
        switch (action)
        {
            case SpeedAction speed:
                CheckSpeed(actor, speed.Speed, keys);
                break;
            case LaneChangeAction { Lane: { IsRelative: false, Lane: var lane } } when lane.Maximum >= scenario.Road.Lanes:
                throw TooFewLanes(keys, lane.Maximum, scenario.Road.Lanes);
            case LaneChangeAction { Lane: { IsRelative: true, Lane: { Minimum: 0, Maximum: 0 } } } change when change.RelativeTo == actor.Name:
                throw keys.PlaceOf("lane").Fault("is the lane that the actor is in: name another, or give relative_to");
            case KeepDistanceAction keep when keep.To == actor.Name:
                throw keys.PlaceOf("to").Fault("is the actor itself");
            case DriveAction when TrafficSource.Drivers(scenario.Traffic) is null:
                throw keys.PlaceOf("kind").Fault("drive needs the drivers of the traffic: traffic kind sequential or flow");
        }
    }

    /// <summary>The lanes in which an actor can start are lanes of the road.</summary>
    private static void CheckLane(Scenario scenario, int actor, Entries section)
    {
        Entries keys = section.Maybe<Entries>("start") ?? section;
        var (least, greatest) = Lanes(scenario, actor, scenario.Actors.Length, keys);
        if (greatest >= scenario.Road.Lanes) throw TooFewLanes(keys, greatest, scenario.Road.Lanes);
        if (least < 0) throw keys.PlaceOf("lane").Fault("can be left of lane 0, the leftmost");
    }

    private static (float Least, float Greatest) Lanes(Scenario scenario, int actor, int left, Entries keys)
    {
        var start = scenario.Actors[actor].Start;
        if (left == 0) throw keys.PlaceOf("relative_to").Fault($"{scenario.Actors[actor].Name} is placed relative to itself, through others or not");
        int other = Find(scenario.Actors, start.RelativeTo);
        var (least, greatest) = other < 0 ? (scenario.Ego.Lane.Minimum, scenario.Ego.Lane.Maximum) : Lanes(scenario, other, left - 1, keys);
        if (!start.Lane.IsRelative) (least, greatest) = (0f, 0f);
        return (least + start.Lane.Lane.Minimum, greatest + start.Lane.Lane.Maximum);
    }

    private static InputException TooFewLanes(Entries keys, float lane, int lanes)
        => keys.PlaceOf("lane").Fault($"can be {lane}, but the road has {lanes} lanes, numbered from 0");

    private static void CheckSpeed(ActorSettings actor, SpeedChoice speed, Entries keys)
    {
        float fastest = VehicleParameters.Named(actor.Vehicle)!.MaximumSpeed;
        if (!speed.IsRelative && speed.Speed.Maximum > fastest)
        {
            throw keys.PlaceOf("speed").Fault($"can be {speed.Speed.Maximum} m/s, but {actor.Vehicle} reaches {fastest} m/s");
        }
    }

    /// <summary>A key that names a vehicle, where it is given, names one that there is.</summary>
    private static void CheckVehicle(Scenario scenario, Entries keys, string key)
    {
        if (keys.Maybe<string>(key) is not { } name || name == ActorSettings.Ego || Find(scenario.Actors, name) >= 0) return;
        var known = new List<string> { ActorSettings.Ego };
        foreach (var actor in scenario.Actors) known.Add(actor.Name);
        throw keys.PlaceOf(key).Fault($"'{name}' is no vehicle of the scenario{Spelling.Suggest(name, known)}");
    }

    private static int Find(ImmutableArray<ActorSettings> actors, string name)
    {
        for (int i = 0; i < actors.Length; i++)
        {
            if (actors[i].Name == name) return i;
        }
        return -1;
    }
}
