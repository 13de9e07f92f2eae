using Snowball.Agents.Ppo;
using Snowball.Agents.Tests.Environments;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

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

    /// <summary>Within the step that ends an episode, and where everything starts anew in the middle of one.</summary>
    [Fact]
    public void AMemoryIsEmptyWhereAnEpisodeStarts()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(AppContext.BaseDirectory, "lane-keeping.yaml"));
        scenario = scenario with { Episode = scenario.Episode with { Duration = 1 } };
        using var environment = new DrivingEnv(scenario, worlds: 3);
        environment.Open([Channels.Observation]);
        environment.Reset(1);
        var remembering = new LearnedPolicy(Remembering(environment), environment);
        float[] actions = new float[environment.Agents * environment.Action.Dimensions], fresh = new float[actions.Length];
        int starts = 0, remembered = 0;
        for (int step = 0; step < 50; step++)
        {
            if (step == 44) environment.Reset(2);
            remembering.Act(environment, actions);
            new LearnedPolicy(Remembering(environment), environment).Act(environment, fresh);
            for (int world = 0; world < 3; world++)
            {
                bool isStart = environment.EpisodeStep(world) == 0, isSame = actions[world * environment.Action.Dimensions] == fresh[world * environment.Action.Dimensions];
                Assert.True(isSame || !isStart);
                starts += isStart ? 1 : 0;
                remembered += isSame ? 0 : 1;
            }
            environment.Step(actions);
        }
        Assert.True(starts > 3 && remembered > 20, $"{starts} starts, {remembered} actions that remember");
    }

    private static GreedyPolicy Remembering(DrivingEnv environment)
    {
        int inputs = environment.Observation.Size, outputs = environment.Action.Dimensions;
        var description = new PolicyDescription(
            "ppo-lstm", new DeepDescription(new MlpEncoder(inputs, [], Activation.Tanh), Memory: 6, [new SquashedHead("policy", outputs)]),
            new ObservationDescription([.. environment.Observation.Fields.Select(field => field.Name)], inputs),
            new ContinuousActionDescription([.. environment.Action.Names.Select(name => new ActionDimension(name, -1, 1))]),
            Normaliser: false, new ScenarioDescription("test", "00"), new TrainingDescription(1, 1), new Dictionary<string, double>());
        var random = new Random(1);
        var weights = new Dictionary<string, SafeTensor>
        {
            ["memory.weight_ih_l0"] = Random(24, inputs), ["memory.weight_hh_l0"] = Random(24, 6), ["memory.bias_ih_l0"] = Random(24),
            ["memory.bias_hh_l0"] = Random(24), ["heads.policy.weight"] = Random(outputs, 6), ["heads.policy.bias"] = Random(outputs),
        };
        return GreedyPolicy.OfNetwork(description, weights, normaliser: null);

        SafeTensor Random(params int[] shape) =>
            SafeTensor.From<float>([.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)], shape);
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
