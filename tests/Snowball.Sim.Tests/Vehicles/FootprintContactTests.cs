using CsCheck;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;
using Snowball.Sim.Vehicles.Contact;

namespace Snowball.Sim.Tests.Vehicles;

/// <summary>Contact of oriented rectangles: hand-made cases, and any case against clipping one polygon by the other.</summary>
public sealed class FootprintContactTests
{
    private const float Length = 5f, Width = 2f;

    // Slot 0 is the ego at the origin, heading along x, 5 m x 2 m like the other.
    [Theory]
    [InlineData(4.99f, 0f, 0f, true, "bumpers overlap by a centimetre")]
    [InlineData(5.01f, 0f, 0f, false, "bumpers a centimetre apart")]
    [InlineData(5f, 0f, 0f, true, "bumpers touch")]
    [InlineData(0f, 1.99f, 0f, true, "doors overlap by a centimetre")]
    [InlineData(0f, 2.01f, 0f, false, "doors a centimetre apart")]
    [InlineData(4.98f, 1.98f, 0f, true, "corners overlap")]
    [InlineData(5.02f, 2.02f, 0f, false, "corners pass")]
    [InlineData(0f, 0f, 1.5708f, true, "crossed like a plus sign: no corner inside the other")]
    [InlineData(0f, 0f, 0f, true, "one on the other")]
    [InlineData(3.4f, 0f, 1.5708f, true, "a side across the bonnet")]
    [InlineData(3.6f, 0f, 1.5708f, false, "a side across, ahead of the bonnet")]
    [InlineData(4.9f, 2f, 0.7854f, true, "the corner of a turned one reaches in")]
    [InlineData(4.9f, 2.4f, 0.7854f, false, "its bounding circle reaches in, it does not")]
    [InlineData(-4.99f, 0f, 3.1416f, true, "bumpers overlap behind, facing backwards")]
    public void RectanglesTouchAsDrawn(float x, float y, float heading, bool touch, string what)
    {
        var fleet = New();
        fleet.Put(1, x, y, heading);
        FootprintContact.Find(fleet.States, 0, 0.1f);
        Assert.True(touch == (fleet.States.Crashed[0] == 1), what);
        Assert.Equal(fleet.States.Crashed[0], fleet.States.Crashed[1]);
        Assert.Equal(touch ? 2 : 0, fleet.States.StruckBy[0]);
        Assert.Equal(touch ? 1 : 0, fleet.States.StruckBy[1]);
    }

    [Fact]
    public void OneInsideTheOtherTouches()
    {
        var fleet = New();
        (fleet.States.Length[1], fleet.States.Width[1]) = (1f, 0.5f);
        fleet.Put(1, 1f, 0.2f, 0.3f);
        FootprintContact.Find(fleet.States, 0, 0.1f);
        Assert.Equal(1, fleet.States.Crashed[0]);
    }

    [Fact]
    public void AFastPassIsSeenAStepAhead()
    {
        // 60 m/s across the ego's bow: 12 m in a step of 0.2 s, from one side to the other.
        var fleet = New();
        fleet.Put(0, 0, 0, speed: 1f);
        fleet.Put(1, 0, -6f, heading: 1.5708f, speed: 60f);
        fleet.Advance(0.2f);
        Assert.Equal(0, fleet.States.Crashed[0]);

        fleet = New();
        fleet.Put(0, 0, -6f, heading: 1.5708f, speed: 60f);
        fleet.Put(1, 0, 0);
        FootprintContact.Find(fleet.States, 0, 0.2f);
        Assert.Equal(0, fleet.States.Crashed[0]); // not yet
        Assert.Equal(2, fleet.States.StruckBy[0]);
        Assert.True(fleet.States.ImpactX[0] != 0f || fleet.States.ImpactY[0] != 0f);
        fleet.Advance(0.2f);
        Assert.Equal(1, fleet.States.Crashed[0]);
        Assert.Equal(1, fleet.States.Crashed[1]);
    }

    [Fact]
    public void TheFirstPartnerIsKept()
    {
        var fleet = New(slots: 3);
        fleet.Put(1, 4f, 0);
        FootprintContact.Find(fleet.States, 0, 0.1f);
        fleet.Put(2, -4f, 0);
        FootprintContact.Find(fleet.States, 0, 0.1f);
        Assert.Equal(2, fleet.States.StruckBy[0]);
        Assert.Equal(1, fleet.States.StruckBy[2]);
    }

    [Fact]
    public void TrafficThatTouchesTrafficIsLeftAlone()
    {
        var fleet = New(slots: 3);
        fleet.Put(1, 100f, 0);
        fleet.Put(2, 101f, 0);
        FootprintContact.Find(fleet.States, 0, 0.1f);
        Assert.Equal(0, fleet.States.Crashed[1]);
    }

    [Theory]
    [InlineData(-4.9f, 0.5f, true)]
    [InlineData(4.9f, 0.5f, false)]
    [InlineData(0.5f, 1.9f, false)]
    [InlineData(-2f, 1.9f, false)]
    public void ContactFromBehindIsToldAtTheMomentOfContact(float x, float y, bool behind)
    {
        var fleet = New();
        fleet.Put(1, x, y);
        FootprintContact.Find(fleet.States, 0, 0.1f);
        Assert.Equal(behind ? 1 : 0, fleet.States.StruckFromBehind[0]);
        // Where they go afterwards does not matter.
        fleet.Put(1, -x, y);
        FootprintContact.Find(fleet.States, 0, 0.1f);
        Assert.Equal(behind ? 1 : 0, fleet.States.StruckFromBehind[0]);
    }

    [Fact]
    public void ContactAgreesWithClippedPolygons()
    {
        var fleet = New();
        int touching = 0, total = 0;
        Gen.Select(Gen.Double[-7, 7], Gen.Double[-7, 7], Gen.Double[-3.1, 3.1], Gen.Double[-3.1, 3.1], Gen.Double[1, 8], Gen.Double[0.5, 3]).Sample((x, y, a, b, length, width) =>
        {
            for (int i = 0; i < 2; i++) fleet.States.Crashed[i] = fleet.States.StruckBy[i] = 0;
            (fleet.States.Length[1], fleet.States.Width[1]) = ((float)length, (float)width);
            fleet.Put(0, 0, 0, (float)a);
            fleet.Put(1, (float)x, (float)y, (float)b);
            FootprintContact.Find(fleet.States, 0, 0.1f);

            double area = Area(Clip(Rectangle(0, 0, a, Length, Width), Rectangle(x, y, b, length, width)));
            bool touch = fleet.States.Crashed[0] == 1;
            // Single precision cannot decide slivers.
            if (area > 1e-4) Assert.True(touch, $"{area} m2 shared");
            if (area == 0) Assert.True(!touch || Area(Clip(Rectangle(0, 0, a, Length + 1e-4, Width + 1e-4), Rectangle(x, y, b, length + 1e-4, width + 1e-4))) > 0);
            total++;
            if (touch) touching++;
        }, iter: 20_000, threads: 1);
        Assert.InRange(touching, total / 5, total * 4 / 5);
    }

    /// <summary>Others crash into each other, and into obstacles, where everybody crashes: then a vehicle takes the whole push.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OnlyWhereEverybodyCrashesDoOthers(bool everybody)
    {
        var road = Carriageway.Straight(3, 4f, 30f).With([], [new ObstacleFootprint(100f, -2f, 0f, 2f, 2f)]);
        var fleet = New(slots: 4);
        fleet.Put(0, 0, 0, 0);
        fleet.Put(1, 50, 0, 0);
        fleet.Put(2, 54, 0, 0);
        fleet.Put(3, 96.4f, -2, 0);
        (fleet.States.Speed[3], fleet.States.S[3]) = (2f, 96.4f);

        FootprintContact.Find(fleet.States, 0, 0.1f, everybody, _ => road.Obstacles);

        int[] crashed = everybody ? [0, 1, 1, 0] : [0, 0, 0, 0];
        Assert.Equal(crashed, fleet.States.Crashed[..4]);
        // Bumper to box it is 0.1 m, and 0.2 m are driven.
        Assert.Equal(everybody ? -0.1f : 0f, fleet.States.ImpactX[3], 1e-4f);
        Assert.Equal(everybody ? Collision.WithObstacle : 0, fleet.States.StruckBy[3]);
    }

    private static Fleet New(int slots = 2) => new(slots, "highway-env-car", DynamicsModel.Kinematic);

    internal static (double X, double Y)[] Rectangle(double x, double y, double heading, double length, double width)
    {
        var (sin, cos) = Math.SinCos(heading);
        return [.. new[] { (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5), (0.5, -0.5) }.Select(corner =>
            (x + corner.Item1 * length * cos - corner.Item2 * width * sin, y + corner.Item1 * length * sin + corner.Item2 * width * cos))];
    }

    /// <summary>Sutherland and Hodgman's clipping of a polygon by a convex one, both counter-clockwise.</summary>
    internal static List<(double X, double Y)> Clip((double X, double Y)[] subject, (double X, double Y)[] window)
    {
        List<(double X, double Y)> polygon = [.. subject];
        for (int edge = 0; edge < window.Length && polygon.Count > 0; edge++)
        {
            var from = window[edge];
            var to = window[(edge + 1) % window.Length];
            List<(double X, double Y)> kept = [];
            for (int i = 0; i < polygon.Count; i++)
            {
                var p = polygon[i];
                var q = polygon[(i + 1) % polygon.Count];
                double insideP = Side(p), insideQ = Side(q);
                if (insideP >= 0) kept.Add(p);
                if (insideP * insideQ < 0)
                {
                    double t = insideP / (insideP - insideQ);
                    kept.Add((p.X + t * (q.X - p.X), p.Y + t * (q.Y - p.Y)));
                }
            }
            polygon = kept;

            double Side((double X, double Y) p) => (to.X - from.X) * (p.Y - from.Y) - (to.Y - from.Y) * (p.X - from.X);
        }
        return polygon;
    }

    internal static double Area(List<(double X, double Y)> polygon)
    {
        double twice = 0;
        for (int i = 0; i < polygon.Count; i++)
        {
            var (p, q) = (polygon[i], polygon[(i + 1) % polygon.Count]);
            twice += p.X * q.Y - p.Y * q.X;
        }
        return Math.Abs(twice) / 2;
    }
}
