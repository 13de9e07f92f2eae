using System.Collections.Immutable;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Traffic.Actors;

/// <summary>An event of an actor, and the range of its conditions among all.</summary>
/// <param name="Index">Its number among all events of the scenario.</param>
/// <param name="Actor">The actor, from 0.</param>
/// <param name="Number">Its number among the actor's events.</param>
/// <param name="Settings">As written.</param>
/// <param name="FirstCondition">Its first condition.</param>
/// <param name="EndCondition">The one after its last.</param>
/// <param name="Other">The vehicle that its action is relative to, as a slot; -1 for none.</param>
internal sealed record ScriptedEvent(int Index, int Actor, int Number, ActorEvent Settings, int FirstCondition, int EndCondition, int Other);

/// <summary>A condition with vehicles as slots and events as numbers; of the two kinds of it the other's fields are idle.</summary>
internal readonly record struct ScriptedCondition(MeasuredCondition? Measured, int Of, int To, int Event, EventState State);

/// <summary>All scripts of a scenario with their names resolved. Slot 0 is the first ego, the actors come after the egos.</summary>
internal sealed class ActorScripts
{
    private readonly int _egos;

    /// <exception cref="ArgumentException">A name is unknown; the loader tells it with its line.</exception>
    public ActorScripts(ImmutableArray<ActorSettings> actors, int egos)
    {
        (Actors, _egos) = (actors, egos);
        var events = ImmutableArray.CreateBuilder<ScriptedEvent>();
        var conditions = ImmutableArray.CreateBuilder<ScriptedCondition>();
        for (int actor = 0; actor < actors.Length; actor++)
        {
            for (int number = 0; number < actors[actor].Events.Length; number++)
            {
                var settings = actors[actor].Events[number];
                int first = conditions.Count;
                foreach (var condition in settings.When) conditions.Add(Resolve(condition));
                events.Add(new(events.Count, actor, number, settings, first, conditions.Count, Other(settings.Action)));
            }
        }
        (Events, Conditions) = (events.ToImmutable(), conditions.ToImmutable());
    }

    public ImmutableArray<ActorSettings> Actors { get; }

    public ImmutableArray<ScriptedEvent> Events { get; }

    public ImmutableArray<ScriptedCondition> Conditions { get; }

    /// <summary>The slot of an actor.</summary>
    public int Slot(int actor) => _egos + actor;

    /// <summary>The slot of the vehicle of a name.</summary>
    public int Slot(string name) => name == ActorSettings.Ego ? 0 : Slot(Actor(name));

    private int Actor(string name)
    {
        for (int actor = 0; actor < Actors.Length; actor++)
        {
            if (Actors[actor].Name == name) return actor;
        }
        throw new ArgumentException($"There is no actor '{name}'.", nameof(name));
    }

    private int Other(ActorAction action) => action switch
    {
        SpeedAction speed => Slot(speed.RelativeTo),
        LaneChangeAction change => Slot(change.RelativeTo),
        KeepDistanceAction keep => Slot(keep.To),
        _ => -1,
    };

    private ScriptedCondition Resolve(ActorCondition condition) => condition switch
    {
        MeasuredCondition measured => new(measured, Slot(measured.Of), Slot(measured.To), -1, default),
        EventCondition other => new(null, -1, -1, EventNumber(other), other.State),
        _ => throw new ArgumentException($"There is no trigger for {condition.GetType().Name}.", nameof(condition)),
    };

    private int EventNumber(EventCondition condition)
    {
        int actor = Actor(condition.Actor), number = 0;
        for (int before = 0; before < actor; before++) number += Actors[before].Events.Length;
        foreach (var settings in Actors[actor].Events)
        {
            if (settings.Name == condition.Event) return number;
            number++;
        }
        throw new ArgumentException($"{condition.Actor} has no event '{condition.Event}'.", nameof(condition));
    }
}
