using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Sensors.Instruments;

public sealed class InertialUnitTests
{
    private const int Worlds = 5000;

    [Fact]
    public void WithoutErrorsItTellsBrakingAndTurning()
    {
        using var environment = new DrivingEnv(Sensed.By(ImuSettings.Ideal, rate: 20), worlds: 1);
        Assert.Equal([1f, 0f, 0f, 0f], environment.Observations.ToArray());
        environment.Step(Sensed.Action(environment, -3f));
        Assert.Equal(-3, environment.Value("acceleration_x"), 1e-3);
        Assert.Equal(0, environment.Value("acceleration_y"), 1e-3);
        for (int step = 0; step < 3; step++) environment.Step(Sensed.Action(environment, 0f, steering: -0.03f));
        double speed = environment.Vehicles.Speed[0], yawRate = environment.Vehicles.YawRate[0];
        Assert.True(yawRate < -0.05);
        Assert.Equal(0, environment.Value("acceleration_x"), 0.05); // along the body, not the course: a slip angle of a degree
        Assert.Equal(speed * yawRate, environment.Value("acceleration_y"), 0.01);
        Assert.Equal(yawRate, environment.Value("yaw_rate"), 1e-4);
    }

    [Fact]
    public void OnASlopeItFeelsGravity()
    {
        using var environment = new DrivingEnv(Sensed.By(ImuSettings.Ideal), worlds: 1);
        environment.AfterSubstep = () => (environment.Vehicles.Grade[0], environment.Vehicles.Bank[0]) = (0.06f, -0.04f);
        for (int step = 0; step < 2; step++) environment.Step(Sensed.Action(environment, 0f));
        Assert.Equal(9.80665 * Math.Sin(0.06), environment.Value("acceleration_x"), 1e-3);
        Assert.Equal(-9.80665 * Math.Sin(0.04), environment.Value("acceleration_y"), 1e-3);
    }

    [Fact]
    public void TheBiasStartsWhereItIsDrawnAndWalksAtRandom()
    {
        // Variance of the bias after a time t: turn-on^2 + walk^2 t.
        var errors = new InertialErrors(0f, 0.03f, 0.05f, 0f);
        using var environment = new DrivingEnv(Sensed.By(new ImuSettings(errors, errors), rate: 20), Worlds);
        for (int step = 0; step <= 20; step++)
        {
            if (step is 0 or 5 or 20)
            {
                double samples = 1 + 2 * step;
                foreach (string axis in (string[])["acceleration_x", "acceleration_y", "yaw_rate"])
                {
                    Sensed.HasVariance(0.05 * 0.05 + 0.03 * 0.03 * samples / 20, Values(environment, axis));
                }
            }
            environment.Step(Sensed.Action(environment, 0f));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void WhiteNoiseHasItsDensity(int rate)
    {
        // Mean over 1 / rate of noise of density N: variance N^2 rate, so that its integral over a time t has N^2 t at any rate.
        var errors = new InertialErrors(0.1f, 0f, 0f, 0f);
        using var environment = new DrivingEnv(Sensed.By(new ImuSettings(errors, errors), rate), Worlds);
        var before = Values(environment, "yaw_rate");
        Sensed.HasVariance(0.01 * rate, before);
        environment.Step(Sensed.Action(environment, 0f));
        var now = Values(environment, "yaw_rate");
        Sensed.HasVariance(0.01 * rate, now);
        Assert.Equal(0, before.Zip(now, (a, b) => a * b).Average() / (0.01 * rate), 4 / Math.Sqrt(Worlds));
    }

    [Fact]
    public void TheScaleFactorIsDrawnForTheEpisode()
    {
        using var environment = new DrivingEnv(Sensed.By(new ImuSettings(new InertialErrors(0f, 0f, 0f, 0.01f), default)), Worlds);
        environment.Step(Sensed.Action(environment, -5f));
        var first = Values(environment, "acceleration_x");
        Sensed.HasVariance(0.05 * 0.05, [.. first.Select(x => x + 5)]);
        environment.Step(Sensed.Action(environment, -5f));
        Assert.All(first.Zip(Values(environment, "acceleration_x")), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    private static double[] Values(DrivingEnv environment, string field)
        => [.. Enumerable.Range(0, Worlds).Select(world => environment.Value(field, world))];
}
