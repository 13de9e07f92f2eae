using CsCheck;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;

namespace Snowball.Sim.Tests.Roads;

public sealed class ReferenceLineTests
{
    private static readonly Gen<RoadSegment> Segments = Gen.Select(Gen.Double[5, 200], Gen.Double[-0.02, 0.02], Gen.Double[-0.02, 0.02])
        .Select(t => new RoadSegment(t.Item1, t.Item2, t.Item3));

    private static readonly Gen<ReferenceLine> Lines = Segments.Array[1, 4].Select(s => new ReferenceLine([.. s], 10, -20, 0.3));

    [Fact]
    public void ArcEndsOnItsCircle()
    {
        var quarter = new ReferenceLine([RoadSegment.Arc(50 * Math.PI, 0.01)]).At(50 * Math.PI);
        Assert.Equal(100, quarter.X, 1e-11);
        Assert.Equal(100, quarter.Y, 1e-11);
        Assert.Equal(Math.PI / 2, quarter.Heading, 1e-14);

        var turned = new ReferenceLine([RoadSegment.Arc(100 * Math.PI, -0.01)], x: 5, y: 7, heading: Math.PI / 2).At(100 * Math.PI);
        Assert.Equal(205, turned.X, 1e-11);
        Assert.Equal(7, turned.Y, 1e-11);
    }

    /// <summary>Fresnel integrals C(t), S(t) of Abramowitz and Stegun, table 7.7, with further digits of the same integrals.</summary>
    [Theory]
    [InlineData(0.5, 0.4923442258714464, 0.0647324328599993)]
    [InlineData(1.0, 0.7798934003768228, 0.4382591473903548)]
    [InlineData(2.0, 0.4882534060753408, 0.3434156783636982)]
    public void ClothoidEndsAtTheFresnelIntegrals(double t, double c, double s)
    {
        // A clothoid of 100 m a unit: curvature pi * t per unit, so heading pi / 2 * t^2.
        var end = new ReferenceLine([new RoadSegment(100 * t, 0, Math.PI * t / 100)]).At(100 * t);
        Assert.Equal(100 * c, end.X, 1e-10);
        Assert.Equal(100 * s, end.Y, 1e-10);
    }

    [Fact]
    public void AnyPointAgreesWithFineIntegration()
        => Segments.Sample(segment =>
        {
            const int Steps = 20_000;
            double h = segment.Length / Steps, x = 0, y = 0;
            for (int i = 0; i <= Steps; i++)
            {
                double s = i * h;
                double heading = segment.StartCurvature * s + (segment.EndCurvature - segment.StartCurvature) * s * s / (2 * segment.Length);
                double simpson = i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2;
                x += simpson * Math.Cos(heading);
                y += simpson * Math.Sin(heading);
            }
            var end = new ReferenceLine([segment]).At(segment.Length);
            Assert.Equal(x * h / 3, end.X, 1e-9);
            Assert.Equal(y * h / 3, end.Y, 1e-9);
        }, iter: 30);

    [Fact]
    public void PositionAndHeadingAreContinuousAtEveryJoint()
        => Lines.Sample(line =>
        {
            double joint = 0;
            foreach (var segment in line.Segments)
            {
                joint += segment.Shape.Length;
                var (before, after) = (line.At(joint - 1e-6), line.At(joint + 1e-6));
                Assert.Equal(2e-6, Math.Sqrt(Math.Pow(after.X - before.X, 2) + Math.Pow(after.Y - before.Y, 2)), 1e-10);
                Assert.Equal(before.Heading, after.Heading, 1e-6);
            }
        });

    [Fact]
    public void BeyondItsEndsTheLineKeepsItsCurvature()
    {
        var line = new ReferenceLine([new RoadSegment(50, 0, 0.01)]);
        Assert.Equal(new Pose(-30, 0, 0, 0), line.At(-30));
        var end = line.At(50);
        var beyond = line.At(50 + 20);
        Assert.Equal(end.Heading + 0.2, beyond.Heading, 1e-12);
        Assert.Equal(0.01, beyond.Curvature);
    }

    [Fact]
    public void ProjectionIsTheInverseOfOffsetting()
        => Gen.Select(Lines, Gen.Double[0, 1], Gen.Double[-15, 15], Gen.Double[-5, 5]).Sample((line, fraction, d, error) =>
        {
            double s = fraction * line.Length;
            var pose = line.At(s);
            var (foundS, foundD) = line.Project(pose.X - d * Math.Sin(pose.Heading), pose.Y + d * Math.Cos(pose.Heading), s + error);
            Assert.Equal(s, foundS, 1e-9);
            Assert.Equal(d, foundD, 1e-9);
        });

    [Fact]
    public void ALineHasSegmentsThatAreLongerThanZero()
    {
        Assert.Throws<ArgumentException>(() => new ReferenceLine([]));
        Assert.Throws<ArgumentException>(() => new ReferenceLine([RoadSegment.Straight(10), RoadSegment.Arc(0, 0.1)]));
        Assert.Throws<ArgumentException>(() => new ReferenceLine([RoadSegment.Straight(double.NaN)]));
    }

    [Fact]
    public void DoubleSineAndCosineAgreeWithTheLibrary()
        => Gen.Double[-1000, 1000].Sample(angle =>
        {
            var (sin, cos) = Elementary.SinCos(angle);
            Assert.Equal(Math.Sin(angle), sin, 4e-16);
            Assert.Equal(Math.Cos(angle), cos, 4e-16);
        }, iter: 10_000);
}
