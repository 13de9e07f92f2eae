using CsCheck;
using Snowball.Sim.Sensors.Rays;

namespace Snowball.Sim.Tests.Sensors.Rays;

/// <summary>The caster against <see cref="RayReference"/>: every ray, its distance, what it meets and at which angle.</summary>
public sealed class RayCasterTests
{
    private const double Range = 250;
    private const float GroundReflectivity = 0.2f;

    // Angles off the round ones, where a ray runs exactly along a side.
    private static readonly Gen<Prism> s_boxes =
        from bearing in Gen.Double[-3.1234, 3.1471]
        from distance in Gen.Double[3, 260]
        from heading in Gen.Double[-3.1123, 3.1517].Select(angle => angle + 0.00123)
        from length in Gen.Double[0.2, 18]
        from width in Gen.Double[0.01, 2.6]
        from height in Gen.Double[0.3, 4]
        from reflectivity in Gen.Float[0.05f, 1f]
        select new Prism(
            distance * Math.Cos(bearing + 0.00456), distance * Math.Sin(bearing + 0.00456), Math.Cos(heading), Math.Sin(heading), length / 2, width / 2, height, reflectivity);

    [Fact]
    public void EveryRayOfRandomScansIsThatOfTheReference()
    {
        var circle = new AzimuthGrid(720, 720);
        var front = new AzimuthGrid(1440, 481);
        float[] elevations = [-0.3f, -0.1f, -0.03f, -0.01f, 0f, 0.005f, 0.05f];
        long rays = 0, unclear = 0;
        (from boxes in s_boxes.Array[0, 40] from height in Gen.Double[0.3, 2.5] from isFront in Gen.Bool select (boxes, height, isFront)).Sample(sample =>
        {
            var grid = sample.isFront ? front : circle;
            Interlocked.Add(ref rays, grid.Rays * elevations.Length);
            Interlocked.Add(ref unclear, Compare(grid, elevations, sample.height, sample.boxes));
        }, iter: 40, threads: 1);
        // A ray that brushes an edge within the rounding of a float may fall on either side.
        Assert.InRange(unclear, 0, rays / 20_000);
    }

    [Fact]
    public void ASingleHorizontalChannelIsExactAtTheEdgesToo()
    {
        var grid = new AzimuthGrid(3600, 3600);
        s_boxes.Array[30].Sample(boxes => Assert.Equal(0, Compare(grid, [0f], 0.2, boxes)), iter: 20, threads: 1);
    }

    /// <summary>The intervals of azimuths lose no hit: boxes in the corners of a circle's numbering, and larger than half a circle.</summary>
    [Fact]
    public void NoHitIsLostAcrossTheEndOfTheCircle()
    {
        foreach (int circle in (int[])[8, 9, 360, 361, 3600])
        {
            foreach (int rays in (int[])[circle, circle - 1, circle / 2])
            {
                var grid = new AzimuthGrid(circle, rays);
                for (int turn = 0; turn < 16; turn++)
                {
                    double bearing = turn * Math.PI / 8 + 1e-3;
                    // A wall so close that it covers nearly half of all azimuths, and a small box.
                    var wall = new Prism(0.05 * Math.Cos(bearing), 0.05 * Math.Sin(bearing), -Math.Sin(bearing), Math.Cos(bearing), 80, 0.01, 3, 0.5f);
                    var box = new Prism(20 * Math.Cos(bearing), 20 * Math.Sin(bearing), Math.Cos(1), Math.Sin(1), 2, 1, 3, 0.5f);
                    Assert.Equal(0, Compare(grid, [0f], 1, [wall]));
                    Assert.Equal(0, Compare(grid, [0f], 1, [box]));
                }
            }
        }
    }

    [Fact]
    public void ABoxAroundTheSensorIsNotSeen()
    {
        var caster = new RayCaster(new AzimuthGrid(360, 360), [0f], Range);
        caster.Begin(1, GroundReflectivity);
        caster.Add(new Prism(0.5, 0.2, 1, 0, 2, 1, 3, 0.5f), 0);
        Assert.All(caster.Targets.Take(360), target => Assert.Equal(RayCaster.Nothing, target));
    }

    [Fact]
    public void ATruckIsSeenOverACar()
    {
        var grid = new AzimuthGrid(360, 1);
        var caster = new RayCaster(grid, [-0.08f, -0.05f, 0f, 0.05f, 0.3f], Range);
        caster.Begin(1.8, GroundReflectivity);
        caster.Add(new Prism(40, 0, 1, 0, 6, 1.25, 4, 0.5f), 1);
        caster.Add(new Prism(10, 0, 1, 0, 2.2, 0.9, 1.5, 0.5f), 0);
        int[] targets = [.. Enumerable.Range(0, 5).Select(channel => caster.Targets[channel * caster.Stride])];
        Assert.Equal([0, 0, 1, 1, RayCaster.Nothing], targets);
        Assert.Equal(7.8f, caster.Distances[0], 1e-5f);
        Assert.Equal(34f, caster.Distances[2 * caster.Stride], 1e-5f);
    }

    [Fact]
    public void ARaySlipsOverTheRearAndLandsOnTheRoof()
    {
        var caster = new RayCaster(new AzimuthGrid(360, 1), [-0.03f], Range);
        caster.Begin(1.8, GroundReflectivity);
        caster.Add(new Prism(10.5, 0, 1, 0, 2.2, 0.9, 1.5, 0.5f), 0);
        // 0.3 m / tan(0.03) = 9.997 m, between its rear at 8.3 m and its front at 12.7 m.
        Assert.Equal(0, caster.Targets[0]);
        Assert.Equal(0.3 / Math.Tan(0.03), caster.Distances[0], 1e-5);
        Assert.Equal(0.5 * Math.Sin(0.03), caster.Echoes[0], 1e-6);
    }

    [Fact]
    public void TheOrderOfBoxesDoesNotMatter()
    {
        var grid = new AzimuthGrid(1800, 1800);
        s_boxes.Array[2, 40].Sample(boxes =>
        {
            var forwards = new RayCaster(grid, [-0.02f, 0.01f], Range);
            var backwards = new RayCaster(grid, [-0.02f, 0.01f], Range);
            forwards.Begin(1.5, GroundReflectivity);
            backwards.Begin(1.5, GroundReflectivity);
            for (int i = 0; i < boxes.Length; i++) forwards.Add(boxes[i], i);
            for (int i = boxes.Length - 1; i >= 0; i--) backwards.Add(boxes[i], i);
            Assert.Equal(forwards.Distances, backwards.Distances);
        }, iter: 20, threads: 1);
    }

    /// <returns>Rays that brush an edge closer than floats resolve and fell on its other side.</returns>
    private static int Compare(AzimuthGrid grid, float[] elevations, double height, Prism[] boxes)
    {
        var caster = new RayCaster(grid, elevations, Range);
        caster.Begin(height, GroundReflectivity);
        for (int i = 0; i < boxes.Length; i++) caster.Add(boxes[i], i);
        int unclear = 0;
        for (int channel = 0; channel < elevations.Length; channel++)
        {
            for (int ray = 0; ray < grid.Rays; ray++)
            {
                int place = channel * caster.Stride + ray;
                double range = caster.Distances[place] / caster.CosElevation(channel);
                var hit = RayReference.Cast(grid.Azimuth(ray), elevations[channel], height, Range, boxes);
                if (Agrees(hit, range, caster.Targets[place]))
                {
                    double reflectivity = hit.Target >= 0 ? boxes[hit.Target].Reflectivity : GroundReflectivity;
                    Assert.Equal(hit.Target == RayCaster.Nothing ? 0 : reflectivity * hit.Incidence, caster.Echoes[place], 1e-6);
                    continue;
                }
                bool brushes = elevations.Length > 1
                    && (Agrees(RayReference.Cast(grid.Azimuth(ray), elevations[channel], height, Range + 1e-4, boxes, 2e-5), range, caster.Targets[place])
                        || Agrees(RayReference.Cast(grid.Azimuth(ray), elevations[channel], height, Range - 1e-4, boxes, -2e-5), range, caster.Targets[place]));
                Assert.True(brushes, $"ray {ray} of channel {channel} of {grid.Rays}/{grid.Circle} meets {caster.Targets[place]} at {range} m, not {hit}");
                unclear++;
            }
        }
        return unclear;
    }

    private static bool Agrees(RayReference.Hit hit, double range, int target)
        => target == hit.Target && (double.IsInfinity(hit.Distance) ? double.IsInfinity(range) : Math.Abs(range - hit.Distance) < 1e-4);
}
