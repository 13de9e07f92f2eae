using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;

namespace Snowball.Sim.Tests.Sensors;

/// <summary>Rate, latency and faults, seen through a satellite receiver without errors on a car at 20 m/s: x tells when a sample was taken.</summary>
public sealed class SampledSensorTests
{
    private const int SimulationRate = 20, PolicyRate = 10, Substeps = SimulationRate / PolicyRate;
    private static readonly GnssSettings Exact = new(0f, 0f, 100f, 0f, []);

    [Theory]
    [InlineData(20, 0f)]
    [InlineData(10, 0f)]
    [InlineData(5, 0f)]
    [InlineData(4, 0f)]
    [InlineData(1, 0f)]
    [InlineData(20, 0.05f)]
    [InlineData(20, 0.07f)]
    [InlineData(10, 0.1f)]
    [InlineData(10, 0.15f)]
    [InlineData(4, 0.3f)]
    [InlineData(1, 1.2f)]
    [InlineData(20, 2f)]
    public void WhatIsSeenIsTheLastSampleThatIsOldEnough(int rate, float latency)
    {
        var seen = Drive(rate, latency, steps: 60);
        for (int step = 0; step < seen.Count; step++)
        {
            // In exact arithmetic on thousandths of a second.
            int now = step * 1000 / PolicyRate, due = now - (int)Math.Round(latency * 1000), period = 1000 / rate;
            int? taken = due < 0 ? null : due / period * period;
            Assert.Equal(taken, seen[step].Time);
        }
    }

    [Fact]
    public void AScheduledFreezeHoldsTheSampleBefore()
    {
        var seen = Drive(20, 0f, 10, new FreezeFault(Scheduled(0.3f, 0.25f)));
        Assert.Equal([0, 100, 200, 250, 250, 250, 600, 700, 800, 900, 1000], seen.Select(sample => sample.Time));
    }

    [Fact]
    public void AScheduledDropoutLeavesNothing()
    {
        var seen = Drive(20, 0f, 8, new DropoutFault(Scheduled(0.3f, 0.25f)));
        Assert.Equal([0, 100, 200, null, null, null, 600, 700, 800], seen.Select(sample => sample.Time));
        Assert.All(seen.Where(sample => sample.Time is null), sample => Assert.All(sample.Row, number => Assert.Equal(0f, number)));
    }

    [Fact]
    public void FaultsShowAfterTheLatency()
    {
        var seen = Drive(10, 0.2f, 8, new DropoutFault(Scheduled(0.3f, 0.2f)));
        Assert.Equal([null, null, 0, 100, 200, null, null, 500, 600], seen.Select(sample => sample.Time));
    }

    [Fact]
    public void ABiasIsAddedToItsQuantityAlone()
    {
        var exact = Drive(10, 0f, 6);
        var biased = Drive(10, 0f, 6, new BiasFault(Scheduled(0.2f, 0.3f), "y", Worlds.Constant(7)));
        for (int step = 0; step <= 6; step++)
        {
            bool isHit = step is >= 2 and < 5;
            Assert.Equal(exact[step].Row[2] + (isHit ? 7f / 1000 : 0f), biased[step].Row[2], 1e-7);
            foreach (int other in (int[])[0, 1, 3, 4]) Assert.Equal(exact[step].Row[other], biased[step].Row[other]);
        }
    }

    /// <summary>Finding the fields of a quantity takes time in proportion to their number: with its square this would take minutes.</summary>
    [Fact]
    public void ABiasReachesEveryRayOfALargeLidar()
    {
        var lidar = new LidarSettings(new Mount(0, 0, 0.5f, 0), 64, 0f, 0.5f, 2 * MathF.PI, MathF.PI / 1800, 0.1f, 200f, 100f, 0f, 0f);
        using var environment = new DrivingEnv(With(new SensorSettings("lidar", lidar, 10, 0f, [new BiasFault(Scheduled(0f, 9f), "range", Worlds.Constant(-50))])), worlds: 1);
        int rays = lidar.Channels * lidar.Rays;
        Assert.Equal(1 + 2 * rays, environment.Observations.Length);
        foreach (float range in environment.Observations.Slice(1, rays)) Assert.Equal(0.75f, range);
        foreach (float intensity in environment.Observations[(1 + rays)..]) Assert.Equal(0f, intensity);
    }

    [Fact]
    public void ANoiseBurstMultipliesTheDeviation()
    {
        const int worlds = 4000;
        var scenario = With(new SensorSettings("gnss", new GnssSettings(2f, 0f, 100f, 0f, []), 10, 0f, [new NoiseBurstFault(Scheduled(0.2f, 0.1f), 5f)]));
        using var environment = new DrivingEnv(scenario, worlds);
        foreach (double deviation in (double[])[2, 2, 10, 2])
        {
            double sum = 0;
            for (int world = 0; world < worlds; world++) sum += Math.Pow(environment.Observations[world * 5 + 2] * 1000 + 6, 2);
            // The relative deviation of a chi-square with n degrees of freedom is sqrt(2 / n).
            Assert.InRange(sum / worlds / (deviation * deviation), 1 - 4 * Math.Sqrt(2.0 / worlds), 1 + 4 * Math.Sqrt(2.0 / worlds));
            environment.Step(new float[worlds * 2]);
        }
    }

    [Fact]
    public void FaultsAtRandomComeAtTheirRateAndLast()
    {
        const int worlds = 400, steps = 500;
        // 2 s apart and 0.5 s long on average: a fifth of the time. At 10 Hz the start is drawn with 1 - exp(-1 / 20) a sample.
        var fault = new DropoutFault(new RandomTiming(2f, Distribution.Choice([0.4f, 0.6f])));
        using var environment = new DrivingEnv(With(new SensorSettings("gnss", Exact, 10, 0f, [fault])), worlds);
        var lengths = new Dictionary<int, int>();
        var running = new int[worlds];
        int lost = 0;
        for (int step = 0; step < steps; step++)
        {
            for (int world = 0; world < worlds; world++)
            {
                if (environment.Observations[world * 5] == 0f)
                {
                    lost++;
                    running[world]++;
                }
                else if (running[world] > 0)
                {
                    lengths[running[world]] = lengths.GetValueOrDefault(running[world]) + 1;
                    running[world] = 0;
                }
            }
            environment.Step(new float[worlds * 2]);
        }
        double meanGap = 1 / (1 - Math.Exp(-0.05)) - 1;
        Assert.Equal(5 / (5 + meanGap), (double)lost / (worlds * steps), 0.005);
        // Two that follow each other without a sample between look like one; that is rare.
        Assert.Equal(0.5, (double)lengths[4] / (lengths[4] + lengths[6]), 0.03);
        Assert.InRange(lengths.Where(length => length.Key is not (4 or 6)).Sum(length => length.Value), 0, 0.1 * lengths.Values.Sum());
    }

    [Fact]
    public void EgosAndSensorsDrawTheirOwn()
    {
        var noisy = new GnssSettings(2f, 1f, 100f, 0.1f, []);
        var scenario = With(new SensorSettings("gnss", noisy, 10, 0f, [])) with { Ego = Worlds.Plain.Ego with { Count = 2 } };
        using var alone = new DrivingEnv(scenario, worlds: 1);
        using var both = new DrivingEnv(scenario with { Sensors = [new("other", noisy, 10, 0f, []), .. scenario.Sensors] }, worlds: 1);
        both.Open(["other"]);
        Assert.Equal(alone.Observations.ToArray(), both.Observations.ToArray());
        Assert.NotEqual(both.Channel("other").ToArray(), both.Observations.ToArray());
        Assert.NotEqual(both.Observations[2], both.Observations[5 + 2]);
    }

    [Fact]
    public void AChannelIsFilledOnceItIsOpen()
    {
        var scenario = Worlds.Plain with { Sensors = [new SensorSettings("gnss", Exact, 10, 0f, [])] };
        using var environment = new DrivingEnv(scenario, worlds: 9);
        Assert.Throws<InvalidOperationException>(() => environment.Channel("gnss").Length);
        environment.Open([Channels.Observation, "gnss"]);
        Assert.Equal(9 * 5, environment.Channel("gnss").Length);
        Assert.Equal("vx", environment.ChannelSpec("gnss").Fields[3].Name);
        environment.Step(new float[18]);
        for (int world = 0; world < 9; world++) Assert.Equal(environment.Vehicles.X[world] / 1000, environment.Channel("gnss")[world * 5 + 1]);
        var fault = Assert.Throws<InputException>(() => environment.Open(["radar"]));
        Assert.Equal("there is no channel 'radar': the scenario highway-fast has the sensors gnss", fault.Message);
    }

    [Fact]
    public void TheLastObservationOfAnEpisodeIsOfThatEpisode()
    {
        var scenario = With(new SensorSettings("gnss", Exact, 10, 0.1f, [])) with { Episode = new EpisodeSettings(0.5f, TerminationCauses.None) };
        using var environment = new DrivingEnv(scenario, worlds: 1);
        for (int step = 0; step < 5; step++) environment.Step(new float[2]);
        Assert.True(environment.Truncated[0]);
        Assert.Equal((100 + 0.4 * 20 - 0.5 * 2 * 0.16) / 1000, environment.FinalObservations[1], 1e-4); // at 0.4 s, braking at 2 m/s2
        Assert.Equal(0f, environment.Observations[0]); // nothing has arrived yet
    }

    private static ScheduledTiming Scheduled(float at, float duration) => new(Worlds.Constant(at), Worlds.Constant(duration));

    private static Scenario With(SensorSettings sensor) => Worlds.Plain with
    {
        Simulation = new SimulationSettings(SimulationRate, PolicyRate), Sensors = [sensor], Observation = new SensorObservation(sensor.Name),
    };

    /// <summary>When the sample was taken that is seen after each policy step, in ms, and the whole row.</summary>
    private static List<(int? Time, float[] Row)> Drive(int rate, float latency, int steps, params FaultSettings[] faults)
    {
        using var environment = new DrivingEnv(With(new SensorSettings("gnss", Exact, rate, latency, [.. faults])), worlds: 1);
        var positions = new List<float> { environment.Vehicles.X[0] };
        environment.AfterSubstep = () => positions.Add(environment.Vehicles.X[0]);
        var seen = new List<(int?, float[])>();
        for (int step = 0; step <= steps; step++)
        {
            var row = environment.Observations.ToArray();
            int substep = positions.FindIndex(x => x / 1000 == row[1]);
            seen.Add((row[0] == 0f ? null : substep * 1000 / SimulationRate, row));
            environment.Step(new float[2]);
        }
        return seen;
    }
}
