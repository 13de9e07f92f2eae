using Snowball.Sim.Scenarios;
using static Snowball.Sim.Tests.Traffic.Actors.Stage;

namespace Snowball.Sim.Tests.Traffic.Actors;

/// <summary>Each trigger starts its event at the first substep at which it holds: the action shows itself in the state after that one.</summary>
public sealed class TriggerTests
{
    private static readonly SpeedAction s_jump = Speed(30f, By(TransitionShape.Step));

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(0.3f, 6)]
    [InlineData(3f, 60)]
    // Between two substeps: at the next.
    [InlineData(2.01f, 41)]
    public void Time(float time, int substep) => Starts(substep, Actor(Event("jump", s_jump, At(time))));

    /// <summary>The actor is 50 m ahead and 4 m/s slower: the gap is 50 - 4 t.</summary>
    [Theory]
    [InlineData(ConditionMeasure.Gap, 40.1f, 50)]
    // (50 - 4 t) / 20 = 2.
    [InlineData(ConditionMeasure.Headway, 2.005f, 50)]
    // (50 - 4 t) / 4 = 10.
    [InlineData(ConditionMeasure.TimeToCollision, 10.02f, 50)]
    public void WhatIsBetweenTwoVehicles(ConditionMeasure measure, float below, int substep)
    {
        Starts(substep, Slower(Event("jump", s_jump, When(measure, below: below))));
        // It does not matter who names whom.
        Starts(substep, Slower(Event("jump", s_jump, When(measure, below: below, of: ActorSettings.Ego, to: "actor"))));
        Starts(0, Slower(Event("jump", s_jump, When(measure, above: below))));
    }

    /// <summary>The headway of the one behind, whichever that is: 10 m / 16 s of the actor, which falls back.</summary>
    [Fact]
    public void TheHeadwayIsThatOfTheOneBehind()
    {
        var actor = Slower(Event("jump", s_jump, When(ConditionMeasure.Headway, above: 1.249f)));
        // Its gap is 10 + 4 t; at 16 m/s a headway of 1.249 s is 19.98 m.
        Starts(50, actor with { Start = actor.Start with { Distance = Constant(10), IsBehind = true } });
    }

    [Fact]
    public void SideBySideThereIsNoTimeLeft()
    {
        var actor = Actor(Event("jump", s_jump, When(ConditionMeasure.TimeToCollision, below: 0f)));
        Starts(0, actor with { Start = actor.Start with { Distance = Constant(-3) } });
    }

    [Theory]
    // From 155 m at 20 m/s.
    [InlineData(ConditionMeasure.Position, 194.9f, 40)]
    [InlineData(ConditionMeasure.Travelled, 39.9f, 40)]
    public void Places(ConditionMeasure measure, float above, int substep)
    {
        Starts(substep, Actor(Event("jump", s_jump, When(measure, above: above))));
        Starts(0, Actor(Event("jump", s_jump, When(measure, below: 1000f))));
    }

    [Fact]
    public void ThePlaceOfTheEgo() => Starts(45, Actor(Event("jump", s_jump, When(ConditionMeasure.Position, above: 144.9f, of: ActorSettings.Ego))));

    /// <summary>A second actor brakes from 20 m/s with 4 m/s2 from 1 s on.</summary>
    [Fact]
    public void TheSpeedOfAnother()
    {
        var other = Named("other", 200f, 20f, Event("brake", Speed(0f, By(TransitionShape.Linear, rate: 4f)), At(1f)));

        Starts(Frequency + 2 * Frequency + 1, Actor(Event("jump", s_jump, When(ConditionMeasure.Speed, below: 11.9f, of: "other"))), other);
    }

    [Theory]
    [InlineData(EventState.Started, 1.0)]
    [InlineData(EventState.Ended, 3.0)]
    public void WhatBecameOfAnotherActorsEvent(EventState state, double time)
    {
        var brake = Event("brake", Speed(10f, By(TransitionShape.Linear, time: 2f)), At(1f));
        var jump = Event("jump", s_jump, After("brake", state, "other"));
        int substep = (int)(time * Frequency);

        // Before or after the other in the file, and so in the same substep.
        Starts(substep, Actor(jump), Named("other", 200f, 20f, brake));
        using var environment = new Snowball.Sim.Environments.DrivingEnv(With(Named("other", 200f, 20f, brake), Actor(jump)), worlds: 1);
        Assert.Equal(substep, FirstAt(Play(environment.Scenario, 4f, actor: 1), 30f));
    }

    [Fact]
    public void AChainOfStepsIsDoneInOneSubstep()
    {
        var seen = Play(1f, Actor(
            Event("third", Speed(15f, By(TransitionShape.Step)), After("second")),
            Event("second", Speed(25f, By(TransitionShape.Step)), After("first")),
            Event("first", s_jump, At(0.5f))));

        Assert.Equal(20f, seen[10].Speed);
        Assert.Equal(15f, seen[11].Speed);
    }

    [Fact]
    public void AllConditionsMustHoldAtOnce()
    {
        // From 1 s on, and the gap below 48 m: from 0.5 s on.
        Starts(20, Slower(Event("jump", s_jump, At(1f), When(ConditionMeasure.Gap, below: 48f))));
        // The gap above 48 m is over by then.
        Starts(-1, Slower(Event("jump", s_jump, At(1f), When(ConditionMeasure.Gap, above: 48f))));
    }

    [Fact]
    public void ADelayCountsFromWhenTheyHeldFirst()
    {
        Starts(30, Actor(Event("jump", s_jump, At(1f)) with { Delay = Constant(0.5f) }));
        // Even where they hold no longer.
        Starts(20, Slower(Event("jump", s_jump, When(ConditionMeasure.Gap, above: 49.9f)) with { Delay = Constant(1f) }));
    }

    [Fact]
    public void AnEventHappensOnce()
    {
        var seen = Play(4f, Actor(
            Event("jump", s_jump, At(1f)),
            Event("back", Speed(20f, By(TransitionShape.Step)), At(2f))));

        Assert.Equal(30f, seen[40].Speed);
        Assert.All(seen[41..], at => Assert.Equal(20f, at.Speed));
    }

    private static ActorSettings Slower(params ActorEvent[] events) => Named("actor", gap: 50f, speed: 16f, events);

    /// <summary>The event of the first actor starts at a substep; -1 for never.</summary>
    private static void Starts(int substep, params ActorSettings[] actors) => Assert.Equal(substep, FirstAt(Play(4f, actors), 30f));

    private static int FirstAt(List<Seen> seen, float speed) => seen.FindIndex(at => at.Speed == speed) is var found and > 0 ? found - 1 : -1;
}
