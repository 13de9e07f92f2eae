using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;

namespace Snowball.Sim.Tests.Traffic.Actors;

/// <summary>What a test sees of an actor at the end of a substep.</summary>
internal readonly record struct Seen(float S, float D, float Speed, float Heading, float YawRate, int TargetLane, bool Crashed);

/// <summary>Actors on the plain road: three lanes of 4 m, 20 substeps a second, an ego (5 m x 2 m) in lane 1 at s = 100 m that holds 20 m/s.</summary>
internal static class Stage
{
    public const int Frequency = 20;

    /// <summary>Length of <see cref="Actor"/>'s vehicle and of the ego, m.</summary>
    public const float Length = 5f;

    private static readonly Scenario Empty = Worlds.Plain with { Action = new ContinuousAction(null, new ControlRange(-8f, 8f)) };

    /// <summary>An actor ahead of the ego by a gap (m) with a speed (m/s), in the lane to its left.</summary>
    public static ActorSettings Actor(params ActorEvent[] events) => Named("actor", gap: 50f, speed: 20f, events);

    public static ActorSettings Named(string name, float gap, float speed, params ActorEvent[] events) => new(
        name, "highway-env-car", DynamicsModel.Kinematic,
        new ActorStart(ActorSettings.Ego, StartMeasure.Gap, Constant(gap), IsBehind: false, new LaneChoice(Constant(-1), IsRelative: true),
            new SpeedChoice(Constant(speed), IsRelative: false), Constant(0)),
        [.. events]);

    public static ActorEvent Event(string name, ActorAction action, params ActorCondition[] when) => new(name, [.. when], Constant(0), action);

    /// <summary>Holds from a time on, s.</summary>
    public static ActorCondition At(float time) => new MeasuredCondition(ConditionMeasure.Time, ActorSettings.Ego, ActorSettings.Ego, IsAbove: true, Constant(time));

    public static ActorCondition After(string e, EventState state = EventState.Ended, string actor = "actor") => new EventCondition(actor, e, state);

    /// <summary>A condition on an actor, in relation to the ego where it has one.</summary>
    public static ActorCondition When(ConditionMeasure measure, float? above = null, float? below = null, string of = "actor", string to = ActorSettings.Ego)
        => new MeasuredCondition(measure, of, to, above is not null, Constant(above ?? below!.Value));

    public static Transition By(TransitionShape shape, float? time = null, float? rate = null)
        => new(shape, rate is not null, Constant(rate ?? time ?? 0f));

    public static SpeedAction Speed(float speed, Transition transition) => new(new SpeedChoice(Constant(speed), IsRelative: false), ActorSettings.Ego, transition);

    /// <summary>A change by some lanes to the right.</summary>
    public static LaneChangeAction Change(int lanes, Transition transition) => new(new LaneChoice(Constant(lanes), IsRelative: true), "actor", transition);

    public static Scenario With(params ActorSettings[] actors) => Empty with { Actors = [.. actors] };

    /// <summary>Lets a scenario run without anybody acting.</summary>
    /// <returns>[substeps + 1], the first actor from its start on.</returns>
    public static List<Seen> Play(float seconds, params ActorSettings[] actors) => Play(With(actors), seconds);

    public static List<Seen> Play(Scenario scenario, float seconds, int actor = 0, Action<DrivingEnv>? afterSubstep = null)
    {
        using var environment = new DrivingEnv(scenario, worlds: 1);
        var v = environment.Vehicles;
        int index = v.Egos + actor;
        var seen = new List<Seen> { See() };
        environment.AfterSubstep = () =>
        {
            seen.Add(See());
            afterSubstep?.Invoke(environment);
        };
        var action = new float[environment.Action.Dimensions];
        for (int step = 0; step < seconds * scenario.Simulation.PolicyFrequency; step++) environment.Step(action);
        return seen;

        Seen See() => new(v.S[index], v.D[index], v.Speed[index], v.RelativeHeading[index], v.YawRate[index], v.TargetLane[index], v.Crashed[index] != 0);
    }

    public static Distribution Constant(float value) => Distribution.Constant(value);
}
