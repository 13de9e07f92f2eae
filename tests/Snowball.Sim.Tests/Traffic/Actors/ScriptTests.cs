using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;
using static Snowball.Sim.Tests.Traffic.Actors.Stage;

namespace Snowball.Sim.Tests.Traffic.Actors;

/// <summary>Starts, how actions combine, and what ends a script.</summary>
public sealed class ScriptTests
{
    [Fact]
    public void StartsAreRelativeToTheEgoOrToOthersOrAbsolute()
    {
        var start = Actor().Start;
        ActorSettings Placed(string name, ActorStart where) => Actor() with { Name = name, Start = where };
        // Forward references are resolved.
        using var environment = new DrivingEnv(With(
            Placed("third", start with { RelativeTo = "second", Distance = Constant(10), IsBehind = true, Lane = new(Constant(1), true), Speed = new(Constant(-3), true), LateralOffset = Constant(0.5f) }),
            Placed("second", start with { Measure = StartMeasure.Headway, Distance = Constant(2), Lane = new(Constant(0), true), Speed = new(Constant(5), true) }),
            Placed("fourth", start with { Measure = StartMeasure.Headway, Distance = Constant(2), IsBehind = true, Speed = new(Constant(10), false) }),
            Placed("fifth", start with { Measure = StartMeasure.Position, Distance = Constant(777), Lane = new(Constant(2), false) })), worlds: 1);
        var v = environment.Vehicles;

        Assert.Equal((4, 5), (v.Actors, v.FirstTraffic));
        Assert.Equal([100f, 130f, 145f, 75f, 777f], v.S[..5]);
        Assert.Equal([-6f, -9.5f, -6f, -2f, -10f], v.D[..5]);
        Assert.Equal([20f, 22f, 25f, 10f, 20f], v.Speed[..5]);
        Assert.Equal([1, 2, 1, 0, 2], v.TargetLane[..5]);
    }

    [Fact]
    public void NumbersAreDrawnFromTheEpisodesSeed()
    {
        var action = new SpeedAction(new SpeedChoice(Distribution.Uniform(5f, 15f), false), ActorSettings.Ego, new Transition(TransitionShape.Linear, false, Distribution.Uniform(1f, 3f)));
        var time = new MeasuredCondition(ConditionMeasure.Time, "actor", "actor", true, Distribution.Uniform(0f, 2f));
        var actor = Actor(Event("change", action, time) with { Delay = Distribution.Uniform(0f, 1f) });
        var scenario = With(actor with { Start = actor.Start with { Distance = Distribution.Uniform(20f, 60f), Lane = new(Distribution.Choice([-1f, 1f]), true) } });
        using var environment = new DrivingEnv(scenario, worlds: 64);
        environment.Reset(5);
        var v = environment.Vehicles;
        var actors = Enumerable.Range(0, 64).Select(world => world * v.Slots + 1).ToArray();

        Assert.Equal(2, actors.Select(i => v.TargetLane[i]).Distinct().Count());
        Assert.InRange(actors.Select(i => v.S[i]).Distinct().Count(), 60, 64);
        Assert.All(actors, i => Assert.InRange(v.S[i], 125f, 165f));
        var starts = actors.Select(_ => -1).ToArray();
        for (int step = 0; step < 70; step++)
        {
            environment.Step(new float[64]);
            for (int world = 0; world < 64; world++)
            {
                if (starts[world] < 0 && v.Speed[actors[world]] < 20f) starts[world] = step;
            }
        }
        Assert.InRange(starts.Distinct().Count(), 10, 31);
        Assert.InRange(actors.Select(i => v.Speed[i]).Distinct().Count(), 60, 64);
        Assert.All(actors, i => Assert.InRange(v.Speed[i], 5f, 15f));
    }

    [Fact]
    public void BothAxesRunBesideEachOther()
    {
        var seen = Play(6f, Actor(
            Event("change", Change(1, By(TransitionShape.Linear, time: 4f)), At(1f)),
            Event("brake", Speed(10f, By(TransitionShape.Linear, time: 2f)), At(2f))));

        Assert.Equal(-4, seen[3 * Frequency].D, 1e-4);
        Assert.Equal(15, seen[3 * Frequency].Speed, 1e-4);
    }

    [Fact]
    public void ANewActionReplacesTheFormerOfItsKindFromWhereItIs()
    {
        var seen = Play(8f, Actor(
            Event("slow", Speed(10f, By(TransitionShape.Linear, time: 4f)), At(1f)),
            Event("right", Change(1, By(TransitionShape.Linear, time: 4f)), At(1f)),
            Event("fast", Speed(30f, By(TransitionShape.Linear, time: 3f)), At(3f)),
            Event("back", Change(-1, By(TransitionShape.Linear, time: 2f)), At(3f)),
            Event("end", Speed(12f, By(TransitionShape.Step)), After("slow"), At(7f))));

        Assert.Equal(15, seen[3 * Frequency].Speed, 1e-4);
        Assert.Equal(20, seen[4 * Frequency].Speed, 1e-4);
        Assert.Equal(30f, seen[7 * Frequency].Speed);
        Assert.Equal(-4, seen[3 * Frequency].D, 1e-4);
        Assert.Equal(-3, seen[4 * Frequency].D, 1e-4);
        Assert.Equal(-2f, seen[6 * Frequency].D);
        // What was replaced has ended.
        Assert.Equal(12f, seen[^1].Speed);
    }

    [Fact]
    public void OneAxisOfATrajectoryReplacedEndsBoth()
    {
        TrajectoryPoint[] points = [new(4f, 80f, 3.9f)];
        var seen = Play(6f, Actor(
            Event("follow", new FollowTrajectoryAction(false, [.. points])),
            Event("brake", Speed(10f, By(TransitionShape.Linear, time: 1f)), At(2f))));

        float held = seen[2 * Frequency].D;
        Assert.InRange(held, -1.5f, 1f);
        Assert.All(seen[(2 * Frequency + 1)..], at => Assert.Equal(held, at.D, 1e-4));
        Assert.Equal(10f, seen[^1].Speed);
    }

    [Fact]
    public void ACrashEndsTheScriptAndThePhysicsTakeOver()
    {
        // Into the side of the ego, and it would go on braking and changing lane.
        var actor = Actor(
            Event("ram", Change(1, By(TransitionShape.Linear, time: 2f)), At(1f)),
            Event("away", Speed(40f, By(TransitionShape.Step)), After("ram")),
            Event("later", Change(-1, By(TransitionShape.Step)), At(5f)));
        var scenario = With(actor with { Start = actor.Start with { Distance = Constant(-4f) } });
        scenario = scenario with { Episode = scenario.Episode with { TerminateOn = TerminationCauses.None } };
        var seen = Play(scenario, 20f);

        int crash = seen.FindIndex(at => at.Crashed);
        Assert.InRange(crash, Frequency, 3 * Frequency);
        Assert.All(seen[crash..], at => Assert.True(at.Crashed && at.Speed <= 21f));
        // It comes to rest, nearer to where it crashed than its script had led it.
        Assert.InRange(seen[^1].Speed, -0.01f, 0.5f);
        Assert.InRange(seen[^1].S - seen[crash].S, 0f, 200f);
    }

    [Fact]
    public void ItDrivesAsTrafficDoesAndIsTakenBack()
    {
        var scenario = With(Named("actor", 60f, 20f,
            Event("drive", new DriveAction(), At(1f)),
            Event("brake", Speed(5f, By(TransitionShape.Linear, time: 1f)), At(20f))));
        scenario = scenario with
        {
            Traffic = new SequentialTraffic(1, 1.5f, 1f, Constant(20), Worlds.Drivers with { ChangesLanes = false, DesiredSpeed = Constant(27) }, "highway-env-car"),
            Ego = scenario.Ego with { Speed = Constant(10) },
        };
        var seen = Play(scenario, 22f);

        Assert.Equal(20f, seen[Frequency].Speed);
        Assert.InRange(seen[^(2 * Frequency + 1)].Speed, 24f, 27f);
        Assert.All(seen, at => Assert.InRange(at.D, -2.01f, -1.99f));
        Assert.Equal(5f, seen[^1].Speed);
    }

    /// <summary>A follower under IDM brakes for an actor that signals, and comes to stand behind one that stops.</summary>
    [Fact]
    public void TrafficSeesActors()
    {
        var actor = Named("actor", 100f, 15f, Event("stop", Speed(0f, By(TransitionShape.Linear, rate: 2f)), At(2f)));
        var follower = Named("follower", 30f, 20f, Event("drive", new DriveAction()));
        var scenario = With(follower, actor) with
        {
            Traffic = new SequentialTraffic(1, 1.5f, 20f, Constant(20), Worlds.Drivers with { ChangesLanes = false, DesiredSpeed = Constant(25) }, "highway-env-car"),
        };
        scenario = scenario with { Ego = scenario.Ego with { Speed = Constant(5) } };
        using var environment = new DrivingEnv(scenario, worlds: 1);
        for (int step = 0; step < 500; step++) environment.Step([0f]);
        var v = environment.Vehicles;

        Assert.Equal(0f, v.Speed[2]);
        Assert.InRange(v.Speed[1], 0f, 0.1f);
        // IDM's jam distance.
        Assert.InRange(v.S[2] - v.S[1] - Length, 1.5f, 2.5f);
    }

    [Fact]
    public void TrafficKeepsClearOfStarts()
    {
        var scenario = Worlds.Flow(60f, curved: false) with { Actors = [Named("actor", 40f, 25f)] };
        scenario = scenario with { Ego = scenario.Ego with { Lane = Constant(1) } };
        using var environment = new DrivingEnv(scenario, worlds: 32);
        environment.Reset(3);
        var v = environment.Vehicles;

        for (int world = 0; world < 32; world++)
        {
            int actor = world * v.Slots + 1;
            for (int i = world * v.Slots + v.FirstTraffic; i < (world + 1) * v.Slots; i++)
            {
                if (v.Active[i] != 0 && v.TargetLane[i] == v.TargetLane[actor]) Assert.True(MathF.Abs(v.S[i] - v.S[actor]) > 25f);
            }
        }
    }
}
