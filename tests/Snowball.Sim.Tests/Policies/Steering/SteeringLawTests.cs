using MathNet.Numerics.LinearAlgebra;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Policies;
using Snowball.Sim.Policies.Steering;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Policies.Steering;

public sealed class SteeringLawTests
{
    private const double Step = 0.1, Speed = 25;
    private static readonly VehicleParameters Car = VehicleParameters.Named("bmw-320i")!;

    [Theory]
    [InlineData("bmw-320i", 5)]
    [InlineData("bmw-320i", 30)]
    [InlineData("truck", 20)]
    public void DiscreteDynamicsAreThoseOfTheEquationsOfMotion(string vehicle, double speed)
    {
        var p = VehicleParameters.Named(vehicle)!;
        var dynamics = ErrorDynamics.Of(p, speed, Step);
        double[] state = [0.4, -0.3, 0.02, 0.05];
        const double Steering = 0.013, Curvature = 0.002;

        var expected = Integrate(p, speed, state, Steering, Curvature);

        var next = dynamics.A * Vector<double>.Build.Dense(state) + dynamics.B * Steering + dynamics.C * Curvature;
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], next[i], 1e-6);
    }

    [Theory]
    [InlineData("bmw-320i", 10)]
    [InlineData("bmw-320i", 35)]
    [InlineData("vw-vanagon", 25)]
    public void ASteadyCircleStaysSteady(string vehicle, float speed)
    {
        var p = VehicleParameters.Named(vehicle)!;
        int set = VehicleParameters.All.IndexOf(p), model = (int)DynamicsModel.LinearSingleTrack;
        var dynamics = ErrorDynamics.Of(p, speed, Step);
        var state = Vector<double>.Build.Dense([0, 0, SteadyState.Heading(set, model, speed), 0]);

        var next = dynamics.A * state + dynamics.B * SteadyState.Steering(set, model, speed) + dynamics.C;

        // The states count for a curvature of 1/m: a millimetre of offset is 1 um at a radius of 1 km.
        Assert.True((next - state).InfinityNorm() < 2e-3, $"{next - state}");
    }

    [Fact]
    public void NoGainsNearThoseOfTheRegulatorCostLess()
    {
        var dynamics = ErrorDynamics.Of(Car, Speed, Step);
        var gains = LinearQuadraticRegulator.Gains(dynamics);
        double best = Cost(dynamics, gains);

        for (int i = 0; i < ErrorDynamics.States; i++)
        {
            foreach (double factor in (ReadOnlySpan<double>)[0.9, 1.1])
            {
                var other = gains.Clone();
                other[i] *= factor;
                Assert.True(Cost(dynamics, other) > best, $"gain {i} times {factor}");
            }
        }
    }

    [Fact]
    public void WithoutBoundsThePredictedCostIsFlat()
    {
        var program = new SteeringProgram(ErrorDynamics.Of(Car, Speed, Step), 20);
        var (linear, angles) = Solve(program, double.NegativeInfinity, double.PositiveInfinity);

        var gradient = program.Hessian * Vector<double>.Build.Dense(angles) + Vector<double>.Build.Dense(linear);

        Assert.True(gradient.InfinityNorm() < 1e-8 * Vector<double>.Build.Dense(linear).InfinityNorm(), $"{gradient}");
    }

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.001)]
    public void WithinBoundsNoAngleCanDoBetter(double bound)
    {
        var program = new SteeringProgram(ErrorDynamics.Of(Car, Speed, Step), 20);
        var (linear, angles) = Solve(program, -bound, bound);
        var gradient = program.Hessian * Vector<double>.Build.Dense(angles) + Vector<double>.Build.Dense(linear);

        double scale = Vector<double>.Build.Dense(linear).InfinityNorm();
        Assert.Contains(angles, angle => Math.Abs(angle) == bound);
        for (int k = 0; k < angles.Length; k++)
        {
            Assert.InRange(angles[k], -bound, bound);
            // Karush, Kuhn, Tucker: at a bound the cost falls outwards only, elsewhere it is flat.
            if (angles[k] == bound) Assert.True(gradient[k] <= 1e-3 * scale, $"{k}: {gradient[k]} of {scale}");
            else if (angles[k] == -bound) Assert.True(gradient[k] >= -1e-3 * scale, $"{k}: {gradient[k]} of {scale}");
            else Assert.True(Math.Abs(gradient[k]) < 1e-3 * scale, $"{k}: {gradient[k]} of {scale}");
        }
    }

    [Theory]
    [InlineData(SteeringLaw.Pid)]
    [InlineData(SteeringLaw.PurePursuit)]
    [InlineData(SteeringLaw.Stanley)]
    [InlineData(SteeringLaw.Lqr)]
    [InlineData(SteeringLaw.Mpc)]
    public void EveryLawKeepsTheLaneWhereIdleLeavesIt(SteeringLaw law)
    {
        var scenario = ShippedScenarioTests.Load("lane-keeping");
        int offset = MetricCatalog.IndexOf("lateral_offset"), departure = MetricCatalog.IndexOf("lane_departure");

        var idle = Evaluation.Run(scenario, _ => ConstantPolicy.Idle, SeedSplit.Validation, 0, episodes: 24, threads: 1);
        var driven = Evaluation.Run(scenario, environment => RuleBasedPolicy.Steered(environment, law), SeedSplit.Validation, 0, episodes: 24, threads: 1);

        Assert.True(Mean(idle, departure, Aggregate.Any) > 0.9);
        Assert.Equal(0, Mean(driven, departure, Aggregate.Any));
        Assert.InRange(Mean(driven, offset, Aggregate.Mean), 0, 0.15);
    }

    [Fact]
    public void LawsRefuseWhoeverDoesNotSteer()
    {
        using var environment = new DrivingEnv(ShippedScenarioTests.Load("highway-fast"), worlds: 1);

        var fault = Assert.Throws<InputException>(() => RuleBasedPolicy.Steered(environment, SteeringLaw.Lqr));

        Assert.Contains("highway-fast", fault.Message);
    }

    private static (double[] Linear, double[] Angles) Solve(SteeringProgram program, double low, double high)
    {
        double[] linear = new double[20], angles = new double[20], curvature = new double[20];
        Array.Fill(curvature, 0.001, 8, 12);
        program.WriteLinear([0.5, 0.2, 0.01, -0.02], curvature, present: 0.002, linear);
        program.Solve(linear, low, high, angles);
        return (linear, angles);
    }

    /// <summary>What 60 s of feedback cost from an offset, a drift and a turn together.</summary>
    private static double Cost(ErrorDynamics dynamics, Vector<double> gains)
    {
        double cost = 0;
        for (int start = 0; start < ErrorDynamics.States; start++)
        {
            var state = Vector<double>.Build.Dense(ErrorDynamics.States);
            state[start] = 1;
            for (int k = 0; k < 600; k++)
            {
                double steering = -(gains * state);
                for (int i = 0; i < ErrorDynamics.States; i++) cost += LinearQuadraticRegulator.StateWeights[i] * state[i] * state[i];
                cost += LinearQuadraticRegulator.SteeringWeight * steering * steering;
                state = dynamics.A * state + dynamics.B * steering;
            }
        }
        return cost;
    }

    /// <summary>The equations of motion of a linear single-track vehicle in its own axes, by many small Euler steps, with its way beside the lane.</summary>
    private static double[] Integrate(VehicleParameters p, double speed, double[] state, double steering, double curvature)
    {
        const int Steps = 2_000_000;
        double front = SteadyState.FrontStiffness(p), rear = SteadyState.RearStiffness(p);
        double offset = state[0], heading = state[2], lateral = state[1] - speed * heading, yawRate = state[3] + speed * curvature;
        for (int i = 0; i < Steps; i++)
        {
            double frontForce = front * (steering - (lateral + p.FrontAxle * yawRate) / speed), rearForce = -rear * (lateral - p.RearAxle * yawRate) / speed;
            double h = Step / Steps;
            (offset, heading, lateral, yawRate) = (
                offset + h * (lateral + speed * heading), heading + h * (yawRate - speed * curvature),
                lateral + h * ((frontForce + rearForce) / p.Mass - speed * yawRate),
                yawRate + h * (p.FrontAxle * frontForce - p.RearAxle * rearForce) / p.YawInertia);
        }
        return [offset, lateral + speed * heading, heading, yawRate - speed * curvature];
    }

    private static double Mean(EpisodeTable table, int metric, Aggregate aggregate)
    {
        double sum = 0;
        for (int episode = 0; episode < table.Episodes; episode++) sum += table.Value(episode, metric, aggregate);
        return sum / table.Episodes;
    }
}
