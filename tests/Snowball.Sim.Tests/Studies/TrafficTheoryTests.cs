using Snowball.Sim.Scenarios;
using Snowball.Sim.Studies;

namespace Snowball.Sim.Tests.Studies;

/// <summary>Traffic on rings against theory worked out here and against published observations. See docs/traffic.md.</summary>
public sealed class TrafficTheoryTests
{
    private static readonly IntelligentDriverTheory Theory = IntelligentDriverTheory.Published;

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(20)]
    public void SettlesAtTheSpeedOfEquilibrium(int perKilometre)
    {
        // From a disturbed start; the speed v at which 1 = (v / v0)^4 + ((s0 + v T) / s)^2, by bisection.
        double gap = 1000.0 / perKilometre - 5, low = 0, high = 120 / 3.6;
        for (int i = 0; i < 60; i++)
        {
            double v = 0.5 * (low + high);
            if (Math.Pow(v / (120 / 3.6), 4) + Math.Pow((2 + 1.6 * v) / gap, 2) < 1) low = v;
            else high = v;
        }
        var point = Assert.Single(TrafficStudies.FundamentalDiagram(Theory, 1000f, [perKilometre / 1000.0], seconds: 1000, measuredSeconds: 30));
        Assert.True(point.IsStringStable);
        Assert.Equal(low, point.Speed, 0.001 * low);
        Assert.Equal(low * perKilometre / 1000, point.Flow, 0.001 * point.Flow);
    }

    [Fact]
    public void TheGreatestFlowIsThatOfThePublishedParameters()
    {
        // The top of the curve rho v with rho = 1 / (5 + (2 + 1.6 v) / sqrt(1 - (v / v0)^4)).
        double best = Enumerable.Range(1, 3300).Select(i => 0.01 * i)
            .Max(v => v / (5 + (2 + 1.6 * v) / Math.Sqrt(1 - Math.Pow(v / (120 / 3.6), 4))));
        Assert.Equal(best, Theory.Capacity().Flow, 1e-5);
        Assert.InRange(3600 * best, 1740, 1745);
    }

    [Theory]
    [InlineData(12, -1)] // vehicles/km, sign of the growth
    [InlineData(40, 1)]
    [InlineData(70, 1)]
    public void SmallWavesGrowAndDieOutAsLinearTheorySays(int perKilometre, int sign)
    {
        // A sine of one period in the gaps; its amplitude in the speeds is followed.
        const int count = 30;
        float circumference = count * 1000f / perKilometre;
        double speed = Theory.Speed(circumference / (double)count - 5);
        double rate = Theory.GrowthRate(speed, count, periods: 1, TrafficStudies.StepSeconds);
        Assert.Equal(sign, Math.Sign(rate));
        var ring = new RingRoad(
            new RingTraffic(circumference, count, 0f, Distribution.Constant((float)speed), Theory.Drivers, "bmw-320i"),
            new StraightRoadSettings(1, 3.75f, 60f), TrafficStudies.StepSeconds, length: 5f);
        var v = ring.Vehicles;
        for (int i = 0; i < count; i++) v.X[i] += 0.3f * MathF.Sin(2 * MathF.PI * i / count);
        ring.Ready(0);

        const int seconds = 100;
        ring.Step(600); // the other wave of the pair dies out at once
        double before = Amplitude();
        ring.Step((int)(seconds / TrafficStudies.StepSeconds));
        double measured = Math.Log(Amplitude() / before) / seconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{perKilometre}/km: measured {measured:F5}, theory {rate:F5} 1/s");
        Assert.Equal(rate, measured, 0.05 * Math.Abs(rate) + 2e-4);

        double Amplitude()
        {
            double cos = 0, sin = 0;
            for (int i = 0; i < count; i++)
            {
                cos += v.Speed[i] * Math.Cos(2 * Math.PI * i / count);
                sin += v.Speed[i] * Math.Sin(2 * Math.PI * i / count);
            }
            return 2.0 / count * Math.Sqrt(cos * cos + sin * sin);
        }
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(30, false)]
    public void StopAndGoEmergesAboveTheCriticalDensity(int perKilometre, bool stable)
    {
        // Theory: stable up to 21.4 vehicles/km.
        Assert.Equal(stable, Theory.IsStringStable(Theory.Speed(1000.0 / perKilometre - 5)));
        int count = 3 * perKilometre / 2;
        var ring = new RingRoad(
            new RingTraffic(1500f, count, 0.5f, Distribution.Constant((float)Theory.Speed(1000.0 / perKilometre - 5)), Theory.Drivers, "bmw-320i"),
            new StraightRoadSettings(1, 3.75f, 60f), TrafficStudies.StepSeconds, length: 5f);
        ring.Step(12_000);
        float spread = ring.Vehicles.Speed[..count].Max() - ring.Vehicles.Speed[..count].Min();
        Assert.True(stable ? spread < 1f : spread > 8f, $"speeds spread by {spread} m/s");
    }

    [Fact]
    public void WavesTravelUpstreamAndJamsLetOutLessThanWasPossible()
    {
        var jam = TrafficStudies.StopAndGo(Theory, 3000f, 0.03, seconds: 1800, measuredSeconds: 600);
        double drop = 1 - jam.Outflow / jam.Capacity;
        TestContext.Current.TestOutputHelper?.WriteLine($"wave {3.6 * jam.WaveSpeed:F1} km/h, outflow {3600 * jam.Outflow:F0}/h, drop {100 * drop:F1} %");
        // Jams move at -15 +- 5 km/h (Kerner, Rehborn 1996); the capacity drop is 5 to 20 % (docs/traffic.md).
        Assert.InRange(3.6 * jam.WaveSpeed, -20, -10);
        Assert.InRange(drop, 0.05, 0.2);
    }

    [Fact]
    public void TrucksSlowTheRoadAndLanesAreChangedAsOftenAsObserved()
    {
        var (cars, trucks) = TrafficStudies.Motorway;
        var none = TrafficStudies.Mix(cars, trucks, 0, 1500f, 0.01, seconds: 600, measuredSeconds: 450, seed: 1);
        var some = TrafficStudies.Mix(cars, trucks, 0.2, 1500f, 0.01, seconds: 600, measuredSeconds: 450, seed: 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{none}\n{some}");
        Assert.True(some.Flow < 0.95 * none.Flow);
        // Knoop, Hoogendoorn, Shiomi, Buisson 2012 counted one in two kilometres; within a factor of four.
        Assert.InRange(1000 * some.ChangesPerVehicleMetre, 0.5 / 4, 0.5 * 4);
    }
}
