using MathNet.Numerics.Distributions;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors;
using Snowball.Sim.Sensors.Radar;
using Snowball.Sim.Sensors.Rays;
using Snowball.Sim.Tests.Sensors.Lidar;
using Snowball.Sim.Tests.Sensors.Rays;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Sensors.Radar;

/// <summary>Echoes against brute force in double precision, and detections against the distributions that they are to have.</summary>
public sealed class RadarTests
{
    private const float Degree = MathF.PI / 180;
    private const int Trials = 20_000;

    private static readonly RadarSettings s_settings = new(
        new Mount(2f, 0.2f, 0.5f, 0.1f), 90 * Degree, 0.5f, 250f, 70f, 160f, 0.15f, 0.1f, 0.3f * Degree, 1e-4f, 1e-4f, 0.01f * Degree, 0f, 0f, 0f, 64);

    private static readonly RadarSettings s_ahead = s_settings with { Mount = new Mount(0, 0, 0.5f, 0) };

    /// <summary>What is seen of each vehicle by rays every tenth of a degree, and what the radar equation makes of it.</summary>
    [Fact]
    public void EchoesAreThoseOfBruteForce()
    {
        int echoes = 0, hidden = 0;
        for (int seed = 0; seed < 8; seed++)
        {
            var v = Traffic.Of(Traffic.Random(seed, x: 5000));
            // A rail and a wall that hide, and a kerb that the sensor looks over.
            var obstacles = Carriageway.Straight(3, 4f, 40f).With(
                [new BarrierLine(5020, 5090, 3 + seed, 3 + seed), new BarrierLine(4900, 5200, -11, -16, 0.4f)], [new ObstacleFootprint(5060, -12 - seed, 0.3f, 6, 2)]).Obstacles;
            Prism[] boxes = [.. LidarTests.Boxes(v, s_settings.Mount), .. LidarTests.Boxes(obstacles, v, s_settings.Mount)];
            var found = new RadarModel(s_settings, v, 1, _ => obstacles).Echoes(0).ToArray();
            double axis = v.Heading[0] + s_settings.Mount.Yaw, arm = Math.Atan2(s_settings.Mount.Y, s_settings.Mount.X) + v.Heading[0];
            double lever = Math.Sqrt(s_settings.Mount.X * s_settings.Mount.X + s_settings.Mount.Y * s_settings.Mount.Y) * v.YawRate[0];
            double ownX = v.Speed[0] * Math.Cos(v.Heading[0]) - lever * Math.Sin(arm), ownY = v.Speed[0] * Math.Sin(v.Heading[0]) + lever * Math.Cos(arm);
            var expected = new List<(double Range, double Rate, double Azimuth, double Snr)>();
            for (int other = 1; other < v.Slots; other++)
            {
                int crossed = 0, seen = 0;
                double range = double.PositiveInfinity, azimuth = 0;
                for (int ray = 0; ray < 900; ray++)
                {
                    double angle = (ray - 449.5) * Math.PI / 1800;
                    if (RayReference.Cast(angle, 0, 0.5, 250, [boxes[other - 1]]).Target < 0) continue;
                    crossed++;
                    var hit = RayReference.Cast(angle, 0, 0.5, 250, boxes);
                    if (hit.Target != other - 1) continue;
                    seen++;
                    if (hit.Distance < range) (range, azimuth) = (hit.Distance, angle);
                }
                if (crossed > 0 && seen == 0) hidden++;
                if (seen == 0) continue;
                double direction = azimuth + axis, speed = v.Speed[other];
                double rate = (speed * Math.Cos(v.Heading[other]) - ownX) * Math.Cos(direction) + (speed * Math.Sin(v.Heading[other]) - ownY) * Math.Sin(direction);
                double crossSection = VehicleParameters.All[v.ParameterSet[other]].RadarCrossSection * seen / crossed;
                double reference = Math.Log(1e-6) / Math.Log(0.9) - 1;
                expected.Add((range, rate, azimuth, reference * crossSection / 10 * Math.Pow(160 / range, 4)));
            }
            Assert.Equal(expected.Count, found.Length);
            for (int i = 0; i < found.Length; i++)
            {
                Assert.Equal(expected[i].Range, found[i].Range, 1e-4);
                Assert.Equal(expected[i].Azimuth, found[i].Azimuth, 1e-6);
                Assert.Equal(expected[i].Rate, found[i].RangeRate, 1e-4);
                Assert.Equal(1, found[i].Snr / expected[i].Snr, 1e-4);
            }
            echoes += found.Length;
        }
        Assert.InRange(echoes, 40, 240);
        Assert.InRange(hidden, 5, 240);
    }

    [Fact]
    public void WhatIsHiddenIsNotSeenAndWhatComesForthIsSeenByItsShare()
    {
        // The truck's rear, 2.55 m wide at 15 m, casts a shadow that reaches 4.9 m to either side at the car's rear.
        for (float y = 0; y < 4; y += 0.05f) Assert.Equal(default, Echo(1, new("truck", 20, 0), new("bmw-320i", 60, y)));

        float before = 0;
        for (float y = 4f; y < 7f; y += 0.05f)
        {
            float snr = Echo(1, new("truck", 20, 0), new("bmw-320i", 60, y)).Snr;
            Assert.True(snr >= before * 0.98f);
            before = snr;
        }
        Assert.Equal(1, before / Echo(0, [new("bmw-320i", 60, 6.95f)]).Snr, 1e-6);
    }

    [Fact]
    public void AHiddenCarShinesThroughUnderTheOneAhead()
    {
        Placed[] others = [new("truck", 20, 0), new("bmw-320i", 60, 0)];
        Assert.Equal(0f, Echo(1, others).Snr);
        var free = Echo(0, others[1]);
        var under = EchoOf(s_ahead with { Underbody = 0.1f }, 1, others);
        Assert.Equal(0.1, under.Snr / free.Snr, 1e-4);
        Assert.Equal(60 - 2.254f, under.Range, 1e-4f);
    }

    [Fact]
    public void AGhostStandsAtTwiceTheRangeWithTwiceTheRate()
    {
        var settings = s_ahead with { Multipath = 0.05f };
        var direct = EchoOf(settings, 0, [new("bmw-320i", 40, 0, 0, -5)]);
        var ghost = EchoOf(settings, 1, [new("bmw-320i", 40, 0, 0, -5)]);
        Assert.Equal(2 * direct.Range, ghost.Range);
        Assert.Equal(2 * direct.RangeRate, ghost.RangeRate);
        Assert.Equal(direct.Azimuth, ghost.Azimuth);
        Assert.Equal(0.05 / 16, ghost.Snr / direct.Snr, 1e-6);
    }

    [Theory]
    [InlineData(0.75f, false)]
    [InlineData(0.45f, true)]
    public void ABarrierHidesWhatIsBehindItUnlessTheSensorLooksOverIt(float height, bool isSeen)
    {
        var v = Traffic.Of(new("bmw-320i", 0, 0), new("bmw-320i", 40, 6));
        var obstacles = Carriageway.Straight(3, 4f, 40f).With([new BarrierLine(-100, 200, 3, 3, height)], []).Obstacles;
        var free = new RadarModel(s_ahead, v, 1).Echoes(0).ToArray();
        Assert.Single(free);
        Assert.Equal(isSeen ? free : [], new RadarModel(s_ahead, v, 1, _ => obstacles).Echoes(0).ToArray());
    }

    /// <summary>By the principle of Fermat: the way over the barrier is the shortest one, and its rate is that of the ways of two moments.</summary>
    [Fact]
    public void AVehicleIsMirroredInABarrier()
    {
        const double face = -9.95, own = 30, other = 22, heading = 0.05;
        var v = Traffic.Of(new("bmw-320i", 100, -6, 0, (float)own), new("bmw-320i", 140, -2, (float)heading, (float)other));
        var settings = s_ahead with { Multipath = 0.2f };
        var echoes = Mirrored(settings, v, new BarrierLine(0, 300, -10, -10));
        Assert.Equal(3, echoes.Length); // the car, the ghost by way of the ego, the image
        var (direct, image) = (echoes[0], echoes[2]);
        double x = 100 + direct.Range * Math.Cos(direct.Azimuth), y = -6 + direct.Range * Math.Sin(direct.Azimuth);
        var (length, at) = Way(0);
        Assert.Equal(length, image.Range, 1e-4);
        Assert.Equal(Math.Atan2(face + 6, at - 100), image.Azimuth, 1e-5);
        Assert.Equal((Way(1e-4).Length - Way(-1e-4).Length) / 2e-4, image.RangeRate, 1e-3);
        Assert.Equal(0.2 * Math.Pow(direct.Range / length, 4), image.Snr / direct.Snr, 1e-5);

        // None where the barrier ends before, stands lower than the sensor, or is hidden itself.
        Assert.Equal(2, Mirrored(settings, v, new BarrierLine(0, (float)at - 1, -10, -10)).Length);
        Assert.Equal(2, Mirrored(settings, v, new BarrierLine(0, 300, -10, -10, 0.4f)).Length);
        var hidden = Traffic.Of(new("bmw-320i", 100, -6, 0, (float)own), new("bmw-320i", 140, -2, (float)heading, (float)other), new("bmw-320i", 107, -8.4f, 0, (float)own));
        Assert.DoesNotContain(Mirrored(settings, hidden, new BarrierLine(0, 300, -10, -10)), echo => Math.Abs(echo.Range - length) < 0.5);

        (double Length, double At) Way(double time)
        {
            double ex = 100 + own * time, px = x + other * Math.Cos(heading) * time, py = y + other * Math.Sin(heading) * time;
            double low = ex, high = px;
            while (high - low > 1e-9)
            {
                double a = low + (high - low) / 3, b = high - (high - low) / 3;
                if (Over(a) < Over(b)) high = b;
                else low = a;
            }
            return (Over(low), low);

            double Over(double point) => Math.Sqrt(Math.Pow(point - ex, 2) + Math.Pow(face + 6, 2)) + Math.Sqrt(Math.Pow(px - point, 2) + Math.Pow(py - face, 2));
        }

        static RadarDetection[] Mirrored(RadarSettings settings, VehicleStates v, BarrierLine barrier)
        {
            var obstacles = Carriageway.Straight(3, 4f, 40f).With([barrier], []).Obstacles;
            return new RadarModel(settings, v, 1, _ => obstacles).Echoes(0).ToArray();
        }
    }

    /// <summary>Along a bend each vehicle has at most one image in each piece of a barrier, and what there is no room for is dropped.</summary>
    [Fact]
    public void ImagesInManyBarriersFitTheirRoom()
    {
        var road = Carriageway.Straight(3, 4f, 40f);
        var barriers = Enumerable.Range(0, 60).Select(i => new BarrierLine(8 * i, 8 * i + 8, 3 + i % 2, 4 - i % 2)).ToArray();
        var obstacles = road.With([.. barriers], []).Obstacles;
        var v = Traffic.Of(new("bmw-320i", 0, 0), new("bmw-320i", 30, -4), new("truck", 60, 1));
        var echoes = new RadarModel(s_ahead with { Multipath = 1, RangeResolution = 0.01f }, v, 1, _ => obstacles).Echoes(0);
        Assert.InRange(echoes.Length, 3, 18);
    }

    [Fact]
    public void TwoInOneResolutionCellAreOne()
    {
        var coarse = s_ahead with { RangeResolution = 5, SpeedResolution = 2, AzimuthResolution = 30 * Degree };
        Placed[] others = [new("bmw-320i", 44, 2, 0, 10.2f), new("truck", 48, 9, 0, 10.4f)];
        var v = Traffic.Of([new("bmw-320i", 0, 0), .. others]);
        var apart = new RadarModel(coarse with { RangeResolution = 1e-3f }, v, 1).Echoes(0).ToArray();
        var merged = new RadarModel(coarse, v, 1).Echoes(0).ToArray();
        Assert.Equal(2, apart.Length);
        Assert.Single(merged);
        float power = apart[0].Snr + apart[1].Snr;
        Assert.Equal(power, merged[0].Snr, power * 1e-6f);
        Assert.Equal((apart[0].Range * apart[0].Snr + apart[1].Range * apart[1].Snr) / power, merged[0].Range, 1e-4f);
        Assert.Equal((apart[0].Azimuth * apart[0].Snr + apart[1].Azimuth * apart[1].Snr) / power, merged[0].Azimuth, 1e-6f);
        Assert.Equal((apart[0].RangeRate * apart[0].Snr + apart[1].RangeRate * apart[1].Snr) / power, merged[0].RangeRate, 1e-4f);
        Assert.Equal(2, new RadarModel(coarse with { SpeedResolution = 0.01f }, v, 1).Echoes(0).Length);
        Assert.Equal(2, new RadarModel(coarse with { AzimuthResolution = 2 * Degree }, v, 1).Echoes(0).Length);
    }

    /// <summary>Swerling I: Pd = Pfa^(1 / (1 + SNR)) with SNR ~ range^-4; nine in ten at the detection range.</summary>
    [Theory]
    [InlineData(160f)]
    [InlineData(120f)]
    [InlineData(230f)]
    public void DetectionsAreAsFrequentAsSwerlingSays(float range)
    {
        var v = Traffic.Of(new("bmw-320i", 0, 0), new("bmw-320i", range + 2.254f, 0));
        var radar = new RadarModel(s_ahead, v, 1);
        double snr = (Math.Log(1e-6) / Math.Log(0.9) - 1) * Math.Pow(160.0 / range, 4), probability = Math.Pow(1e-6, 1 / (1 + snr));
        if (range == 160f) Assert.Equal(0.9, probability, 1e-12);
        int detected = 0;
        var powers = new List<double>();
        for (uint tick = 0; tick < Trials; tick++)
        {
            var detections = radar.Measure(0, new SensorDraws(1, 0, tick), 1f);
            detected += detections.Length;
            if (detections.Length > 0) powers.Add(detections[0].Snr);
        }
        Statistics.AssertBinomial(detected, Trials, probability);
        // What exceeds the threshold of an exponential distribution is exponential above it.
        Statistics.AssertDistribution(powers, power => 1 - Math.Exp(-(power - -Math.Log(1e-6)) / (1 + snr)));
    }

    [Fact]
    public void ErrorsAreNormalAndIndependentOfEachOther()
    {
        var v = Traffic.Of(new("bmw-320i", 0, 0, 0, 30), new("bmw-320i", 50, 3, 0.1f, 22));
        var radar = new RadarModel(s_ahead, v, 1);
        var truth = radar.Echoes(0)[0];
        List<double> ranges = [], rates = [], azimuths = [], products = [];
        for (uint tick = 0; tick < Trials; tick++)
        {
            foreach (var detection in radar.Measure(0, new SensorDraws(1, 0, tick), 1f))
            {
                ranges.Add(detection.Range - truth.Range);
                rates.Add(detection.RangeRate - truth.RangeRate);
                azimuths.Add(detection.Azimuth - truth.Azimuth);
                products.Add(ranges[^1] * rates[^1] / (0.15 * 0.1));
            }
        }
        Assert.InRange(ranges.Count, Trials * 0.99, Trials);
        Statistics.AssertNormal(ranges, 0.15);
        Statistics.AssertNormal(rates, 0.1);
        Statistics.AssertNormal(azimuths, 0.3 * Math.PI / 180);
        Assert.InRange(products.Average(), -4 / Math.Sqrt(Trials), 4 / Math.Sqrt(Trials));
    }

    [Fact]
    public void FalseAlarmsArePoissonAndEvenlySpread()
    {
        const double mean = 1.7;
        var radar = new RadarModel(s_ahead with { Clutter = (float)mean }, Traffic.Of(new Placed("bmw-320i", 0, 0)), 1);
        var counts = new double[12];
        List<double> ranges = [], rates = [], azimuths = [];
        for (uint tick = 0; tick < Trials; tick++)
        {
            var detections = radar.Measure(0, new SensorDraws(1, 0, tick), 1f);
            counts[Math.Min(detections.Length, 11)]++;
            foreach (var detection in detections)
            {
                ranges.Add((detection.Range - 0.5) / 249.5);
                rates.Add((detection.RangeRate + 70) / 140);
                azimuths.Add(detection.Azimuth / (90 * Math.PI / 180) + 0.5);
                Assert.True(detection.Snr > 13.81);
            }
        }
        Statistics.AssertCounts(counts, [.. Enumerable.Range(0, 12).Select(count => Trials * Poisson.PMF(mean, count))]);
        Statistics.AssertDistribution(ranges, share => share);
        Statistics.AssertDistribution(rates, share => share);
        Statistics.AssertDistribution(azimuths, share => share);
    }

    [Fact]
    public void DetectionsAreSortedByRangeAndTheNearestAreKept()
    {
        var v = Traffic.Of(Traffic.Random(3));
        var all = new RadarModel(s_settings with { Clutter = 20 }, v, 1);
        var few = new RadarModel(s_settings with { Clutter = 20, Detections = 6 }, v, 1);
        for (uint tick = 0; tick < 50; tick++)
        {
            var detections = all.Measure(0, new SensorDraws(1, 0, tick), 1f).ToArray();
            Assert.Equal(detections.OrderBy(detection => detection.Range), detections);
            Assert.Equal(detections.Take(6), few.Measure(0, new SensorDraws(1, 0, tick), 1f).ToArray());
        }
    }

    [Fact]
    public void AWorldsDetectionsDoNotDependOnItsPlace()
    {
        var settings = s_settings with { Clutter = 3, Multipath = 0.1f, Underbody = 0.1f };
        var worlds = Enumerable.Range(0, 11).Select(seed => Traffic.Random(seed)).ToArray();
        var v = Traffic.Worlds(worlds);
        var together = new RadarModel(settings, v, 11);
        for (int world = 10; world >= 0; world--)
        {
            var alone = new RadarModel(settings, Traffic.Of(worlds[world]), 1);
            Assert.Equal(alone.Measure(0, new SensorDraws(9, 2, 4), 1f).ToArray(), together.Measure(world * v.Slots, new SensorDraws(9, 2, 4), 1f).ToArray());
        }
    }

    private static RadarDetection Echo(int number, params Placed[] others) => EchoOf(s_ahead, number, others);

    private static RadarDetection EchoOf(RadarSettings settings, int number, params Placed[] others)
    {
        var echoes = new RadarModel(settings, Traffic.Of([new("bmw-320i", 0, 0), .. others]), 1).Echoes(0);
        return number < echoes.Length ? echoes[number] : default;
    }
}
