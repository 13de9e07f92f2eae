using System.Collections.Immutable;
using CsCheck;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Vehicles;

/// <summary>
/// What every <see cref="IPhysics"/> that promises <see cref="PhysicsCapabilities.RigidBodies"/> has to do besides: momentum, energy, friction,
/// slopes, barriers, and that nothing passes through anything.
/// </summary>
public abstract class RigidBodyConformance : PhysicsConformance
{
    private const float Seconds = 0.02f;
    private const double Gravity = 9.81, Grip = 1.0489;
    private static readonly float[] Substeps = [0.01f, 0.02f, 0.05f, 0.1f, 0.2f];

    /// <summary>Makes the back end with a coefficient of friction and a restitution between bodies, on a road with what stands there.</summary>
    protected abstract IPhysics Make(VehicleStates vehicles, VehicleParameters parameters, float friction, float restitution, Carriageway road);

    protected sealed override IPhysics Make(VehicleStates vehicles, VehicleParameters parameters)
        => Make(vehicles, parameters, 0.5f, 0.1f, Road);

    [Fact]
    public void PromisesRigidBodies()
    {
        var fleet = New(1);
        Assert.True(Make(fleet.States, fleet.Parameters).Capabilities.HasFlag(PhysicsCapabilities.RigidBodies));
    }

    [Fact]
    public void APlasticRearEndCollisionLeavesBothAtTheSpeedThatMomentumGives()
    {
        var fleet = New(2, restitution: 0f);
        fleet.Put(0, 0, 0, speed: 20f);
        fleet.Put(1, 10f, 0);
        Replace(fleet, 1, "van");
        fleet.Advance(Seconds, 50);

        float expected = 20f * Mass(fleet, 0) / (Mass(fleet, 0) + Mass(fleet, 1));
        double tolerance = IsSpatial ? 0.03 : 1e-5;
        Assert.Equal(expected, fleet.States.Speed[0], tolerance * expected);
        Assert.Equal(expected, fleet.States.Speed[1], tolerance * expected);
        Assert.Equal(20f - expected, DeltaV(fleet, 0), IsSpatial ? 0.2 : 1e-4);
        Assert.Equal(expected, DeltaV(fleet, 1), IsSpatial ? 0.2 : 1e-4);
        Assert.Equal(0f, fleet.States.YawRate[0], IsSpatial ? 1e-2 : 1e-4);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(1f)]
    public void CarsPartAtTheFractionOfTheirClosingSpeed(float restitution)
    {
        var fleet = New(2, restitution: restitution);
        fleet.Put(0, 0, 0, speed: 25f);
        fleet.Put(1, 10f, 0, speed: 5f);
        fleet.Advance(Seconds, 50);
        Assert.Equal(20f * restitution, fleet.States.Speed[1] - fleet.States.Speed[0], IsSpatial ? 0.4 : 1e-3);
        Assert.Equal(30f, fleet.States.Speed[1] + fleet.States.Speed[0], IsSpatial ? 1e-2 : 1e-3);
    }

    [Fact]
    public void AnyCollisionOfTwoKeepsMomentumAndGainsNoEnergy()
    {
        int collided = 0, total = 0;
        Gen.Select(Gen.Float[-2.5f, 2.5f], Gen.Float[-3.1f, 3.1f], Gen.Float[5f, 40f], Gen.Float[0f, 30f], Gen.Float[0f, 1f], Gen.Float[0f, 1f], Gen.Int[0, VehicleParameters.All.Length - 1]).Sample(
            (offset, heading, speed, otherSpeed, friction, restitution, vehicle) =>
            {
                var fleet = New(2, friction, restitution);
                fleet.Put(0, 0, 0, speed: speed);
                // Both would be at the same place, but for the offset, after this time.
                float meet = IsSpatial ? 0.8f : 0.4f;
                float x = meet * (speed - otherSpeed * MathF.Cos(heading)), y = offset - meet * otherSpeed * MathF.Sin(heading);
                fleet.Put(1, x, y, heading, otherSpeed);
                Replace(fleet, 1, VehicleParameters.All[vehicle].Name);
                // Bodies that start in each other are pushed apart, which takes energy from nowhere.
                if (IsSpatial && x * x + y * y < Math.Pow(0.5 * (fleet.States.Length[0] + fleet.States.Length[1]) + 1, 2)) return;
                KeepsMomentumAndEnergy(fleet, steps: 50);
                total++;
                if (fleet.States.Crashed[0] != 0) collided++;
            }, iter: Iterations(400), threads: 1);
        Assert.True(collided > total / 2, $"{collided} of {total} collided");
    }

    [Fact]
    public void PilesKeepMomentumAndGainNoEnergy()
    {
        int crashed = 0;
        Gen.Select(Gen.Int[3, 12], Gen.Float[-1.5f, 1.5f].Array[12], Gen.Float[-0.3f, 0.3f].Array[12], Gen.Float[0f, 1f]).Sample((cars, offsets, headings, restitution) =>
        {
            var fleet = New(cars, friction: 0.5f, restitution);
            for (int i = 0; i < cars; i++) fleet.Put(i, 7f * i, offsets[i], headings[i], 30f - 2.5f * i);
            KeepsMomentumAndEnergy(fleet, steps: 150);
            for (int i = 0; i < cars; i++) crashed += fleet.States.Crashed[i];
        }, iter: Iterations(30), threads: 1);
        Assert.True(crashed > Iterations(90), $"{crashed} crashed");
    }

    /// <summary>At a closing speed of 60 m/s, whatever the angle, the offset and the length of the substep; against small steps of rectangles.</summary>
    [Fact]
    public void NothingPassesThroughAnythingAt60MetresPerSecond()
    {
        int met = 0, missed = 0;
        Gen.Select(Gen.Float[-5f, 5f], Gen.Float[-3.1f, 3.1f], Gen.Float[-3.1f, 3.1f], Gen.Float[0f, 60f], Gen.Int[0, 4].Select(i => Substeps[i])).Sample(
            (offset, direction, heading, speed, seconds) =>
            {
                var fleet = New(2);
                // The first drives through the origin; the second at 60 m/s relative to it, past it by the offset.
                double rest = 60 - speed, otherX = -rest * Math.Cos(direction) , otherY = -rest * Math.Sin(direction);
                fleet.Put(0, -20f * MathF.Cos(direction) * speed / 60f, -20f * MathF.Sin(direction) * speed / 60f, direction, speed);
                fleet.Put(1, (float)(20 * Math.Cos(direction) * rest / 60 - offset * Math.Sin(direction)),
                    (float)(20 * Math.Sin(direction) * rest / 60 + offset * Math.Cos(direction)), heading, 0f);
                // Sliding sideways or backwards: a body without friction keeps its velocity.
                (fleet.States.Crashed[1], fleet.States.Body[1]) = (1, 1);
                (fleet.States.VelocityX[1], fleet.States.VelocityY[1]) = ((float)otherX, (float)otherY);
                double relativeX = 20 * Math.Cos(direction) - offset * Math.Sin(direction), relativeY = 20 * Math.Sin(direction) + offset * Math.Cos(direction);
                double deepest = DeepestOverlap(fleet, relativeX, relativeY, direction, heading);
                fleet.Advance(seconds, (int)(0.7f / seconds));
                bool crashed = fleet.States.Crashed[0] != 0;
                if (deepest > 0.25) Assert.True(crashed, $"passed through {deepest} m deep");
                if (deepest < -0.05) Assert.False(crashed, $"touched at a distance of {-deepest} m");
                if (crashed) met++;
                else missed++;
            }, iter: Iterations(800), threads: 1);
        Assert.True(met > Iterations(150) && missed > Iterations(50), $"{met} met, {missed} missed");
    }

    [Theory]
    [InlineData(1f, 0f, 0.02f)]
    [InlineData(0.5f, 0.7f, 0.02f)]
    [InlineData(0.3f, 1.5708f, 0.1f)]
    [InlineData(0.1f, 2.5f, 0.05f)]
    public void ACrashedCarSlidesAsFarAsFrictionSays(float road, float heading, float seconds)
    {
        foreach (float speed in (float[])[5f, 20f, 40f])
        {
            var fleet = New(1);
            fleet.Put(0, 0, 0, heading);
            fleet.States.RoadFriction[0] = road;
            (fleet.States.Crashed[0], fleet.States.Body[0], fleet.States.VelocityX[0]) = (1, 1, speed);
            fleet.Advance(seconds, (int)(60 / seconds));
            double expected = speed * speed / (2 * Grip * road * Gravity);
            Assert.Equal(expected, Math.Sqrt(Math.Pow(fleet.States.X[0], 2) + Math.Pow(fleet.States.Y[0], 2)), 0.02 * expected + Dive);
            Assert.Equal(0f, fleet.States.VelocityX[0], Rest);
            Assert.Equal(0f, fleet.States.Speed[0], Rest);
        }
    }

    [Fact]
    public void ASpinningCarComesToRest()
    {
        var fleet = New(1);
        fleet.States.RoadFriction[0] = 0.8f;
        (fleet.States.Crashed[0], fleet.States.Body[0], fleet.States.VelocityX[0], fleet.States.YawRate[0]) = (1, 1, 15f, 5f);
        double energy = Energy(fleet);
        for (int step = 0; step < 500; step++)
        {
            fleet.Advance(Seconds);
            double after = Energy(fleet);
            Assert.True(after <= energy + Rocking);
            energy = after;
        }
        Assert.Equal(0, energy, Rest);
        // Friction that is spent on the spin does not slow the slide.
        Assert.True(fleet.States.X[0] > 1.02 * 15 * 15 / (2 * Grip * 0.8 * Gravity));
    }

    [Theory]
    [InlineData(0.1f, 0f)]
    [InlineData(-0.1f, 0.05f)]
    [InlineData(0f, -0.12f)]
    public void ACrashedCarOnASlopeStays(float grade, float bank)
    {
        var fleet = New(1, road: Slope(grade, bank));
        fleet.Put(0, 3f, 4f, 0.4f);
        fleet.States.RoadFriction[0] = 0.3f;
        (fleet.States.Grade[0], fleet.States.Bank[0], fleet.States.Crashed[0]) = (grade, bank, 1);
        fleet.States.Z[0] = 3f * MathF.Tan(grade) + 4f * MathF.Sin(bank);
        fleet.Advance(Seconds, 500);
        // On springs it sways a little before it rests.
        Assert.Equal(3f, fleet.States.X[0], Dive);
        Assert.Equal(4f, fleet.States.Y[0], Dive);
        Assert.Equal(0.4f, fleet.States.Heading[0], Rest);
        var rest = (fleet.States.X[0], fleet.States.Y[0], fleet.States.Heading[0]);
        fleet.Advance(Seconds, 500);
        // In space the last bits of a contact still go to and fro.
        double bits = IsSpatial ? 1e-5 : 0;
        Assert.Equal(rest.Item1, fleet.States.X[0], bits);
        Assert.Equal(rest.Item2, fleet.States.Y[0], bits);
        Assert.Equal(rest.Item3, fleet.States.Heading[0], bits);
        Assert.Equal(0f, fleet.States.VelocityX[0], Rest);
    }

    [Theory]
    [InlineData(0.2f, 0f)]
    [InlineData(0f, 0.2f)]
    public void OnIceItSlidesDownInstead(float grade, float bank)
    {
        var fleet = New(1, road: Slope(grade, bank));
        fleet.Put(0, 0f, 0f);
        fleet.States.RoadFriction[0] = 0.05f;
        (fleet.States.Grade[0], fleet.States.Bank[0], fleet.States.Crashed[0]) = (grade, bank, 1);
        fleet.Advance(Seconds, 100);
        double expected = Gravity * (Math.Sin(0.2) - Grip * 0.05 * Math.Cos(0.2)) * 2 * 2 / 2;
        // In space the way goes down the slope, and seen from above is shorter by its cosine.
        double tolerance = IsSpatial ? 0.05 : 0.01;
        Assert.Equal(grade > 0 ? -expected : 0, fleet.States.X[0], tolerance * expected);
        Assert.Equal(bank > 0 ? -expected : 0, fleet.States.Y[0], tolerance * expected);
    }

    /// <summary>As the linear model: driven by its tyres until it touches, then a body on locked wheels.</summary>
    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    public void DriftVehiclesCrashSlideAndRest(float offset)
    {
        var fleet = New(2, restitution: 0f, model: DynamicsModel.SingleTrackDrift);
        var v = fleet.States;
        Array.Fill(v.RoadFriction, 0.7f);
        fleet.Put(0, 0, 0, speed: 25f);
        fleet.Put(1, 12f, offset);
        var (momentum, _, _) = Momentum(fleet);
        double energy = Energy(fleet);
        int steps = 0;
        while (v.Crashed[0] == 0 && steps++ < 50) fleet.Advance(Seconds);
        if (IsSpatial) fleet.Advance(Seconds);
        Assert.Equal((1, 1, 1, 1), (v.Crashed[0], v.Crashed[1], v.Body[0], v.Body[1]));
        // Air, the friction of a substep, and the bumpers meeting after 7.5 m.
        Assert.InRange(steps * Seconds, 0.26f, 0.34f);
        Assert.Equal(momentum, Momentum(fleet).X, Grip * 0.7 * Gravity * Seconds * 2 * Mass(fleet, 0));
        Assert.InRange(Energy(fleet), 0, offset == 0 ? 0.51 * energy : 0.6 * energy);
        if (offset == 0)
        {
            // Both at half of the speed, for which friction takes v2 / (2 mu g).
            float start = v.X[1];
            double speed = v.Speed[1], expected = speed * speed / (2 * Grip * 0.7 * Gravity);
            Assert.Equal(12.5, speed, IsSpatial ? 0.5 : 0.2);
            fleet.Advance(Seconds, 250);
            Assert.Equal(expected, v.X[1] - start, 0.02 * expected);
        }
        fleet.Advance(Seconds, 250);
        var rest = (v.X[0], v.Y[0], v.Heading[0], v.X[1], v.Y[1], v.Heading[1]);
        foreach (float motion in (float[])[v.Speed[0], v.YawRate[0], v.Speed[1], v.YawRate[1]]) Assert.Equal(0f, motion, Rest);
        fleet.Advance(Seconds, 100);
        AreSame(rest, (v.X[0], v.Y[0], v.Heading[0], v.X[1], v.Y[1], v.Heading[1]));
    }

    /// <summary>A car that drifts becomes a body with the velocity that it had across, too.</summary>
    [Fact]
    public void ADriftingCarKeepsItsVelocityIntoTheCrash()
    {
        var fleet = New(1, model: DynamicsModel.SingleTrackDrift);
        var v = fleet.States;
        v.RoadFriction[0] = 0.3f;
        fleet.Put(0, 0, 0, 0.5f, 20f);
        (v.SlipAngle[0], v.YawRate[0], v.Crashed[0]) = (-0.4f, 0.8f, 1);
        fleet.Advance(Seconds);
        Assert.Equal(1, v.Body[0]);
        Assert.Equal(20 * Math.Cos(0.1), v.VelocityX[0], 0.1);
        Assert.Equal(20 * Math.Sin(0.1), v.VelocityY[0], 0.1);
        Assert.Equal(0.8, v.YawRate[0], 0.1);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    public void AGlanceOffABarrierTakesFrictionTimesTheNormalImpulse(float friction)
    {
        const float angle = 0.12f;
        var fleet = New(1, friction, restitution: 0.2f, Barriers(new BarrierLine(-100f, 200f, 5f, 5f)));
        fleet.Put(0, 0, 2f, angle, 30f);
        // The first touch only: afterwards it turns along the barrier.
        int steps = 0;
        while (fleet.States.Crashed[0] == 0 && steps++ < 500) Drive(fleet, 0.002f);
        // In space a touch takes more than one step.
        if (IsSpatial) Drive(fleet, 0.002f, 3);
        double along = 30 * Math.Cos(angle) - fleet.States.VelocityX[0], across = 30 * Math.Sin(angle) - fleet.States.VelocityY[0];
        Assert.Equal(Snowball.Sim.Vehicles.Contact.Collision.WithObstacle, fleet.States.StruckBy[0]);
        Assert.True(across > 1);
        Assert.Equal(friction * across, along, IsSpatial ? 0.1 : 1e-4);
        Assert.Equal(Math.Sqrt(along * along + across * across), DeltaV(fleet, 0), IsSpatial ? 0.1 : 1e-4);
        // The corner is pushed away, so the nose turns along the barrier.
        Assert.True(fleet.States.YawRate[0] < 0f);

        Drive(fleet, Seconds, 100);
        Assert.True(fleet.States.Y[0] < 5f);
        if (friction == 0f) Assert.Equal(30 * Math.Cos(angle), fleet.States.VelocityX[0], IsSpatial ? 0.1 : 1e-3);
    }

    /// <summary>At any angle and step. In space a car that is fast enough goes over a rail, its centre of gravity above it, but never through.</summary>
    [Fact]
    public void BarriersAreNotPassed()
    {
        const float left = 6f, right = -12f, top = 0.75f;
        var straight = Barriers(new BarrierLine(-500f, 500f, left, left), new BarrierLine(-500f, 500f, right, right));
        Gen.Select(Gen.Float[-3.1f, 3.1f], Gen.Float[5f, 60f], Gen.Int[0, 4].Select(i => Substeps[i]), Gen.Float[0f, 1f], Gen.Float[0f, 1f]).Sample(
            (heading, speed, seconds, friction, restitution) =>
            {
                var fleet = New(1, friction, restitution, straight);
                fleet.Put(0, 0, -3f, heading, speed);
                for (float time = 0; time < 4f; time += seconds)
                {
                    Drive(fleet, seconds);
                    if (fleet.States.Y[0] is >= right and <= left) continue;
                    Assert.True(IsSpatial, $"passed at {time} s");
                    Assert.True(fleet.States.Spatial!.CentreZ[0] > top, $"passed at {time} s and a height of {fleet.States.Spatial.CentreZ[0]} m");
                    return;
                }
            }, iter: Iterations(200), threads: 1);
    }

    [Fact]
    public void AParkedCarIsHitAndDoesNotMove()
    {
        var fleet = New(1, restitution: 0f, road: Road.With([], [new ObstacleFootprint(30f, 0.2f, 0.1f, 4f, 1.8f)]));
        fleet.Put(0, 0, 0, speed: 20f);
        double before = Energy(fleet);
        Drive(fleet, Seconds, 100);
        Assert.Equal(1, fleet.States.Crashed[0]);
        Assert.Equal(-1, fleet.States.StruckBy[0]);
        Assert.True(Energy(fleet) < 0.2 * before);
        Assert.True(fleet.States.X[0] < 30f - 2f - 1f);
    }

    [Fact]
    public void WrecksAtRestStayToTheBitUntilTheyAreHit()
    {
        var fleet = New(3);
        for (int i = 0; i < 3; i++) fleet.States.RoadFriction[i] = 1f;
        fleet.Put(0, 0, 0, speed: 15f);
        fleet.Put(1, 8f, 0.4f, 0.1f);
        fleet.Put(2, -300f, 0.2f, speed: 30f);
        fleet.Advance(Seconds, 250);
        var rest = (fleet.States.X[0], fleet.States.Y[0], fleet.States.Heading[0], fleet.States.X[1], fleet.States.Y[1]);
        Assert.Equal(0f, fleet.States.Speed[0], Rest);
        Assert.Equal(0f, fleet.States.VelocityY[1], Rest);
        fleet.Advance(Seconds, 100);
        AreSame((rest.Item1, rest.Item2, rest.Item3, rest.Item4, rest.Item5, 0f),
            (fleet.States.X[0], fleet.States.Y[0], fleet.States.Heading[0], fleet.States.X[1], fleet.States.Y[1], 0f));
        fleet.Advance(Seconds, 300);
        Assert.Equal(1, fleet.States.Crashed[2]);
        Assert.True(fleet.States.X[1] > rest.Item4 + 1f);
    }

    [Fact]
    public void OnDifferentLevelsTheyDoNotTouch()
    {
        var fleet = New(2);
        fleet.Put(0, 0, 0, speed: 20f);
        fleet.Put(1, 15f, 0);
        // In space there is no bridge there, and it falls: it must be above the other while that passes.
        fleet.States.Z[1] = IsSpatial ? 20f : 6f;
        fleet.Advance(Seconds, IsSpatial ? 70 : 100);
        Assert.Equal(0, fleet.States.Crashed[0]);
    }

    [Fact]
    public void SavedInTheMiddleOfACrashItContinuesToTheBit()
    {
        var fleet = Pile();
        if (!Promises(fleet, PhysicsCapabilities.Restorable)) return;
        fleet.Advance(Seconds, 60);
        Assert.Equal(1, fleet.States.Crashed[0]);
        Assert.NotEqual(0f, fleet.States.VelocityX[0]);
        var saved = new byte[fleet.Store.StateBytes];
        fleet.Store.Save(saved);
        fleet.Advance(Seconds, 60);
        var other = Pile();
        other.Store.Restore(saved);
        other.Advance(Seconds, 60);
        for (int world = 0; world < ColumnStore.WorldBlock; world++) Assert.Equal(fleet.Store.Hash(world), other.Store.Hash(world));
    }

    [Fact]
    public void APileDoesNotDependOnItsPlaceInTheBatch()
    {
        var fleet = Pile();
        if (!Promises(fleet, PhysicsCapabilities.BitExact)) return;
        for (int world = 1; world < ColumnStore.WorldBlock; world++) fleet.Store.CopyWorld(0, fleet.Store, world);
        fleet.Advance(Seconds, 100);
        Assert.Equal(1, fleet.States.Crashed[0]);
        for (int world = 1; world < ColumnStore.WorldBlock; world++) Assert.Equal(fleet.Store.Hash(0), fleet.Store.Hash(world));
    }

    private static Carriageway Road { get; } = Carriageway.Straight(2, 3.5f, 30f);

    /// <summary>A straight road along the x axis, from 200 m behind the origin, which is all on one slope and at the height 0.</summary>
    private static Carriageway Slope(float grade, float bank)
    {
        const int stations = 201;
        var line = new ReferenceLine([RoadSegment.Straight(2 * (stations - 1))], x: -(stations - 1));
        ImmutableArray<float> heights = [.. Enumerable.Range(0, stations).Select(i => (2 * i - (stations - 1)) * MathF.Tan(grade))];
        var lane = new LaneProfile([.. new float[stations]], [.. Enumerable.Repeat(4f, stations)], [.. Enumerable.Repeat(LaneRules.None, stations)]);
        var section = new CrossSection([lane], new SurfaceProfile(heights, [.. Enumerable.Repeat(bank, stations)], [], []), [], [new Destination("end", 400f, 0, 0)]);
        return Carriageway.Along(line, 400f, section, 4f, 30f);
    }

    /// <summary>Fewer where each takes longer.</summary>
    private int Iterations(int planar) => IsSpatial ? planar / 10 : planar;

    /// <summary>What counts as rest: bodies on springs come to it by and by.</summary>
    private double Rest => IsSpatial ? 1e-2 : 0;

    /// <summary>Energy in J that the rocking of a body on its springs can bring back.</summary>
    private double Rocking => IsSpatial ? 100 : 0;

    /// <summary>How far in m the centre of gravity goes by pitch and roll alone.</summary>
    private double Dive => IsSpatial ? 0.06 : 0;

    private void AreSame((float, float, float, float, float, float) before, (float, float, float, float, float, float) after)
    {
        Assert.Equal(before.Item1, after.Item1, Rest);
        Assert.Equal(before.Item2, after.Item2, Rest);
        Assert.Equal(before.Item3, after.Item3, Rest);
        Assert.Equal(before.Item4, after.Item4, Rest);
        Assert.Equal(before.Item5, after.Item5, Rest);
        Assert.Equal(before.Item6, after.Item6, Rest);
    }

    private bool Promises(Fleet fleet, PhysicsCapabilities capability) => Make(fleet.States, fleet.Parameters).Capabilities.HasFlag(capability);

    private static Carriageway Barriers(params BarrierLine[] barriers) => Road.With([.. barriers], []);

    /// <summary>Cars on a road without friction, unless a test says otherwise: what is lost and kept is then a matter of contact alone.</summary>
    private Fleet New(
        int slots, float friction = 0.5f, float restitution = 0.1f, Carriageway? road = null, DynamicsModel model = DynamicsModel.LinearSingleTrack)
    {
        var fleet = new Fleet(slots, model: model, makePhysics: (vehicles, parameters) => Make(vehicles, parameters, friction, restitution, road ?? Road), isSpatial: IsSpatial);
        Array.Clear(fleet.States.RoadFriction);
        return fleet;
    }

    /// <summary>Advances on a road along the x axis, whose coordinates are kept as others do after each substep.</summary>
    private static void Drive(Fleet fleet, float seconds, int steps = 1)
    {
        var v = fleet.States;
        for (int step = 0; step < steps; step++)
        {
            v.X.CopyTo(v.S, 0);
            v.Y.CopyTo(v.D, 0);
            v.Heading.CopyTo(v.RelativeHeading, 0);
            for (int i = 0; i < v.Slots; i++) (v.SinHeading[i], v.CosHeading[i]) = (MathF.Sin(v.Heading[i]), MathF.Cos(v.Heading[i]));
            fleet.Advance(seconds);
        }
    }

    /// <summary>Five cars that run into each other, in every world a little differently.</summary>
    private Fleet Pile()
    {
        var fleet = New(5);
        Array.Fill(fleet.States.RoadFriction, 0.7f);
        for (int i = 0; i < fleet.States.X.Length; i++) fleet.Put(i, 8f * (i % 5), 0.2f * (i % 3) + 100f * (i / 5), 0.02f * (i % 4), 25f - 4f * (i % 5) + 0.1f * (i / 5));
        return fleet;
    }

    private void KeepsMomentumAndEnergy(Fleet fleet, int steps)
    {
        var (px, py, scale) = Momentum(fleet);
        double energy = Energy(fleet);
        for (int step = 0; step < steps; step++)
        {
            fleet.Advance(Seconds);
            double now = Energy(fleet);
            Assert.True(now <= energy * (1 + (IsSpatial ? 0.05 : 1e-6)) + 10 * Rocking, $"energy grew from {energy} to {now} J");
            // What pitch and roll take and give back is not in it.
            if (!IsSpatial) energy = now;
        }
        var after = Momentum(fleet);
        double tolerance = (IsSpatial ? 0.01 : 1e-5) * scale;
        Assert.Equal(px, after.X, tolerance);
        Assert.Equal(py, after.Y, tolerance);
    }

    private static VehicleParameters Parameters(Fleet fleet, int i) => VehicleParameters.All[fleet.States.ParameterSet[i]];

    private static float Mass(Fleet fleet, int i) => Parameters(fleet, i).Mass;

    /// <summary>Another vehicle at the same place.</summary>
    private static void Replace(Fleet fleet, int i, string vehicle)
    {
        fleet.States.Place(i, VehicleParameters.Named(vehicle)!, DynamicsModel.LinearSingleTrack);
        fleet.States.DragFactor[i] = fleet.States.RoadFriction[i] = 0f;
        fleet.States.MaximumSpeed[i] = 100f;
    }

    private static (double X, double Y, double Scale) Momentum(Fleet fleet)
    {
        double x = 0, y = 0, scale = 0;
        for (int i = 0; i < fleet.States.Slots; i++)
        {
            var (vx, vy) = Velocity(fleet, i);
            x += Mass(fleet, i) * vx;
            y += Mass(fleet, i) * vy;
            scale += Mass(fleet, i) * Math.Sqrt(vx * vx + vy * vy);
        }
        return (x, y, scale);
    }

    private static double Energy(Fleet fleet)
    {
        double energy = 0;
        for (int i = 0; i < fleet.States.Slots; i++)
        {
            var (vx, vy) = Velocity(fleet, i);
            energy += 0.5 * Mass(fleet, i) * (vx * vx + vy * vy) + 0.5 * Parameters(fleet, i).YawInertia * fleet.States.YawRate[i] * fleet.States.YawRate[i];
        }
        return energy;
    }

    private static (double X, double Y) Velocity(Fleet fleet, int i)
    {
        var v = fleet.States;
        if (v.Body[i] != 0) return (v.VelocityX[i], v.VelocityY[i]);
        return (v.Speed[i] * Math.Cos(v.Heading[i] + v.SlipAngle[i]), v.Speed[i] * Math.Sin(v.Heading[i] + v.SlipAngle[i]));
    }

    private static double DeltaV(Fleet fleet, int i)
        => Math.Sqrt(Math.Pow(fleet.States.DeltaVX[i], 2) + Math.Pow(fleet.States.DeltaVY[i], 2));

    /// <summary>The deepest overlap, or the negative least distance along an axis, as the second passes the first along 40 m, in steps of 5 cm.</summary>
    private static double DeepestOverlap(Fleet fleet, double x, double y, double direction, double heading)
    {
        double length = fleet.States.Length[0], width = fleet.States.Width[0], deepest = double.NegativeInfinity;
        for (int step = 0; step <= 800; step++)
        {
            double dx = x - 0.05 * step * Math.Cos(direction), dy = y - 0.05 * step * Math.Sin(direction), least = double.PositiveInfinity;
            foreach (double axis in (double[])[direction, direction + Math.PI / 2, heading, heading + Math.PI / 2])
            {
                least = Math.Min(least, Half(direction, axis) + Half(heading, axis) - Math.Abs(dx * Math.Cos(axis) + dy * Math.Sin(axis)));
            }
            deepest = Math.Max(deepest, least);
        }
        return deepest;

        double Half(double box, double axis) => 0.5 * (length * Math.Abs(Math.Cos(axis - box)) + width * Math.Abs(Math.Sin(axis - box)));
    }
}
