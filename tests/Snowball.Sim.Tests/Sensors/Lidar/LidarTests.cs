using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors;
using Snowball.Sim.Sensors.Lidar;
using Snowball.Sim.Sensors.Rays;
using Snowball.Sim.Tests.Sensors.Rays;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Sensors.Lidar;

/// <summary>Scans against brute force in double precision, and their errors against the distributions that they are to have.</summary>
public sealed class LidarTests
{
    private const float Degree = MathF.PI / 180;

    private static readonly LidarSettings s_exact = new(
        new Mount(1.2f, -0.3f, 1.7f, 0.4f), 5, -12 * Degree, 3 * Degree, 360 * Degree, 0.5f * Degree, 0.5f, 200f, 1000f, 0f, 0f);

    /// <summary>A single ray straight ahead.</summary>
    private static readonly LidarSettings s_beam = s_exact with
    {
        Mount = new Mount(0, 0, 0.5f, 0), Channels = 1, LowestChannel = 0, HighestChannel = 0, FieldOfView = 0.5f * Degree, MinimumRange = 0.1f,
    };

    [Theory]
    [InlineData(0f)]
    [InlineData(12_345.678f)]
    public void RangesAndIntensitiesAreThoseOfBruteForce(float x)
    {
        int compared = 0, met = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            var vehicles = Traffic.Of(Traffic.Random(seed, x));
            var (ranges, intensities) = Scan(s_exact, vehicles);
            var boxes = Boxes(vehicles, s_exact.Mount);
            for (int ray = 0; ray < ranges.Length; ray++)
            {
                int channel = ray / s_exact.Rays;
                double azimuth = (ray % s_exact.Rays - 0.5 * (s_exact.Rays - 1)) * 0.5 * Math.PI / 180, elevation = s_exact.Elevation(channel);
                var hit = RayReference.Cast(azimuth, elevation, s_exact.Mount.Z, 200, boxes);
                var larger = RayReference.Cast(azimuth, elevation, s_exact.Mount.Z, 200, boxes, 2e-5);
                var smaller = RayReference.Cast(azimuth, elevation, s_exact.Mount.Z, 200, boxes, -2e-5);
                // A ray that brushes an edge may fall on either side.
                if (larger.Target != smaller.Target || Math.Abs(larger.Distance - smaller.Distance) > 1e-2) continue;
                compared++;
                if (hit.Target == RayCaster.Nothing)
                {
                    Assert.Equal((200f, 0f), (ranges[ray], intensities[ray]));
                    continue;
                }
                met++;
                Assert.Equal(hit.Distance, ranges[ray], 1e-4);
                double reflectivity = hit.Target >= 0 ? boxes[hit.Target].Reflectivity : LidarModel.GroundReflectivity;
                Assert.Equal(Math.Min(reflectivity * hit.Incidence * 100 / (hit.Distance * hit.Distance), 1), intensities[ray], 1e-5);
            }
        }
        Assert.InRange(compared, 4 * 5 * 720 - 40, 4 * 5 * 720);
        Assert.InRange(met, 5000, compared - 1000);
    }

    [Fact]
    public void RangesHaveNormalErrors()
    {
        var settings = s_beam with { RangeNoise = 0.05f, FieldOfView = 20 * Degree };
        var vehicles = Traffic.Of(new("bmw-320i", 0, 0), new("truck", 15, 0));
        var (exact, _) = Scan(settings with { RangeNoise = 0 }, vehicles);
        var errors = new List<double>();
        for (uint tick = 0; tick < 800; tick++)
        {
            var (ranges, _) = Scan(settings, vehicles, tick);
            for (int ray = 0; ray < ranges.Length; ray++)
            {
                if (exact[ray] < 200) errors.Add(ranges[ray] - exact[ray]);
            }
        }
        Assert.InRange(errors.Count, 10_000, 40_000);
        Statistics.AssertNormal(errors, 0.05);
    }

    [Fact]
    public void ANoiseBurstMultipliesThem()
    {
        var settings = s_beam with { RangeNoise = 0.05f };
        var vehicles = Traffic.Of(new("bmw-320i", 0, 0), new("truck", 25, 0));
        float exact = Scan(settings with { RangeNoise = 0 }, vehicles).Ranges[0];
        for (uint tick = 0; tick < 20; tick++)
        {
            Assert.Equal(3 * (Scan(settings, vehicles, tick).Ranges[0] - exact), Scan(settings, vehicles, tick, noiseFactor: 3).Ranges[0] - exact, 1e-5f);
        }
    }

    [Fact]
    public void RaysAreLostAsOftenAsAsked()
    {
        var settings = s_exact with { Dropout = 0.03f };
        var vehicles = Traffic.Of(Traffic.Random(1));
        var (_, all) = Scan(s_exact, vehicles);
        int lost = 0, trials = 0;
        for (uint tick = 0; tick < 20; tick++)
        {
            var (ranges, intensities) = Scan(settings, vehicles, tick);
            for (int ray = 0; ray < all.Length; ray++)
            {
                if (all[ray] == 0) continue;
                trials++;
                if (intensities[ray] != 0) continue;
                Assert.Equal(200f, ranges[ray]);
                lost++;
            }
        }
        Statistics.AssertBinomial(lost, trials, 0.03);
    }

    /// <summary>Pd = Phi(6.2816 q - 5), where q = reflectivity / 0.1 * (reference range / range)^2.</summary>
    [Theory]
    [InlineData(1.0, 0.9)]
    [InlineData(0.8, 0.5101)]
    [InlineData(0.6, 0.1091)]
    [InlineData(2.0, 1.0)]
    [InlineData(0.1, 0.0)]
    public void WeakReturnsAreDetectedByTheirSignal(double signal, double probability)
    {
        // The car's rear is at 99 m or so and reflects four tenths: ratio 1 is at twice the reference range.
        var vehicles = Traffic.Of(new("bmw-320i", 0, 0), new("bmw-320i", 101.254f, 0));
        var settings = s_beam with { ReferenceRange = (float)(99 * Math.Sqrt(signal) / 2) };
        var lidar = new LidarModel(settings, vehicles, 1);
        const int trials = 10_000;
        int detected = 0;
        for (uint tick = 0; tick < trials; tick++) detected += Scan(settings, lidar, 0, tick, seed: 1, noiseFactor: 1).Intensities[0] > 0 ? 1 : 0;
        Statistics.AssertBinomial(detected, trials, probability);
    }

    [Fact]
    public void NothingIsReportedBelowTheMinimumOrBeyondTheMaximum()
    {
        var vehicles = Traffic.Of(new("bmw-320i", 0, 0), new("bmw-320i", 30, 0));
        float range = 30 - 2.254f;
        Assert.Equal(range, Scan(s_beam, vehicles).Ranges[0], 1e-5f);
        Assert.Equal((200f, 0f), First(Scan(s_beam with { MinimumRange = range + 0.01f }, vehicles)));
        Assert.Equal((range - 0.01f, 0f), First(Scan(s_beam with { MaximumRange = range - 0.01f }, vehicles)));
    }

    [Theory]
    [InlineData(0.75f)]
    [InlineData(0.9f)]
    public void ABarrierIsSeenWhereItStandsAndOverItsTopNothing(float top)
    {
        // 3 m to the left of the ego and 20 m ahead of it on; a barrier is 0.1 m thick.
        var road = Carriageway.Straight(3, 4f, 40f).With([new BarrierLine(120, 320, -3, -3, top)], []);
        road.ToWorld(100, -6, out float x, out float y, out _);
        var vehicles = Traffic.Of(new Placed("bmw-320i", x, y));
        var settings = s_beam with { FieldOfView = 90 * Degree };
        foreach (float height in (float[])[0.5f, 0.8f])
        {
            var lidar = new LidarModel(settings with { Mount = new Mount(0, 0, height, 0) }, vehicles, 1, _ => road.Obstacles);
            var (ranges, _) = Scan(settings, lidar, 0, 0, seed: 1, noiseFactor: 1);
            for (int ray = 0; ray < ranges.Length; ray++)
            {
                double azimuth = (ray - 89.5) * 0.5 * Math.PI / 180, range = 2.95 / Math.Sin(azimuth);
                bool isMet = height < top && azimuth > 0 && range * Math.Cos(azimuth) > 20.1 && range < 200;
                if (azimuth > 0 && Math.Abs(range * Math.Cos(azimuth) - 20) < 0.2) continue;
                Assert.Equal(isMet ? range : 200, ranges[ray], 2e-3);
            }
        }
    }

    [Fact]
    public void AWorldsScanDoesNotDependOnItsPlaceOrTheScansBefore()
    {
        var settings = s_exact with { RangeNoise = 0.03f, Dropout = 0.01f, ReferenceRange = 60f };
        var worlds = Enumerable.Range(0, 11).Select(seed => Traffic.Random(seed)).ToArray();
        var vehicles = Traffic.Worlds(worlds);
        var lidar = new LidarModel(settings, vehicles, 11);
        for (int world = 10; world >= 0; world--)
        {
            var together = Scan(settings, lidar, vehicles.Slots * world, tick: 5, seed: 7, noiseFactor: 1);
            var alone = Scan(settings, new LidarModel(settings, Traffic.Of(worlds[world]), 1), 0, tick: 5, seed: 7, noiseFactor: 1);
            Assert.Equal(alone.Ranges, together.Ranges);
            Assert.Equal(alone.Intensities, together.Intensities);
        }
    }

    [Fact]
    public void SeedsSensorsAndTimesDrawDifferently()
    {
        var settings = s_beam with { RangeNoise = 0.5f };
        var vehicles = Traffic.Of(new("bmw-320i", 0, 0), new("bmw-320i", 30, 0));
        var lidar = new LidarModel(settings, vehicles, 1);
        float[] ranges = [Draw(1, 0, 0), Draw(2, 0, 0), Draw(1, 1, 0), Draw(1, 0, 1)];
        Assert.Equal(4, ranges.Distinct().Count());

        float Draw(ulong seed, uint slot, uint tick)
        {
            float[] range = [0], intensity = [0];
            lidar.Scan(0, new SensorDraws(seed, slot, tick), 1f, range, intensity);
            return range[0];
        }
    }

    /// <summary>The other vehicles in the frame of the sensor, in double precision throughout.</summary>
    internal static Prism[] Boxes(VehicleStates v, Mount mount)
    {
        double heading = v.Heading[0], x = v.X[0] + mount.X * Math.Cos(heading) - mount.Y * Math.Sin(heading);
        double y = v.Y[0] + mount.X * Math.Sin(heading) + mount.Y * Math.Cos(heading), axis = heading + mount.Yaw;
        return [.. Enumerable.Range(1, v.Slots - 1).Select(other =>
        {
            double dx = v.X[other] - x, dy = v.Y[other] - y, angle = v.Heading[other] - axis;
            var parameters = VehicleParameters.All[v.ParameterSet[other]];
            return new Prism(
                dx * Math.Cos(axis) + dy * Math.Sin(axis), dy * Math.Cos(axis) - dx * Math.Sin(axis), Math.Cos(angle), Math.Sin(angle),
                parameters.Length / 2.0, parameters.Width / 2.0, parameters.Height, parameters.Reflectivity);
        })];
    }

    /// <summary>Barriers and obstacles in the frame of the sensor, in double precision throughout.</summary>
    internal static Prism[] Boxes(ObstacleMap obstacles, VehicleStates v, Mount mount)
    {
        double heading = v.Heading[0], x = v.X[0] + mount.X * Math.Cos(heading) - mount.Y * Math.Sin(heading);
        double y = v.Y[0] + mount.X * Math.Sin(heading) + mount.Y * Math.Cos(heading), axis = heading + mount.Yaw;
        return [.. obstacles.Boxes.ToArray().Select(box =>
        {
            double dx = box.X - x, dy = box.Y - y, angle = Math.Atan2(box.Sin, box.Cos) - axis;
            return new Prism(
                dx * Math.Cos(axis) + dy * Math.Sin(axis), dy * Math.Cos(axis) - dx * Math.Sin(axis), Math.Cos(angle), Math.Sin(angle),
                box.HalfLength, box.HalfWidth, box.Height, 0.3f);
        })];
    }

    private static (float, float) First((float[] Ranges, float[] Intensities) scan) => (scan.Ranges[0], scan.Intensities[0]);

    private static (float[] Ranges, float[] Intensities) Scan(LidarSettings settings, VehicleStates vehicles, uint tick = 0, float noiseFactor = 1)
        => Scan(settings, new LidarModel(settings, vehicles, 1), 0, tick, seed: 1, noiseFactor);

    private static (float[] Ranges, float[] Intensities) Scan(LidarSettings settings, LidarModel lidar, int vehicle, uint tick, ulong seed, float noiseFactor)
    {
        var ranges = new float[settings.Channels * settings.Rays];
        var intensities = new float[ranges.Length];
        lidar.Scan(vehicle, new SensorDraws(seed, 3, tick), noiseFactor, ranges, intensities);
        return (ranges, intensities);
    }
}
