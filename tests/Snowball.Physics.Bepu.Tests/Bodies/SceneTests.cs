using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Vehicles;
using Snowball.Sim.Vehicles;

namespace Snowball.Physics.Bepu.Tests;

/// <summary>What only bodies in space can do, each beside an answer that is known by hand.</summary>
public sealed class SceneTests
{
    private const float Seconds = 0.02f;

    /// <summary>
    /// A van slides sideways into a kerb. A rigid one tips over from the critical sliding velocity on (Jones 1973): its energy about the kerb is what lifts its centre of
    /// gravity over it, v = sqrt(2 g I / (m h2) (sqrt(b2 + h2) - h)). Springs take some of it.
    /// </summary>
    [Theory]
    [InlineData(0.85f, false)]
    [InlineData(1.35f, true)]
    public void AVanThatSlidesIntoAKerbTipsOverAboveTheCriticalVelocity(float share, bool tips)
    {
        var van = VehicleParameters.Named("vw-vanagon")!;
        var chassis = Chassis.All[VehicleParameters.All.IndexOf(van)];
        double h = van.CentreOfGravityHeight, b = chassis.Hubs[0].Y + 0.5 * chassis.WheelWidth, arm = b * b + h * h;
        double inertia = chassis.Inertia.X + van.Mass * arm;
        double critical = Math.Sqrt(2 * 9.81 * inertia / (van.Mass * h * h) * (Math.Sqrt(arm) - h));
        Assert.InRange(critical, 4, 6);

        using var fleet = BepuPlayground.Fleet(vehicle: van.Name, road: BepuPlayground.Road.With([new BarrierLine(-200f, 400f, -5f, -5f, 0.15f)], []));
        fleet.States.RoadFriction[0] = 0.02f;
        // Its wheels are 2.9 m from the kerb: friction takes little on the way.
        fleet.States.SlipAngle[0] = -MathF.PI / 2;
        fleet.Put(0, 0, -1.2f, speed: (float)(share * critical));
        float most = 0;
        for (int step = 0; step < 250; step++)
        {
            fleet.Advance(Seconds);
            most = MathF.Max(most, MathF.Abs(fleet.States.Spatial!.Roll[0]));
        }
        Assert.Equal(tips, most > 1.5f);
        Assert.True(most > 0.15f, "the kerb was not hit");
        Assert.Equal(0, fleet.States.Crashed[0]);
    }

    [Fact]
    public void AKerbIsDrivenOver()
    {
        using var fleet = BepuPlayground.Fleet(road: BepuPlayground.Road.With([], [new ObstacleFootprint(20f, 0f, 1.5708f, 12f, 0.5f, 0.1f)]));
        fleet.Put(0, 0, 0, speed: 8f);
        float highest = 0;
        for (int step = 0; step < 250; step++)
        {
            fleet.Advance(Seconds);
            highest = MathF.Max(highest, fleet.States.Spatial!.CentreZ[0]);
        }
        Assert.Equal(0, fleet.States.Crashed[0]);
        Assert.True(fleet.States.X[0] > 30f, $"it got to {fleet.States.X[0]} m");
        Assert.InRange(highest, fleet.Parameters.CentreOfGravityHeight + 0.02f, fleet.Parameters.CentreOfGravityHeight + 0.2f);
    }

    /// <summary>100 km/h at 20 degrees (the angle of the tests of EN 1317): led along, neither through nor over, at a flat angle.</summary>
    [Theory]
    [InlineData("bmw-320i", 0.5f)]
    [InlineData("van", 0.3f)]
    public void ABarrierLeadsACarAlong(string vehicle, float friction)
    {
        using var fleet = BepuPlayground.Fleet(
            vehicle: vehicle, contact: new RigidBodyContactSettings(friction, 0.1f), road: BepuPlayground.Road.With([new BarrierLine(-200f, 400f, -10f, -10f)], []));
        const float angle = 20f * MathF.PI / 180f;
        fleet.Put(0, 0, 0, -angle, 27.8f);
        var v = fleet.States;
        float lowest = 0, rolled = 0;
        for (int step = 0; step < 300; step++)
        {
            fleet.Advance(Seconds);
            lowest = MathF.Min(lowest, v.Y[0]);
            rolled = MathF.Max(rolled, MathF.Abs(v.Spatial!.Roll[0]));
        }
        Assert.Equal((1, -1), (v.Crashed[0], v.StruckBy[0]));
        Assert.InRange(lowest, -10f + 0.45f * v.Width[0], -8f);
        Assert.True(rolled < 0.5f, $"rolled {rolled} rad");
        Assert.InRange(MathF.Abs(v.Heading[0]), 0f, 0.35f);
        Assert.InRange(v.Speed[0], -0.05f, 0.05f);
        // What was normal is lost but for the restitution, and along at most friction times that.
        double normal = 27.8 * Math.Sin(angle);
        double delta = Math.Sqrt(v.DeltaVX[0] * v.DeltaVX[0] + v.DeltaVY[0] * v.DeltaVY[0]);
        Assert.InRange(delta, normal, 1.6 * normal * Math.Sqrt(1 + friction * friction));
    }

    /// <summary>A loaded semitrailer goes straight and round a gentle bend behind its tractor; its fold is that of its wheelbases.</summary>
    [Fact]
    public void ATrailerFollows()
    {
        using var fleet = Articulated("trailer", friction: 1f, speed: 10f, steering: 0.05f, acceleration: 0f);
        fleet.Advance(Seconds, 500);
        var v = fleet.States;
        // On a circle of R = L / tan(steering) the trailer's axle runs on sqrt(R2 + c2 - L2): tractor's rear axle, coupling ahead of it by c, trailer of L.
        double radius = 3.8 / Math.Tan(0.05), ahead = 2.3 - 1.7, length = 5.2 + 2.5;
        double fold = Math.Atan(ahead / radius) + Math.Asin(length / Math.Sqrt(radius * radius + ahead * ahead));
        Assert.Equal(fold, v.Heading[0] - v.Heading[1], 0.02);
        Assert.Equal((0, 0), (v.Crashed[0], v.Crashed[1]));
        double dx = v.X[0] - v.X[1], dy = v.Y[0] - v.Y[1];
        double kingpin = Math.Sqrt(Math.Pow(dx - 1.7 * Math.Cos(v.Heading[0]) - 5.2 * Math.Cos(v.Heading[1]), 2) + Math.Pow(dy - 1.7 * Math.Sin(v.Heading[0]) - 5.2 * Math.Sin(v.Heading[1]), 2));
        Assert.InRange(kingpin, 0, 0.05);
    }

    /// <summary>On a slippery bend a tractor that brakes alone is pushed round by its trailer; with brakes on the trailer it is not.</summary>
    [Theory]
    [InlineData("unbraked-trailer", true)]
    [InlineData("trailer", false)]
    public void ATrailerWithoutBrakesJackKnifesItsTractor(string trailer, bool folds)
    {
        using var fleet = Articulated(trailer, friction: 0.25f, speed: 20f, steering: 0.04f, acceleration: 0f);
        fleet.Advance(Seconds, 100);
        fleet.States.CommandAcceleration[0] = -7f;
        float fold = 0;
        for (int step = 0; step < 400; step++)
        {
            fleet.Advance(Seconds);
            fold = MathF.Max(fold, MathF.Abs(fleet.States.Heading[0] - fleet.States.Heading[1]));
        }
        if (folds) Assert.True(fold > 1f, $"folded {fold} rad");
        else Assert.True(fold < 0.5f, $"folded {fold} rad");
    }

    /// <summary>A crate on the road takes its share of the momentum, and slides as far as friction lets it.</summary>
    [Fact]
    public void ACrateIsKnockedAway()
    {
        using var fleet = BepuPlayground.Fleet(slots: 2, contact: new RigidBodyContactSettings(0.5f, 0.1f));
        var v = fleet.States;
        v.Place(1, VehicleParameters.Named("crate")!, DynamicsModel.SingleTrackDrift);
        fleet.Put(1, 15f, 0f);
        fleet.Put(0, 0, 0, speed: 25f);
        while (v.Crashed[0] == 0 && v.X[0] < 20f) fleet.Advance(0.002f);
        fleet.Advance(0.002f, 5);
        double car = fleet.Parameters.Mass, crate = 150, share = crate / (car + crate);
        Assert.Equal(25 * 1.1 * (1 - share), v.Speed[1], 0.3);
        Assert.Equal(25 - 25 * 1.1 * share, v.Speed[0], 0.4);
        Assert.Equal((2, 1), (v.StruckBy[0], v.StruckBy[1]));
        (float from, float speed) = (v.X[1], v.Speed[1]);
        fleet.Advance(Seconds, 600);
        // It scrapes along on wood and asphalt, 0.4.
        Assert.Equal(speed * speed / (2 * 0.4 * 9.81), v.X[1] - from, 1.0);
    }

    /// <summary>Restored, it goes on nearly as it would have: only what contacts remember is lost.</summary>
    [Fact]
    public void ARestoredStateGoesOnWithinCentimetres()
    {
        using var fleet = BepuPlayground.Fleet();
        fleet.Put(0, 0, 0, speed: 20f);
        (fleet.States.CommandSteering[0], fleet.States.CommandAcceleration[0]) = (0.03f, 1f);
        fleet.Advance(Seconds, 50);
        var saved = new byte[fleet.Store.StateBytes];
        fleet.Store.Save(saved);
        fleet.Advance(Seconds, 50);
        var (x, y, heading, roll) = (fleet.States.X[0], fleet.States.Y[0], fleet.States.Heading[0], fleet.States.Spatial!.Roll[0]);
        fleet.Store.Restore(saved);
        fleet.Restore(0);
        fleet.Advance(Seconds, 50);
        Assert.Equal(x, fleet.States.X[0], 0.01);
        Assert.Equal(y, fleet.States.Y[0], 0.01);
        Assert.Equal(heading, fleet.States.Heading[0], 1e-3);
        Assert.Equal(roll, fleet.States.Spatial.Roll[0], 1e-3);
    }

    private static Fleet Articulated(string trailer, float friction, float speed, float steering, float acceleration)
    {
        var fleet = BepuPlayground.Fleet(slots: 2, vehicle: "tractor", tows: [-1, 0]);
        var v = fleet.States;
        for (int tractor = 0; tractor < v.X.Length; tractor += 2)
        {
            v.Place(tractor + 1, VehicleParameters.Named(trailer)!, DynamicsModel.SingleTrackDrift);
            (v.X[tractor], v.X[tractor + 1]) = (0f, -6.9f);
            (v.RoadFriction[tractor], v.RoadFriction[tractor + 1]) = (friction, friction);
            fleet.Put(tractor + 1, -6.9f, 0, speed: speed);
            fleet.Put(tractor, 0, 0, speed: speed);
            (v.CommandSteering[tractor], v.CommandAcceleration[tractor]) = (steering, acceleration);
        }
        return fleet;
    }
}
