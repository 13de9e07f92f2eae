using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Vehicles;

/// <summary>
/// What every <see cref="IPhysics"/> has to do, whatever its equations. A back end's tests inherit this and make it; tests of
/// capabilities that it does not promise pass by themselves.
/// </summary>
public abstract class PhysicsConformance
{
    private const float Seconds = 0.02f;

    /// <summary>Makes the back end for columns whose vehicles all have the given parameters.</summary>
    protected abstract IPhysics Make(VehicleStates vehicles, VehicleParameters parameters);

    /// <summary>Whether it moves bodies in space, on tyres and springs whatever the model: then figures of the models' equations hold by tolerance.</summary>
    protected virtual bool IsSpatial => false;

    /// <summary>The models that it moves.</summary>
    public static TheoryData<DynamicsModel> Models => [DynamicsModel.Kinematic, DynamicsModel.LinearSingleTrack, DynamicsModel.SingleTrackDrift];

    [Theory]
    [MemberData(nameof(Models))]
    public void GoesStraightAtConstantSpeed(DynamicsModel model)
    {
        var fleet = New(model: model);
        const float heading = 0.6f;
        fleet.Put(0, 5, -3, heading, 20f);
        fleet.Advance(Seconds, 100);

        Assert.Equal(5 + 40 * Math.Cos(heading), fleet.States.X[0], 0.01);
        Assert.Equal(-3 + 40 * Math.Sin(heading), fleet.States.Y[0], 0.01);
        // Tyres as they are built steer a little.
        bool pulls = HasTyres(model);
        Assert.Equal(heading, fleet.States.Heading[0], pulls ? 1e-3 : 1e-4);
        Assert.Equal(20f, fleet.States.Speed[0], pulls ? 1e-2 : 1e-4);
        Assert.Equal(0f, fleet.States.YawRate[0], pulls ? 1e-3 : 1e-5);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void SteeringToTheLeftTurnsToTheLeftAndIsMirroredToTheRight(DynamicsModel model)
    {
        var fleet = New(model: model);
        fleet.Put(0, 0, 0, speed: 15f);
        fleet.Put(1, 0, 500, speed: 15f);
        (fleet.States.CommandSteering[0], fleet.States.CommandSteering[1]) = (0.03f, -0.03f);
        fleet.Advance(Seconds, 100);

        Assert.True(fleet.States.Heading[0] > 0.1f);
        Assert.True(fleet.States.YawRate[0] > 0f);
        Assert.True(fleet.States.Y[0] > 1f);
        Assert.Equal(fleet.States.Heading[0], -fleet.States.Heading[1], HasTyres(model) ? 1e-3 : 1e-4);
        Assert.Equal(fleet.States.Y[0], 500 - fleet.States.Y[1], IsSpatial ? 2e-2 : 1e-2);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void WheelsTurnAtTheirRateToTheirStop(DynamicsModel model)
    {
        var fleet = New(model: model);
        fleet.Put(0, 0, 0, speed: 2f);
        fleet.States.CommandSteering[0] = 5f;
        fleet.Advance(Seconds, 10);
        Assert.Equal(10 * Seconds * 0.4f, fleet.States.Steering[0], 1e-5);
        fleet.Advance(Seconds, 1000);
        Assert.Equal(1.066f, fleet.States.Steering[0], 1e-5);
        fleet.States.CommandSteering[0] = -5f;
        fleet.Advance(Seconds, 5);
        Assert.Equal(1.066f - 5 * Seconds * 0.4f, fleet.States.Steering[0], 1e-5);
    }

    [Theory]
    [InlineData(5f, 11.5f)]
    [InlineData(7.319f, 11.5f)]
    [InlineData(20f, 11.5f * 7.319f / 20f)]
    [InlineData(40f, 11.5f * 7.319f / 40f)]
    public void PowerLimitsAccelerationAboveTheSwitchSpeed(float speed, float greatest)
    {
        var fleet = New();
        fleet.Put(0, 0, 0, speed: speed);
        fleet.States.CommandAcceleration[0] = 100f;
        if (!IsSpatial)
        {
            fleet.Advance(Seconds);
            Assert.Equal(greatest, fleet.States.Acceleration[0], 2e-3);
            return;
        }
        // Wheels have to spin up first; and the rear tyres take no more than their load.
        fleet.Advance(Seconds, 15);
        float before = fleet.States.Speed[0];
        fleet.Advance(Seconds, 10);
        double gained = (fleet.States.Speed[0] - before) / (10 * Seconds), power = 11.5 * 7.319 / Math.Max(0.5 * (before + fleet.States.Speed[0]), 7.319);
        Assert.InRange(gained, 0.95 * Math.Min(power, 7), 1.02 * power);
    }

    [Fact]
    public void AccelerationWithinTheLimitsIsWhatWasAskedFor()
    {
        var fleet = New(drag: true);
        fleet.Put(0, 0, 0, speed: 25f);
        fleet.States.CommandAcceleration[0] = 1.5f;
        // Wheels have to spin up, and the body to come to rest on its springs.
        if (IsSpatial) fleet.Advance(Seconds, 75);
        float speed = fleet.States.Speed[0];
        fleet.Advance(Seconds);
        Assert.Equal(1.5f, fleet.States.Acceleration[0], IsSpatial ? 2e-2 : 1e-3);
        Assert.Equal(speed + 1.5f * Seconds, fleet.States.Speed[0], IsSpatial ? 1e-3 : 1e-4);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void BrakingIsLimitedAndEndsInStandstill(DynamicsModel model)
    {
        var fleet = New(model: model);
        fleet.Put(0, 0, 0, speed: 20f);
        fleet.States.CommandAcceleration[0] = -50f;
        fleet.Advance(Seconds);
        if (!HasTyres(model)) Assert.Equal(-11.5f, fleet.States.Acceleration[0], 2e-3);
        fleet.Advance(Seconds, 300);
        Assert.Equal(0f, fleet.States.Speed[0]);
        Assert.Equal(0f, fleet.States.Acceleration[0]);
        float x = fleet.States.X[0];
        // At this demand the rear tyres have more brake than load: the front does its 66 %, the rear what its 17 % of the load gives.
        if (HasTyres(model)) Assert.Equal(20 * 20 / (2 * 9.54), x, IsSpatial ? 0.75 : 0.5);
        else Assert.Equal(20 * 20 / (2 * 11.5), x, 0.3);
        fleet.Advance(Seconds, 100);
        Assert.Equal(x, fleet.States.X[0], IsSpatial ? 1e-3 : 0);
    }

    [Fact]
    public void DragSetsTheTopSpeedWherePowerAndDragMeet()
    {
        // A weak car, so that drag and not the limiter decides: a v_switch / v = k v^2.
        var fleet = New(drag: true);
        fleet.Put(0, 0, 0, speed: 20f);
        fleet.States.MaximumAcceleration[0] = 3f;
        fleet.States.MaximumSpeed[0] = 200f;
        fleet.States.CommandAcceleration[0] = 100f;
        fleet.Advance(Seconds, 30_000);
        double drag = 0.5 * 1.225 * 0.62 / 1093.295;
        Assert.Equal(Math.Cbrt(3.0 * 7.319 / drag), fleet.States.Speed[0], 0.05);
    }

    [Fact]
    public void TheLimiterHoldsTheMaximumSpeed()
    {
        var fleet = New();
        fleet.Put(0, 0, 0, speed: 45f);
        fleet.Put(1, 0, 500, speed: 55f);
        fleet.States.CommandAcceleration[0] = fleet.States.CommandAcceleration[1] = 100f;
        float fastest = 0;
        for (int i = 0; i < 1500; i++)
        {
            fleet.Advance(Seconds);
            fastest = Math.Max(fastest, fleet.States.Speed[0]);
        }
        Assert.InRange(fastest, 50.8f - 0.05f, 50.8f + 0.05f);
        Assert.Equal(50.8f, fleet.States.Speed[1], 0.05);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ACrashedVehicleComesToRestOnItsOwn(DynamicsModel model)
    {
        var fleet = New(model: model);
        fleet.Put(0, 0, 0, speed: 20f);
        fleet.States.Crashed[0] = 1;
        (fleet.States.CommandAcceleration[0], fleet.States.CommandSteering[0]) = (5f, 0.3f);
        float speed = 20f;
        for (int step = 0; step < 500; step++)
        {
            fleet.Advance(Seconds);
            // A body rocks on its springs when it has come to rest.
            Assert.True(fleet.States.Speed[0] <= speed + (IsSpatial ? 0.2f : 0f), "a crashed vehicle speeds up");
            speed = fleet.States.Speed[0];
        }
        Assert.InRange(speed, IsSpatial ? -0.01f : 0f, 0.01f);
        Assert.Equal(0f, fleet.States.Y[0], 0.1);
    }

    [Fact]
    public void AVehicleThatDrivesIntoAStandingOneCrashesAndSaysIntoWhich()
    {
        var fleet = New(slots: 3);
        fleet.Put(0, 0, 0, speed: 15f);
        fleet.Put(1, 500, 0);
        fleet.Put(2, 20, 0.5f);
        int steps = 0;
        while (fleet.States.Crashed[0] == 0 && steps++ < 500) fleet.Advance(Seconds);

        // Bumpers meet after (20 - 4.508) m at 15 m/s; looking ahead may tell it a step before.
        Assert.InRange(steps * Seconds, 0.98f, 1.10f);
        Assert.Equal(1, fleet.States.Crashed[2]);
        Assert.Equal(1 + 2, fleet.States.StruckBy[0]);
        Assert.Equal(1 + 0, fleet.States.StruckBy[2]);
        Assert.Equal(0, fleet.States.Crashed[1]);
    }

    [Fact]
    public void VehiclesSideBySideDoNotTouch()
    {
        var fleet = New(slots: 2);
        fleet.Put(0, 0, 0, speed: 20f);
        fleet.Put(1, 0, 1.610f + 0.05f, speed: 20f);
        fleet.Advance(Seconds, 200);
        Assert.Equal(0, fleet.States.Crashed[0]);
        Assert.Equal(0, fleet.States.Crashed[1]);
    }

    [Fact]
    public void SlotsWithoutAVehicleAreNotHit()
    {
        var fleet = New(slots: 2);
        fleet.Put(0, 0, 0, speed: 20f);
        fleet.Put(1, 15, 0);
        fleet.States.Active[1] = 0;
        fleet.Advance(Seconds, 100);
        Assert.Equal(0, fleet.States.Crashed[0]);
    }

    [Fact]
    public void SavingAndRestoringContinuesToTheBit()
    {
        var fleet = New(slots: 3);
        if (!Make(fleet.States, fleet.Parameters).Capabilities.HasFlag(PhysicsCapabilities.Restorable)) return;
        Scatter(fleet);
        fleet.Advance(Seconds, 20);
        var saved = new byte[fleet.Store.StateBytes];
        fleet.Store.Save(saved);
        fleet.Advance(Seconds, 50);
        ulong[] expected = Hashes(fleet);

        var other = New(slots: 3);
        other.Store.Restore(saved);
        other.Advance(Seconds, 50);
        Assert.Equal(expected, Hashes(other));
    }

    [Fact]
    public void AWorldDoesNotDependOnItsPlaceInTheBatch()
    {
        var fleet = New(slots: 3);
        if (!Make(fleet.States, fleet.Parameters).Capabilities.HasFlag(PhysicsCapabilities.BitExact)) return;
        Scatter(fleet);
        for (int world = 1; world < ColumnStore.WorldBlock; world++) fleet.Store.CopyWorld(0, fleet.Store, world);
        fleet.Advance(Seconds, 100);
        Assert.Single(Hashes(fleet).Distinct());
    }

    private Fleet New(int slots = 1, DynamicsModel model = DynamicsModel.LinearSingleTrack, bool drag = false)
        => new(slots, model: model, drag: drag, makePhysics: Make, isSpatial: IsSpatial);

    private bool HasTyres(DynamicsModel model) => IsSpatial || model == DynamicsModel.SingleTrackDrift;

    private static void Scatter(Fleet fleet)
    {
        for (int i = 0; i < fleet.States.X.Length; i++)
        {
            fleet.Put(i, 8f * (i % 3), i / 3 * 100f, 0.01f * i, 10f + i);
            fleet.States.CommandSteering[i] = 0.02f * (i % 5 - 2);
            fleet.States.CommandAcceleration[i] = i % 7 - 4;
            fleet.States.Model[i] = i % 3;
        }
    }

    private static ulong[] Hashes(Fleet fleet) => [.. Enumerable.Range(0, ColumnStore.WorldBlock).Select(fleet.Store.Hash)];
}
