using CsCheck;
using Snowball.Sim.Scenarios;
using static Snowball.Sim.Tests.Traffic.Actors.Stage;

namespace Snowball.Sim.Tests.Traffic.Actors;

/// <summary>Each action against its profile in closed form, at every substep.</summary>
public sealed class ActionTests
{
    private const double Left = -2, Middle = -6, Right = -10;

    [Fact]
    public void WithoutEventsItHoldsSpeedAndLane()
    {
        var seen = Play(5f, Actor());

        // The ego stands at 100 m with half of its length ahead; so does the actor behind its own front.
        for (int n = 0; n < seen.Count; n++) Near(155 + 20 * Time(n), Left, 20, seen[n]);
    }

    [Theory]
    [InlineData(10f, 4f)]
    [InlineData(26f, 2f)]
    public void LinearSpeedByRate(float to, float rate)
    {
        var seen = Play(6f, Actor(Event("change", Speed(to, By(TransitionShape.Linear, rate: rate)), At(1f))));

        double duration = Math.Abs(to - 20) / rate, sign = Math.Sign(to - 20);
        for (int n = 0; n < seen.Count; n++)
        {
            double t = Math.Clamp(Time(n) - 1, 0, duration), rest = Math.Max(Time(n) - 1 - duration, 0);
            Near(155 + 20 * (Math.Min(Time(n), 1) + t) + sign * rate * t * t / 2 + to * rest, Left, 20 + sign * rate * t, seen[n]);
        }
    }

    [Theory]
    [InlineData(false, 3f, 3.0)]
    // A peak of 3 m/s2 for 10 m/s: half a cosine of pi / 2 * 10 / 3 s.
    [InlineData(true, 3f, 5.235987755982989)]
    public void SinusoidalSpeedByTimeAndByPeakRate(bool isRate, float value, double duration)
    {
        var seen = Play(8f, Actor(Event("brake", Speed(10f, new Transition(TransitionShape.Sinusoidal, isRate, Constant(value))), At(1f))));

        double peak = 0;
        for (int n = 0; n < seen.Count; n++)
        {
            double t = Math.Clamp(Time(n) - 1, 0, duration), rest = Math.Max(Time(n) - 1 - duration, 0);
            double w = Math.PI / duration, s = 155 + 20 * Math.Min(Time(n), 1) + 15 * t + 5 * Math.Sin(w * t) / w + 10 * rest;
            Near(s, Left, 15 + 5 * Math.Cos(w * t), seen[n], place: 2e-3);
            if (n > 0) peak = Math.Max(peak, (seen[n - 1].Speed - seen[n].Speed) * Frequency);
        }
        Assert.Equal(Math.PI / 2 * 10 / duration, peak, 0.01);
    }

    [Fact]
    public void AStepIsDoneAtOnce()
    {
        var seen = Play(2f, Actor(Event("jump", Speed(30f, By(TransitionShape.Step)), At(1f))));

        for (int n = 0; n < seen.Count; n++) Near(155 + 20 * Math.Min(Time(n), 1) + 30 * Math.Max(Time(n) - 1, 0), Left, Time(n) <= 1 ? 20 : 30, seen[n]);
    }

    [Fact]
    public void ARelativeSpeedIsThatOfTheOtherAtTheBegin()
    {
        var action = new SpeedAction(new SpeedChoice(Constant(-5), IsRelative: true), ActorSettings.Ego, By(TransitionShape.Linear, time: 1f));
        var seen = Play(With(Named("actor", 50f, 30f, Event("slow", action))) with { Action = new ContinuousAction(null, new ControlRange(-2f, 2f)) }, 2f);

        Assert.Equal(15f, seen[^1].Speed);
    }

    [Theory]
    [InlineData(TransitionShape.Linear, false, 3f, 3.0)]
    [InlineData(TransitionShape.Linear, true, 2f, 2.0)]
    [InlineData(TransitionShape.Sinusoidal, false, 3f, 3.0)]
    [InlineData(TransitionShape.Sinusoidal, true, 2f, Math.PI)]
    [InlineData(TransitionShape.Step, false, 0f, 0.0)]
    public void ALaneChangeTakesTheTimeOrRateAskedFor(TransitionShape shape, bool isRate, float value, double duration)
    {
        var seen = Play(6f, Actor(Event("change", Change(1, new Transition(shape, isRate, Constant(value))), At(1f))));

        double s = 155;
        for (int n = 0; n < seen.Count; n++)
        {
            double progress = duration == 0 ? (Time(n) > 1 ? 1 : 0) : Math.Clamp((Time(n) - 1) / duration, 0, 1);
            bool changing = duration > 0 && progress is > 0 and < 1;
            double share = shape == TransitionShape.Linear ? progress : 0.5 - 0.5 * Math.Cos(Math.PI * progress);
            double lateral = !changing ? 0 : shape == TransitionShape.Linear ? -4 / duration : -4 * Math.PI / 2 / duration * Math.Sin(Math.PI * progress);
            Near(s, Left - 4 * share, 20, seen[n], place: 6e-3);
            Assert.Equal(Math.Asin(lateral / 20), seen[n].Heading, 1e-4);
            Assert.Equal(Time(n) > 1 ? 1 : 0, seen[n].TargetLane);
            s += Math.Sqrt(400 - lateral * lateral) / Frequency;
        }
        Assert.Equal((float)Middle, seen[^1].D);
        Assert.Equal(0f, seen[^1].Heading);
    }

    [Fact]
    public void YawRateIsThatOfTheHeading()
    {
        var seen = Play(5f, Actor(Event("change", Change(1, By(TransitionShape.Sinusoidal, time: 3f)), At(1f))));

        for (int n = 1; n < seen.Count; n++) Assert.Equal((seen[n].Heading - seen[n - 1].Heading) * Frequency, seen[n].YawRate, 1e-4);
    }

    [Fact]
    public void LanesAreAbsoluteOrRelativeAndEndAtTheEdgeOfTheRoad()
    {
        var step = By(TransitionShape.Step);
        Assert.Equal((float)Right, LastOf(new LaneChangeAction(new LaneChoice(Constant(2), IsRelative: false), "actor", step)));
        Assert.Equal((float)Middle, LastOf(new LaneChangeAction(new LaneChoice(Constant(0), IsRelative: true), ActorSettings.Ego, step)));
        Assert.Equal((float)Right, LastOf(new LaneChangeAction(new LaneChoice(Constant(1), IsRelative: true), ActorSettings.Ego, step)));
        Assert.Equal((float)Left, LastOf(Change(-1, step)));

        static float LastOf(LaneChangeAction action) => Play(1f, Actor(Event("change", action)))[^1].D;
    }

    [Fact]
    public void AnOffsetIsInTheLane()
    {
        var seen = Play(5f, Actor(
            Event("aside", new LaneOffsetAction(Constant(-0.8f), By(TransitionShape.Sinusoidal, time: 2f)), At(1f)),
            Event("change", Change(1, By(TransitionShape.Linear, time: 1f)), At(4f))));

        for (int n = 0; n <= 4 * Frequency; n++)
        {
            Assert.Equal(Left - 0.8 * (0.5 - 0.5 * Math.Cos(Math.PI * Math.Clamp((Time(n) - 1) / 2, 0, 1))), seen[n].D, 1e-5);
        }
        // A change of lane goes to the centre.
        Assert.Equal((float)Middle, seen[^1].D);
    }

    /// <summary>Near the distance the excess e obeys e'' + 2 e' + e = 0.</summary>
    [Fact]
    public void ADistanceIsApproachedAsACriticallyDampedSystem()
    {
        var keep = new KeepDistanceAction(ActorSettings.Ego, IsHeadway: false, Constant(30f), Constant(12f), Constant(12f));
        var seen = Play(15f, Named("actor", gap: 32f, speed: 21f, Event("keep", keep)));

        for (int n = 0; n < seen.Count; n++)
        {
            double t = Time(n), gap = seen[n].S - (100 + 20 * t) - Length;
            Assert.Equal((2 + 3 * t) * Math.Exp(-t), gap - 30, 0.12);
        }
        Assert.Equal(30, seen[^1].S - (100 + 20 * 15) - Length, 1e-3);
        Assert.Equal(20, seen[^1].Speed, 1e-3);
    }

    [Fact]
    public void AHeadwayIsKeptWithinTheLimitsFromBehind()
    {
        var keep = new KeepDistanceAction(ActorSettings.Ego, IsHeadway: true, Constant(1.5f), Constant(2f), Constant(3f));
        var actor = Named("actor", 0f, 30f, Event("keep", keep));
        var seen = Play(40f, actor with { Start = actor.Start with { Distance = Constant(150), IsBehind = true } });

        double least = 1e9;
        for (int n = 1; n < seen.Count; n++)
        {
            Assert.InRange((seen[n].Speed - seen[n - 1].Speed) * Frequency, -3.001f, 2.001f);
            least = Math.Min(least, 100 + 20 * Time(n) - seen[n].S - Length);
        }
        Assert.Equal(30, 100 + 20 * 40 - seen[^1].S - Length, 1e-2);
        Assert.InRange(least, 29, 30.1);
    }

    [Fact]
    public void ATrajectoryPassesThroughItsPointsSmoothly()
    {
        TrajectoryPoint[] points = [new(1f, 22f, 0.5f), new(2.5f, 50f, 3f), new(4f, 70f, 4f)];
        var seen = Play(6f, Actor(Event("follow", new FollowTrajectoryAction(IsCartesian: false, [.. points]), At(1f))));

        foreach (var point in points)
        {
            var at = seen[(int)Math.Round((1 + point.Time) * Frequency)];
            Assert.Equal(175 + point.Along, at.S, 1e-3);
            Assert.Equal(Left + point.Left, at.D, 1e-4);
        }
        for (int n = 1; n <= 5 * Frequency - 1; n++)
        {
            // Speed is that of the path, the heading its direction, and neither jumps.
            double ds = (seen[n].S - seen[n - 1].S) * Frequency, dd = (seen[n].D - seen[n - 1].D) * Frequency;
            Assert.Equal(Math.Sqrt(ds * ds + dd * dd), 0.5 * (seen[n].Speed + seen[n - 1].Speed), 0.03);
            Assert.Equal(Math.Atan2(dd, ds), 0.5 * (seen[n].Heading + seen[n - 1].Heading), 5e-3);
            Assert.InRange(Math.Abs(seen[n].Speed - seen[n - 1].Speed), 0, 1);
        }
        // At the end it goes on along the lane with the speed that it had.
        Assert.Equal(seen[^1].Speed * 0.5, seen[^1].S - seen[^11].S, 1e-3);
        Assert.Equal(Left + 4, seen[^1].D, 1e-4);
    }

    [Fact]
    public void InThePlaneATrajectoryLeavesACurvedRoad()
    {
        var road = new CurvedRoadSettings(3, 4f, 35f, 3000f, 1, Constant(400f), Constant(1f), Constant(600f), Constant(50f));
        TrajectoryPoint[] points = [new(1f, 20f, 0f), new(2f, 40f, 0f), new(3f, 60f, 0f)];
        float[] x = new float[4], y = new float[4];
        int n = 0;
        Play(With(Actor(Event("follow", new FollowTrajectoryAction(IsCartesian: true, [.. points])))) with { Road = road }, 3f, afterSubstep: environment =>
        {
            if (++n % Frequency == 0 || n == 1) (x[n / Frequency], y[n / Frequency]) = (environment.Vehicles.X[1], environment.Vehicles.Y[1]);
        });

        // A straight line at 20 m/s: the points after 1, 2 and 3 s are 20 m apart and lie on it.
        Assert.Equal(20, Distance(1, 2), 1e-2);
        Assert.Equal(40, Distance(1, 3), 1e-2);
        double Distance(int a, int b) => Math.Sqrt(Math.Pow(x[a] - x[b], 2) + Math.Pow(y[a] - y[b], 2));
    }

    [Fact]
    public void InACurveItKeepsSpeedAndLane()
    {
        var road = new CurvedRoadSettings(3, 4f, 35f, 3000f, 1, Constant(300f), Constant(1f), Constant(900f), Constant(60f));
        float before = float.NaN, beforeX = 0, beforeY = 0;
        var seen = Play(With(Actor()) with { Road = road }, 20f, afterSubstep: environment =>
        {
            var v = environment.Vehicles;
            // The way through the world is that of the speed.
            if (!float.IsNaN(before)) Assert.Equal(1, Math.Sqrt(Math.Pow(v.X[1] - beforeX, 2) + Math.Pow(v.Y[1] - beforeY, 2)), 2e-3);
            Assert.Equal(20 * v.Curvature[1], v.YawRate[1], float.IsNaN(before) ? 0.1 : 1e-4);
            (before, beforeX, beforeY) = (v.S[1], v.X[1], v.Y[1]);
        });

        Assert.All(seen, at => Assert.Equal(Left, at.D, 2e-3));
        Assert.All(seen, at => Assert.Equal(0, at.Heading, 1e-3));
    }

    [Fact]
    public void LaneChangesAreMonotoneAndEndAtTheCentre()
        => Gen.Select(Gen.Int[-2, 2], Gen.Int[1, 2], Gen.Bool, Gen.Float[0.9f, 4f], Gen.Float[8f, 35f]).Sample(
            (lanes, shape, isRate, value, speed) =>
            {
                // So far ahead that the ego does not reach it; two lanes at the least rate take 14 s.
                var seen = Play(16f, Named("actor", 400f, speed, Event("change", Change(lanes, new Transition((TransitionShape)shape, isRate, Constant(value))))));
                int target = Math.Clamp(lanes, 0, 2);
                for (int n = 1; n < seen.Count; n++)
                {
                    // To the rounding of a cosine.
                    if (seen[n].D > seen[n - 1].D + 1e-6f || seen[n].S < seen[n - 1].S) return false;
                }
                return seen[^1].D == -(target + 0.5f) * 4f && seen[^1].Speed == speed && seen[^1].Heading == 0f;
            },
            iter: 40);

    private static double Time(int n) => (double)n / Frequency;

    private static void Near(double s, double d, double speed, Seen seen, double place = 1e-3)
    {
        Assert.Equal(s, seen.S, place);
        Assert.Equal(d, seen.D, 1e-4);
        Assert.Equal(speed, seen.Speed, 1e-4);
    }
}
