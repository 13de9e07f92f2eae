using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Sensors.Instruments;

public sealed class GnssReceiverTests
{
    private const int Worlds = 5000;

    [Fact]
    public void ThePositionErrorIsWhiteNoiseAndAGaussMarkovProcess()
    {
        using var environment = new DrivingEnv(Sensed.By(new GnssSettings(0.5f, 2f, 5f, 0.1f, [])), Worlds);
        var (firstX, firstY) = Errors(environment);
        Sensed.HasVariance(0.25 + 4, firstX);
        Sensed.HasVariance(0.25 + 4, firstY);
        Assert.Equal(0, firstX.Zip(firstY, (x, y) => x * y).Average() / 4.25, 4 / Math.Sqrt(Worlds));
        var action = Sensed.Action(environment, 0f);
        for (int step = 1; step <= 30; step++)
        {
            environment.Step(action);
            if (step is not (1 or 10 or 30)) continue;
            var (x, _) = Errors(environment);
            Sensed.HasVariance(0.25 + 4, x);
            // Only the drift is remembered: 4 exp(-t / 5 s) of 4.25.
            double correlation = 4 * Math.Exp(-step / 50.0) / 4.25;
            Assert.Equal(correlation, firstX.Zip(x, (a, b) => a * b).Average() / 4.25, 4 * Math.Sqrt((1 + correlation * correlation) / Worlds));
        }
        double[] speeds = [.. Enumerable.Range(0, Worlds).Select(world => environment.Value("vx", world) - 20)];
        Sensed.HasVariance(0.01, speeds);
    }

    [Fact]
    public void VelocityFollowsTheCourseNotTheHeading()
    {
        using var environment = new DrivingEnv(Sensed.By(new GnssSettings(0f, 0f, 5f, 0f, [])), worlds: 1);
        for (int step = 0; step < 10; step++)
        {
            double x = environment.Vehicles.X[0], y = environment.Vehicles.Y[0];
            environment.Step(Sensed.Action(environment, 0f, steering: 0.05f));
            // Over the 0.1 s before, the mean: half a step earlier.
            double vx = (environment.Vehicles.X[0] - x) / 0.1, vy = (environment.Vehicles.Y[0] - y) / 0.1;
            double course = Math.Atan2(environment.Value("vy"), environment.Value("vx"));
            Assert.Equal(20, Math.Sqrt(Math.Pow(environment.Value("vx"), 2) + Math.Pow(environment.Value("vy"), 2)), 1e-4);
            Assert.Equal(Math.Atan2(vy, vx), course - 0.075 * environment.Vehicles.YawRate[0], 1e-3);
        }
        Assert.True(environment.Vehicles.YawRate[0] > 0.15);
    }

    [Fact]
    public void ThereIsNoReceptionInATunnel()
    {
        var tunnels = new GnssSettings(0f, 0f, 5f, 0f, [new RoadInterval(103f, 109f), new RoadInterval(113f, 115f)]);
        using var environment = new DrivingEnv(Sensed.By(tunnels), worlds: 1);
        for (int step = 0; step < 12; step++)
        {
            double s = environment.Vehicles.S[0];
            bool isInside = s is >= 103 and < 109 or >= 113 and < 115;
            Assert.Equal(isInside ? 0 : 1, environment.Value("valid"));
            Assert.Equal(isInside ? 0 : s, environment.Value("x"), 1e-4);
            environment.Step(Sensed.Action(environment, 0f));
        }
    }

    private static (double[] X, double[] Y) Errors(DrivingEnv environment)
    {
        double[] x = new double[Worlds], y = new double[Worlds];
        for (int world = 0; world < Worlds; world++)
        {
            x[world] = environment.Value("x", world) - environment.Vehicles.X[world];
            y[world] = environment.Value("y", world) - environment.Vehicles.Y[world];
        }
        return (x, y);
    }
}
