using System.Numerics;
using CsCheck;
using MathNet.Numerics.Interpolation;
using Snowball.Perception.Metrics;

namespace Snowball.Perception.Tests.Metrics;

public sealed class NaturalSplineTests
{
    private static readonly Gen<Vector2[]> Points = Gen.Select(Gen.Float[0, 1640], Gen.Float[0, 590], (x, y) => new Vector2(x, y)).Array[3, 9]
        .Where(points => points.Zip(points.Skip(1)).All(pair => Vector2.Distance(pair.First, pair.Second) > 1f));

    [Fact]
    public void ItIsTheNaturalSplineOverTheLengthOfThePolygon() => Points.Sample(points =>
    {
        var lengths = new double[points.Length];
        for (int i = 1; i < points.Length; i++) lengths[i] = lengths[i - 1] + Vector2.Distance(points[i - 1], points[i]);
        var x = CubicSpline.InterpolateNatural(lengths, points.Select(p => (double)p.X));
        var y = CubicSpline.InterpolateNatural(lengths, points.Select(p => (double)p.Y));
        var curve = NaturalSpline.Through(points, 7);
        Assert.Equal(7 * (points.Length - 1) + 1, curve.Length);
        for (int i = 0; i < curve.Length; i++)
        {
            int stretch = Math.Min(i / 7, points.Length - 2);
            double at = lengths[stretch] + (lengths[stretch + 1] - lengths[stretch]) * (i - 7 * stretch) / 7;
            Assert.Equal(x.Interpolate(at), curve[i].X, 0.05);
            Assert.Equal(y.Interpolate(at), curve[i].Y, 0.05);
        }
    }, iter: 500);

    [Fact]
    public void TwoPointsAreALineAndRepeatedOnesCountOnce()
    {
        Vector2 a = new(1, 2), b = new(5, 9);
        Assert.Equal([a, b], NaturalSpline.Through([a, b], 50));
        Assert.Equal([a, b], NaturalSpline.Through([a, a, b, b], 50));
    }
}
