using Snowball.Agents.Ppo;
using Snowball.Agents.Tests.Environments;
using Snowball.Learning.Policies;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Tests;

public sealed class LearnedPolicyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snowball-policy").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ActsFromItsFileAsItDidInMemory(bool isDiscrete)
    {
        var environment = new LaneKeeper(300, isDiscrete) { MaxSteps = 20 };
        var inMemory = Save(environment);
        float[] expected = new float[300], actual = new float[300];
        new LearnedPolicy(inMemory, environment).Act(environment, expected);
        var policy = new LearnedPolicy(PolicyFile.Load(_folder), environment);
        policy.Act(environment, actual);
        Assert.Equal("ppo", policy.Name);
        Assert.Equal(expected, actual);
        Assert.True(expected.Distinct().Count() > 1);
    }

    [Fact]
    public void RefusesAnotherObservation()
    {
        Save(new LaneKeeper(4, true));
        Assert.Equal(
            "The policy was trained on 'test' and observes offset, rate; this scenario gives cell.",
            Assert.Throws<InputException>(() => new LearnedPolicy(PolicyFile.Load(_folder), new WindyCorridor(1))).Message);
    }

    [Fact]
    public void RefusesAnotherAction()
    {
        Save(new LaneKeeper(4, true));
        Assert.Equal(
            "The policy was trained on 'test' and acts by 3 choices; this scenario takes acceleration.",
            Assert.Throws<InputException>(() => new LearnedPolicy(PolicyFile.Load(_folder), new LaneKeeper(1, false))).Message);
    }

    private GreedyPolicy Save(IBatchEnvironment environment)
    {
        environment.Reset(1);
        using var learner = new PpoLearner(environment, new PpoOptions { RolloutSteps = 8, Network = Networks.Mlp(8) }, seed: 1, budget: 1000);
        for (int i = 0; i < 3; i++) learner.Iterate();
        var policy = learner.Export(new ScenarioDescription("test", "00"));
        policy.Save(_folder);
        return policy.Greedy();
    }
}
