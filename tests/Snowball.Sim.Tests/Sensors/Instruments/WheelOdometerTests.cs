using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Sensors.Instruments;

public sealed class WheelOdometerTests
{
    private const double TickLength = 2 * Math.PI * 0.344 / 48;
    private static readonly OdometrySettings Coarse = new(48, 1.5f, 0f, 0f), Fine = new(100_000, 1.5f, 0f, 0f);

    [Fact]
    public void SpeedsAreWholeTicks()
    {
        using var environment = new DrivingEnv(Sensed.By(Coarse, rate: 20), worlds: 1);
        var seen = new HashSet<double>();
        for (int step = 0; step < 100; step++)
        {
            double ticks = environment.Value("left_speed") / 20 / TickLength;
            Assert.Equal(Math.Round(ticks), ticks, 1e-3);
            seen.Add(Math.Round(ticks));
            environment.Step(Sensed.Action(environment, 0f));
        }
        // A metre a sample is 22.2 ticks.
        Assert.Equal([22, 23], seen.Order());
    }

    [Fact]
    public void TicksAddUpToTheWaySoNoneIsLost()
    {
        using var environment = new DrivingEnv(Sensed.By(Coarse, rate: 10), worlds: 1);
        double start = environment.Vehicles.X[0], counted = 0;
        for (int step = 0; step < 200; step++)
        {
            environment.Step(Sensed.Action(environment, step < 100 ? 0.5f : -0.5f));
            counted += environment.Value("right_speed") / 10;
            // Two ticks: one for the start, one for the end; and the trapezoid against the steps of the simulation.
            Assert.Equal(environment.Vehicles.X[0] - start, counted, 2 * TickLength + 0.5 * 0.5 * 0.05 * 0.1 * (step + 1));
        }
    }

    [Fact]
    public void TheWheelsDifferByTheTurn()
    {
        using var environment = new DrivingEnv(Sensed.By(Fine), worlds: 1);
        for (int step = 0; step < 5; step++) environment.Step(Sensed.Action(environment, 0f, steering: 0.02f));
        double left = environment.Value("left_speed"), right = environment.Value("right_speed");
        Assert.True(environment.Vehicles.YawRate[0] > 0.05);
        Assert.Equal(environment.Vehicles.YawRate[0], (right - left) / 1.5, 1e-3);
        Assert.Equal(20, (left + right) / 2, 0.01);
    }

    [Fact]
    public void WheelsSlipInProportionToTheAcceleration()
    {
        using var environment = new DrivingEnv(Sensed.By(Fine with { Slip = 0.1f }), worlds: 1);
        for (int step = 0; step < 5; step++) environment.Step(Sensed.Action(environment, -4f));
        double mean = environment.Vehicles.Speed[0] + 4 * 0.05;
        Assert.Equal(mean * (1 - 0.1 * 4 / 9.80665), environment.Value("left_speed"), 2e-3);
    }

    [Fact]
    public void EachWheelHasItsScaleError()
    {
        const int worlds = 5000;
        using var environment = new DrivingEnv(Sensed.By(Fine with { ScaleError = 0.02f }), worlds);
        double[] left = [.. Enumerable.Range(0, worlds).Select(world => environment.Value("left_speed", world) / 20 - 1)];
        double[] right = [.. Enumerable.Range(0, worlds).Select(world => environment.Value("right_speed", world) / 20 - 1)];
        Sensed.HasVariance(0.02 * 0.02, left);
        Sensed.HasVariance(0.02 * 0.02, right);
        Assert.Equal(0, left.Zip(right, (a, b) => a * b).Average() / 0.0004, 4 / Math.Sqrt(worlds));
    }

    [Fact]
    public void TheDriftModelTurnsItsOwnWheels()
    {
        var drifting = Sensed.By(Fine with { Slip = 0.5f }) with
        {
            Simulation = new SimulationSettings(500, 10),
            Ego = Environments.Worlds.Plain.Ego with { Vehicle = "bmw-320i", Dynamics = DynamicsModel.SingleTrackDrift },
        };
        using var environment = new DrivingEnv(drifting with { Sensors = [drifting.Sensors[0] with { Rate = 100 }] }, worlds: 1);
        for (int step = 0; step < 10; step++) environment.Step(Sensed.Action(environment, -6f));
        double wheels = environment.Vehicles.RearSpin[0] * 0.344;
        Assert.Equal(wheels, environment.Value("left_speed"), 0.05);
        Assert.True(wheels < environment.Vehicles.Speed[0] - 0.05);
    }
}
