using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Vehicles;

/// <summary>Friction and slopes of roads with a surface, on the models that have no tyres to feel them: limits of acceleration.</summary>
public sealed class SurfaceTests
{
    private const float Seconds = 0.02f;
    private const double Gravity = 9.81;

    /// <summary>The models without Pacejka's tyres.</summary>
    public static TheoryData<DynamicsModel> Models => [DynamicsModel.Kinematic, DynamicsModel.LinearSingleTrack];

    [Theory]
    [MemberData(nameof(Models))]
    public void BrakesGiveNoMoreThanTheFrictionOfTheRoad(DynamicsModel model)
    {
        foreach (float friction in (float[])[0.12f, 0.3f, 0.6f, 1f])
        {
            var v = Braked(model, friction, grade: 0f, speed: 20f);
            double most = Math.Min(11.5, 1.1739 * friction * Gravity);
            Assert.Equal(20 * 20 / (2 * most), v.X[0], 0.25);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void OnADowngradeTheSlopeTakesFromTheBrakes(DynamicsModel model)
    {
        const double grade = 0.06, friction = 0.3;
        var v = Braked(model, (float)friction, (float)-grade, speed: 20f);
        double deceleration = Gravity * (1.1739 * friction * Math.Cos(grade) - Math.Sin(grade));
        Assert.Equal(20 * 20 / (2 * deceleration), v.X[0], 0.25);
        // Across the slope, and up it.
        Assert.True(Braked(model, (float)friction, (float)-grade, 20f, MathF.PI / 2).Y[0] < v.X[0] - 5);
        Assert.True(-Braked(model, (float)friction, (float)-grade, 20f, MathF.PI).X[0] < v.X[0] - 10);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void TheEngineGivesNoMoreThanTheFrictionOfTheRoad(DynamicsModel model)
    {
        var fleet = New(model);
        fleet.Put(0, 0, 0, speed: 5f);
        fleet.States.RoadFriction[0] = 0.12f;
        fleet.States.CommandAcceleration[0] = 5f;
        fleet.Advance(Seconds);
        Assert.Equal(0.12 * 1.1739 * Gravity, fleet.States.Acceleration[0], 1e-3);
    }

    [Fact]
    public void ABankPullsWhoDrivesUpIt()
    {
        var fleet = New(DynamicsModel.Kinematic);
        const float heading = 0.5f;
        fleet.Put(0, 0, 0, heading, speed: 20f);
        fleet.States.RelativeHeading[0] = heading;
        fleet.States.Bank[0] = 0.1f;
        fleet.States.CommandAcceleration[0] = 20f;
        fleet.Advance(Seconds);
        Assert.Equal(11.5 * 7.319 / 20 - Gravity * Math.Sin(0.1) * Math.Sin(heading), fleet.States.Acceleration[0], 2e-3);
    }

    [Theory]
    [InlineData("truck")]
    [InlineData("semitrailer")]
    public void ATruckSlowsOnAClimbToTheSpeedThatItsPowerHolds(string vehicle)
    {
        const double grade = 0.05;
        var fleet = New(DynamicsModel.Kinematic, vehicle);
        fleet.Put(0, 0, 0, speed: 22f);
        fleet.States.Grade[0] = (float)grade;
        fleet.States.CommandAcceleration[0] = 1f;
        fleet.Advance(0.1f, 3000);
        // Power P m: P = v (g sin(grade) + k v^2).
        var p = fleet.Parameters;
        double power = p.MaximumAcceleration * p.SwitchSpeed, low = 1, high = 25;
        while (high - low > 1e-6)
        {
            double v = (low + high) / 2;
            if (v * (Gravity * Math.Sin(grade) + 0.5 * 1.225 * p.DragArea / p.Mass * v * v) < power) low = v;
            else high = v;
        }
        Assert.InRange(low * 3.6, 50, 90);
        Assert.Equal(low, fleet.States.Speed[0], 0.01);
    }

    /// <summary>A command is net acceleration: within the limits the driver makes up for the slope.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void ACarWithPowerToSpareClimbsAsItWasAsked(DynamicsModel model)
    {
        var fleet = New(model);
        fleet.Put(0, 0, 0, speed: 25f);
        fleet.States.Grade[0] = 0.05f;
        fleet.Advance(Seconds, 100);
        Assert.Equal(25f, fleet.States.Speed[0], 1e-4);
    }

    [Fact]
    public void WithoutASurfaceTheColumnsOfFrictionAndSlopeDoNothing()
    {
        var fleet = new Fleet(model: DynamicsModel.Kinematic);
        fleet.Put(0, 0, 0, speed: 25f);
        (fleet.States.Grade[0], fleet.States.RoadFriction[0]) = (0.1f, 0.1f);
        fleet.States.CommandAcceleration[0] = -20f;
        fleet.Advance(Seconds);
        Assert.Equal(-11.5f, fleet.States.Acceleration[0], 2e-3);
    }

    private static VehicleStates Braked(DynamicsModel model, float friction, float grade, float speed, float heading = 0f)
    {
        var fleet = New(model);
        fleet.Put(0, 0, 0, heading, speed);
        (fleet.States.RoadFriction[0], fleet.States.Grade[0], fleet.States.RelativeHeading[0]) = (friction, grade, heading);
        fleet.States.CommandAcceleration[0] = -20f;
        fleet.Advance(Seconds, 2000);
        Assert.Equal(0f, fleet.States.Speed[0]);
        return fleet.States;
    }

    private static Fleet New(DynamicsModel model, string vehicle = "bmw-320i") => new(
        vehicle: vehicle, model: model, drag: vehicle != "bmw-320i",
        makePhysics: (states, _) => new PlanarPhysics(states, [DynamicsModel.Kinematic, DynamicsModel.LinearSingleTrack], hasSurface: true));
}
