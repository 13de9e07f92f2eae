using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Determinism;
using Snowball.Sim.Tests.Traffic.Actors;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Environments;

/// <summary>Rigid bodies in whole environments: with actors, traffic, rails, and egos that slide.</summary>
public sealed class CrashTests
{
    private static readonly RigidBodyContactSettings RigidBodies = new(Friction: 0.5f, Restitution: 0.1f);

    /// <summary>One actor brakes, the next one does not look; two cars come behind them.</summary>
    [Fact]
    public void ACrashEndsTheScriptsOfActorsAndTheirWrecksStopTraffic()
    {
        var front = Stage.Named("front", 50f, 20f, Stage.Event("brake", Stage.Speed(0f, Stage.By(TransitionShape.Linear, rate: 8f)), Stage.At(1f)));
        var blind = Stage.Named("blind", 50f, 20f, Stage.Event("go on", Stage.Speed(30f, Stage.By(TransitionShape.Linear, rate: 3f)), Stage.At(12f)));
        var scenario = Worlds.Handmade with
        {
            Road = new StraightRoadSettings(1, 4f, 40f), Actors = [front, blind], Contact = RigidBodies,
            Episode = new EpisodeSettings(60f, TerminationCauses.OffRoad),
        };
        using var environment = Worlds.Start(scenario, (0, 1000f, 20f), (0, 400f, 20f), (0, 380f, 20f), (0, 250f, 20f), (0, 200f, 20f));
        var v = environment.Vehicles;
        Drive(environment, seconds: 11f);
        Assert.Equal((int[])[0, 1, 1, 0, 0], v.Crashed[..5]);
        Assert.Equal((1 + 2, 1 + 1), (v.StruckBy[1], v.StruckBy[2]));
        float[] places = [v.X[1], v.Y[1], v.X[2], v.Y[2]];

        Drive(environment, seconds: 20f);
        Assert.Equal(places, (float[])[v.X[1], v.Y[1], v.X[2], v.Y[2]]);
        Assert.Equal((int[])[1, 1, 0, 0], v.Crashed[1..5]);
        Assert.InRange(v.S[3], v.S[2] - 20f, v.S[2] - Stage.Length);
        Assert.InRange(v.S[4], v.S[3] - 20f, v.S[3] - Stage.Length);
        Assert.InRange(v.Speed[3] + v.Speed[4], 0f, 0.5f);
    }

    [Fact]
    public void AnEgoThatGoesOnIsStoppedByTheRailsOfABend()
    {
        var bends = new CurvatureSettings(Constant(400f), Constant(60f), Constant(300f), Constant(100f), Superelevation: 0.05f);
        var scenario = Worlds.Plain with
        {
            Road = new HighwayRoadSettings(2, 3.75f, 36f, 2000f, 2, bends, GuardRails: true, []),
            Ego = Worlds.Plain.Ego with
            {
                Vehicle = "bmw-320i", Dynamics = DynamicsModel.SingleTrackDrift, Lane = Distribution.Choice([0f, 1f]), Position = Distribution.Uniform(20f, 900f), Speed = Constant(30f),
            },
            Contact = RigidBodies, Episode = new EpisodeSettings(60f, TerminationCauses.None),
        };
        using var environment = new DrivingEnv(scenario, worlds: 8);
        environment.Reset(1);
        var v = environment.Vehicles;
        var speedBefore = new float[8];
        var checkedTouch = new bool[8];
        environment.AfterSubstep = () =>
        {
            for (int ego = 0; ego < 8; ego++)
            {
                if (v.Crashed[ego] != 0 && !checkedTouch[ego])
                {
                    checkedTouch[ego] = true;
                    Assert.Equal(-1, v.StruckBy[ego]);
                    // It glances off: what it had along the rail is not lost at once.
                    Assert.InRange(v.Speed[ego], 0.7f * speedBefore[ego], speedBefore[ego]);
                }
                speedBefore[ego] = v.Speed[ego];
                if (v.Crashed[ego] != 0) Assert.InRange(BeyondRails(environment, ego), float.NegativeInfinity, 0.1f);
            }
        };
        Drive(environment, seconds: 25f);
        Assert.All(checkedTouch, Assert.True);
        for (int ego = 0; ego < 8; ego++) Assert.Equal((1, 0f, 0f, 0f), (v.Body[ego], v.VelocityX[ego], v.VelocityY[ego], v.RearSpin[ego]));
    }

    /// <summary>Also holds that the determinism tests of these worlds have something to compare.</summary>
    [Theory]
    [InlineData("pile-up")]
    [InlineData("highway")]
    public void RecklessDriversCrashIntoEachOther(string name)
    {
        using var environment = new DrivingEnv(DrivenWorlds.Load(name), worlds: 16);
        environment.Reset(42);
        var v = environment.Vehicles;
        var policy = new RandomPolicy();
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        int amongTraffic = 0, withRails = 0, withEgos = 0;
        for (int step = 0; step < 29; step++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
        }
        for (int index = 0; index < 16 * v.Slots; index++)
        {
            if ((v.Active[index] & v.Crashed[index]) == 0) continue;
            int partner = v.StruckBy[index];
            bool isEgo = index % v.Slots < v.Egos;
            if (partner < 0) withRails++;
            else if (isEgo || partner <= v.Egos) withEgos++;
            else amongTraffic++;
        }
        if (name == "pile-up") Assert.True(amongTraffic >= 16 && withEgos >= 16, $"{amongTraffic} among traffic, {withEgos} with egos");
        else Assert.True(withRails >= 4 && withEgos >= 4, $"{withRails} with rails, {withEgos} with egos, {amongTraffic} among traffic");
    }

    /// <summary>How far the furthest corner is on the other side of a rail beside it, m; negative within the rails.</summary>
    private static float BeyondRails(DrivingEnv environment, int world)
    {
        var v = environment.Vehicles;
        var road = environment.Frame.Road(world);
        int index = world * v.Slots;
        float furthest = float.NegativeInfinity;
        for (int corner = 0; corner < 4; corner++)
        {
            float along = (corner < 2 ? 0.5f : -0.5f) * v.Length[index], across = (corner is 0 or 3 ? 0.5f : -0.5f) * v.Width[index];
            float cos = MathF.Cos(v.Heading[index]), sin = MathF.Sin(v.Heading[index]);
            float x = v.X[index] + along * cos - across * sin, y = v.Y[index] + along * sin + across * cos;
            foreach (int item in road.Obstacles.Near(v.S[index]))
            {
                var rail = road.Obstacles.Boxes[item];
                if (!rail.IsRail || MathF.Abs((x - rail.X) * rail.Cos + (y - rail.Y) * rail.Sin) > rail.HalfLength) continue;
                road.Project(rail.X, rail.Y, v.S[index], out _, out float d);
                float left = (y - rail.Y) * rail.Cos - (x - rail.X) * rail.Sin;
                furthest = MathF.Max(furthest, (d > -3.75f ? left : -left) + rail.HalfWidth);
            }
        }
        return furthest;
    }

    private static void Drive(DrivingEnv environment, float seconds)
    {
        var idle = new float[environment.Agents * environment.Action.Dimensions];
        for (int step = 0; step < seconds * environment.Scenario.Simulation.PolicyFrequency; step++) environment.Step(idle);
    }

    private static Distribution Constant(float value) => Distribution.Constant(value);
}
