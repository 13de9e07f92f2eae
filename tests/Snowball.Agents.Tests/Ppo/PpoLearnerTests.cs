using Snowball.Agents.Ppo;
using Snowball.Agents.Tests.Environments;
using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Policies;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Tests.Ppo;

public sealed class PpoLearnerTests
{
    private static readonly ScenarioDescription Scenario = new("test", "00");
    private static readonly PpoOptions Small = new() { RolloutSteps = 16, MinibatchSize = 128, HiddenSizes = [32, 32], LearningRate = 3e-3, FinalLearningRate = 1e-3 };

    [Theory]
    [InlineData(true, 0.99)]
    [InlineData(false, 0.98)]
    public void SolvesTheIdentityWithin40000Steps(bool isDiscrete, double least)
    {
        var environment = new IdentityEnvironment(32, isDiscrete) { MaxSteps = 10 };
        using var learner = Train(environment, Small with { Discount = 0.5, EntropyCoefficient = 0 }, 40_000);
        Assert.InRange(MeanReward(learner, new IdentityEnvironment(32, isDiscrete) { MaxSteps = 10 }, 100), least, 1.0);
    }

    private static PpoLearner Train(IBatchEnvironment environment, PpoOptions options, long steps, ulong seed = 1)
    {
        environment.Reset(seed);
        var learner = new PpoLearner(environment, options, seed, steps);
        while (learner.Steps < steps) learner.Iterate();
        return learner;
    }

    /// <summary>Of the greedy policy, over all worlds, from a seed that the learner has not seen.</summary>
    private static double MeanReward(ILearner learner, IBatchEnvironment environment, int steps)
    {
        var policy = new LearnedPolicy(learner.Export(Scenario).Greedy(), environment);
        environment.Reset(1_000_003);
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        double sum = 0;
        for (int step = 0; step < steps; step++)
        {
            policy.Act(environment.Observations, actions);
            environment.Step(actions);
            foreach (float reward in environment.Rewards) sum += reward;
        }
        return sum / steps / environment.Agents;
    }
}
