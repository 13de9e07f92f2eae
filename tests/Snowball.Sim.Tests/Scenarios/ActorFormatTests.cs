using Snowball.Sim.Scenarios;
using Snowball.Sim.Scenarios.Format;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>The section on actors: what it makes, and what it refuses, naming file, line and key.</summary>
public sealed class ActorFormatTests
{
    /// <summary>Stands before the section on wind, so its first line is 31.</summary>
    private const string Actors = """
        actors:
          cutter:
            vehicle: bmw-320i
            start:
              gap: uniform(20, 40) m
              lane: same
              relative_speed: normal(-2, 0.5) m/s
            events:
              cut-in:
                when:
                  - {kind: headway, below: 1.5 s}
                  - {kind: time-to-collision, of: ego, to: truck, above: 4 s}
                delay: 0.5 s
                action: {kind: lane-change, lane: right, rate: 1.2 m/s}
              brake:
                when:
                  - {kind: event, event: cut-in}
                action: {kind: speed, speed: 36 km/h, shape: sinusoidal, time: "uniform(2, 4) s"}
          truck:
            vehicle: vw-vanagon
            dynamics: linear-single-track
            start:
              relative_to: cutter
              side: behind
              headway: 2 s
              lane: 1
              speed: 15 m/s
              lateral_offset: -0.2 m
            events:
              keep:
                action: {kind: keep-distance, to: cutter, gap: 30 m, maximum_acceleration: 1 m/s2, maximum_deceleration: 0.3 g}
              aside:
                when:
                  - {kind: travelled, of: cutter, above: 100 m}
                  - {kind: event, actor: cutter, event: brake, state: started}
                action: {kind: lane-offset, offset: 0.5 m, time: 2 s}
              follow:
                when:
                  - {kind: time, above: 20 s}
                action:
                  kind: follow-trajectory
                  road:
                    - {time: 1 s, s: 15 m, d: 0 m}
                    - {time: 2 s, s: 28 m, d: -1 m}

        """;

    private static readonly string s_text = Sample.Text.Replace("wind:\n", Actors + "wind:\n", StringComparison.Ordinal);

    [Fact]
    public void ASectionBecomesSettings()
    {
        var actors = Sample.Read(s_text).Actors;

        Assert.Equal(2, actors.Length);
        var (cutter, truck) = (actors[0], actors[1]);
        Assert.Equal(("cutter", "bmw-320i", DynamicsModel.Kinematic), (cutter.Name, cutter.Vehicle, cutter.Dynamics));
        Assert.Equal(
            new ActorStart("ego", StartMeasure.Gap, Distribution.Uniform(20f, 40f), false, Same, new(Distribution.Normal(-2f, 0.5f), true), Constant(0)), cutter.Start);
        Assert.Equal("cut-in", cutter.Events[0].Name);
        Assert.Equal(
            [
                new MeasuredCondition(ConditionMeasure.Headway, "cutter", "ego", false, Constant(1.5f)),
                new MeasuredCondition(ConditionMeasure.TimeToCollision, "ego", "truck", true, Constant(4)),
            ],
            cutter.Events[0].When);
        Assert.Equal(Constant(0.5f), cutter.Events[0].Delay);
        Assert.Equal(new LaneChangeAction(new(Constant(1), true), "cutter", new(TransitionShape.Sinusoidal, true, Constant(1.2f))), cutter.Events[0].Action);
        Assert.Equal([new EventCondition("cutter", "cut-in", EventState.Ended)], cutter.Events[1].When);
        Assert.Equal(
            new SpeedAction(new(Constant(10), false), "ego", new(TransitionShape.Sinusoidal, false, Distribution.Uniform(2f, 4f))), cutter.Events[1].Action);

        Assert.Equal(DynamicsModel.LinearSingleTrack, truck.Dynamics);
        Assert.Equal(
            new ActorStart("cutter", StartMeasure.Headway, Constant(2), true, new(Constant(1), false), new(Constant(15), false), Constant(-0.2f)), truck.Start);
        Assert.Empty(truck.Events[0].When);
        Assert.Equal(new KeepDistanceAction("cutter", false, Constant(30), Constant(1), Constant(2.941995f)), truck.Events[0].Action);
        Assert.Equal(new LaneOffsetAction(Constant(0.5f), new(TransitionShape.Sinusoidal, false, Constant(2))), truck.Events[1].Action);
        Assert.Equal(
            [new MeasuredCondition(ConditionMeasure.Travelled, "cutter", "cutter", true, Constant(100)), new EventCondition("cutter", "brake", EventState.Started)],
            truck.Events[1].When);
        var follow = Assert.IsType<FollowTrajectoryAction>(truck.Events[2].Action);
        Assert.False(follow.IsCartesian);
        Assert.Equal([new(1f, 15f, 0f), new(2f, 28f, -1f)], follow.Points);
    }

    [Theory]
    [InlineData("same", true, new[] { 0f })]
    [InlineData("left", true, new[] { -1f })]
    [InlineData("right", true, new[] { 1f })]
    [InlineData("choice(left, same)", true, new[] { -1f, 0f })]
    [InlineData("3", false, new[] { 3f })]
    [InlineData("choice(0, 2)", false, new[] { 0f, 2f })]
    public void LanesAreWordsOrNumbers(string text, bool isRelative, float[] lanes)
    {
        var choice = (LaneChoice)new LaneOf().Read(new Scalar(new Place("f", 1, "lane"), text));

        Assert.Equal(new LaneChoice(lanes.Length == 1 ? Constant(lanes[0]) : Distribution.Choice([.. lanes]), isRelative), choice);
    }

    [Theory]
    [InlineData("  cutter:\n    vehicle: bmw-320i", "  ego:\n    vehicle: bmw-320i", "32: actors.ego: is the name of the first ego: choose another")]
    [InlineData("  cutter:\n    vehicle: bmw-320i", "  Cutter:\n    vehicle: bmw-320i", "32: actors.Cutter: is no name: a small letter, then small letters, digits, - and _")]
    [InlineData("vehicle: bmw-320i\n    start", "vehicle: bmw-321i\n    start", "33: actors.cutter.vehicle: 'bmw-321i' is not known; did you mean 'bmw-320i'?")]
    [InlineData("    dynamics: linear-single-track\n    start", "    dynamics: linear\n    start", "51: actors.truck.dynamics: 'linear' is not known; did you mean 'linear-single-track'?")]
    // Starts.
    [InlineData("      gap: uniform(20, 40) m\n", "", "34: actors.cutter.start: needs one of gap, headway, position")]
    [InlineData("      headway: 2 s\n", "      headway: 2 s\n      gap: 3 m\n", "55: actors.truck.start.headway: does not go with gap: give one of gap, headway, position")]
    [InlineData("      headway: 2 s\n", "      position: 1.5 km\n", "55: actors.truck.start.position: can be 1500 m, but the road is 1500 m long")]
    [InlineData("      relative_to: cutter\n", "      relative_to: cuter\n", "53: actors.truck.start.relative_to: 'cuter' is no vehicle of the scenario; did you mean 'cutter'?")]
    [InlineData("      lane: same\n", "      lane: same\n      relative_to: truck\n", "37: actors.cutter.start.relative_to: cutter is placed relative to itself, through others or not")]
    [InlineData("      side: behind", "      side: beside", "54: actors.truck.start.side: 'beside' is not known; known are ahead, behind")]
    [InlineData("      lane: same", "      lane: middle", "36: actors.cutter.start.lane: 'middle' is not known; known are same, left, right")]
    [InlineData("      lane: same", "      lane: choice(left, 1)", "36: actors.cutter.start.lane: 'choice(left, 1)' mixes numbers of lanes with words")]
    [InlineData("      lane: same", "      lane: left", "36: actors.cutter.start.lane: can be left of lane 0, the leftmost")]
    [InlineData("      lane: 1", "      lane: 2", "56: actors.truck.start.lane: can be 2, but the road has 2 lanes, numbered from 0")]
    [InlineData("      speed: 15 m/s", "      speed: 45 m/s", "57: actors.truck.start.speed: can be 45 m/s, but vw-vanagon reaches 41.7 m/s")]
    [InlineData("      relative_speed: normal(-2, 0.5) m/s\n", "", "34: actors.cutter.start: needs one of speed, relative_speed")]
    [InlineData("lateral_offset: -0.2 m", "lateral_offset: -2 m", "58: actors.truck.start.lateral_offset: can be outside of the lane, which is 3.5 m wide")]
    // Conditions.
    [InlineData("{kind: headway, below: 1.5 s}", "{kind: headway}", "41: actors.cutter.events.cut-in.when[0]: needs one of above, below")]
    [InlineData("{kind: headway, below: 1.5 s}", "{kind: headway, below: 1.5 s, above: 1 s}", "41: actors.cutter.events.cut-in.when[0].below: does not go with above: give one of above, below")]
    [InlineData("{kind: headway, below: 1.5 s}", "{kind: headway, below: 1.5 m}", "41: actors.cutter.events.cut-in.when[0].below: expects a time (s, ms), not a length")]
    [InlineData("{kind: headway, below: 1.5 s}", "{kind: headway, to: cutter, below: 1.5 s}", "41: actors.cutter.events.cut-in.when[0].to: is cutter as well: it takes two vehicles")]
    [InlineData("of: ego, to: truck", "of: ego, to: turck", "42: actors.cutter.events.cut-in.when[1].to: 'turck' is no vehicle of the scenario; known are ego, cutter, truck")]
    [InlineData("of: ego, to: truck", "of: egoo, to: truck", "42: actors.cutter.events.cut-in.when[1].of: 'egoo' is no vehicle of the scenario; did you mean 'ego'?")]
    [InlineData("{kind: headway, below: 1.5 s}", "{kind: headways, below: 1.5 s}", "41: actors.cutter.events.cut-in.when[0].kind: 'headways' is not known; did you mean 'headway'?")]
    [InlineData("{kind: event, event: cut-in}", "{kind: event, event: cut-out}", "47: actors.cutter.events.brake.when[0].event: 'cut-out' is no event of cutter; known are cut-in, brake")]
    [InlineData("actor: cutter, event: brake", "actor: ego, event: brake", "65: actors.truck.events.aside.when[1].actor: has no events: name an actor")]
    [InlineData("state: started", "state: over", "65: actors.truck.events.aside.when[1].state: 'over' is not known; known are started, ended")]
    [InlineData("{kind: time, above: 20 s}", "{kind: time, below: 20 s}", "69: actors.truck.events.follow.when[0].below: is not a known key; known are kind, above")]
    [InlineData("delay: 0.5 s", "delay: -1 s", "43: actors.cutter.events.cut-in.delay: is -1 s, but must be 0 to 600 s")]
    // Actions.
    [InlineData("lane: right, rate: 1.2 m/s", "lane: right", "44: actors.cutter.events.cut-in.action: needs one of time, rate")]
    [InlineData("lane: right, rate: 1.2 m/s", "lane: right, shape: step, rate: 1.2 m/s", "44: actors.cutter.events.cut-in.action.rate: does not go with shape step, which is done at once")]
    [InlineData("lane: right, rate: 1.2 m/s", "lane: right, shape: cubic, rate: 1.2 m/s", "44: actors.cutter.events.cut-in.action.shape: 'cubic' is not known; known are step, linear, sinusoidal")]
    [InlineData("lane: right, rate: 1.2 m/s", "lane: 2, rate: 1.2 m/s", "44: actors.cutter.events.cut-in.action.lane: can be 2, but the road has 2 lanes, numbered from 0")]
    [InlineData("lane: right, rate: 1.2 m/s", "rate: 1.2 m/s", "44: actors.cutter.events.cut-in.action.lane: is the lane that the actor is in: name another, or give relative_to")]
    [InlineData("lane: right, rate: 1.2 m/s", "lane: right, relative_to: nobody, rate: 1.2 m/s", "44: actors.cutter.events.cut-in.action.relative_to: 'nobody' is no vehicle of the scenario; known are ego, cutter, truck")]
    [InlineData("speed: 36 km/h", "speed: 60 m/s", "48: actors.cutter.events.brake.action.speed: can be 60 m/s, but bmw-320i reaches 50.8 m/s")]
    [InlineData("speed: 36 km/h", "speed: 36 km/h, relative_speed: 2 m/s", "48: actors.cutter.events.brake.action.relative_speed: does not go with speed: give one of speed, relative_speed")]
    [InlineData("keep-distance, to: cutter", "keep-distance, to: truck", "61: actors.truck.events.keep.action.to: is the actor itself")]
    [InlineData("gap: 30 m, maximum", "maximum", "61: actors.truck.events.keep.action: needs one of gap, headway")]
    [InlineData("offset: 0.5 m", "offset: 7 m", "66: actors.truck.events.aside.action.offset: is 7 m, but must be -6 to 6 m")]
    [InlineData("{time: 2 s, s: 28 m", "{time: 1 s, s: 28 m", "74: actors.truck.events.follow.action.road[1].time: is not later than the point before it, 1 s")]
    [InlineData("{time: 2 s, s: 28 m", "{time: 2 s, s: 8 m", "74: actors.truck.events.follow.action.road[1].s: goes back from the point before it, 15 m")]
    [InlineData("        action: {kind: lane-offset, offset: 0.5 m, time: 2 s}", "        action: {kind: drive}", "66: actors.truck.events.aside.action.kind: drive needs the drivers of the traffic: traffic kind sequential or flow")]
    [InlineData("{kind: lane-offset, offset: 0.5 m, time: 2 s}", "{kind: fly}", "66: actors.truck.events.aside.action.kind: 'fly' is not known; known are speed, lane-change, lane-offset, keep-distance, follow-trajectory, drive")]
    public void IsRefused(string piece, string replacement, string message)
    {
        Assert.Equal(2, s_text.Split(piece).Length);

        var fault = Assert.Throws<InputException>(() => Sample.Read(s_text.Replace(piece, replacement, StringComparison.Ordinal)));

        Assert.Equal($"{Sample.File}:{message}", fault.Message);
    }

    [Fact]
    public void NoActorStartsBeyondAHighway()
    {
        string text = s_text.Replace("kind: curved", "kind: highway", StringComparison.Ordinal).Replace("      headway: 2 s\n", "      position: 1.5 km\n", StringComparison.Ordinal);
        foreach (string key in (string[])["radius: uniform(200, 800) m", "straight_length: 80 m", "arc_length: uniform(50, 100) m", "clothoid_length: 60 m"])
        {
            text = text.Replace($"  {key}\n", "", StringComparison.Ordinal);
        }

        var fault = Assert.Throws<InputException>(() => Sample.Read(text));

        Assert.EndsWith("actors.truck.start.position: can be 1500 m, but the road is 1500 m long", fault.Message, StringComparison.Ordinal);
    }

    private static LaneChoice Same => new(Constant(0), IsRelative: true);

    private static Distribution Constant(float value) => Distribution.Constant(value);
}
