using Snowball.Agents.Ppo;
using Snowball.Agents.Tests.Environments;
using Snowball.Agents.Training;
using Snowball.Agents.Transfer;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Tests.Transfer;

/// <summary>Agents behind layers that stay as they are.</summary>
public sealed class BackboneTests
{
    private const int Width = 12;
    private static readonly ScenarioDescription Scenario = new("test", "00");
    private static readonly FrameShape Picture = new(1, 36, 36);
    private static readonly PpoOptions Options = new()
    {
        Network = Networks.Mlp(16), RolloutSteps = 4, MinibatchSize = 64, LearningRate = 5e-3, FinalLearningRate = 1e-3, Discount = 0.5, EntropyCoefficient = 0,
    };

    /// <summary>Whenever an episode began: what is remembered is what encoding the whole stack would give.</summary>
    [Fact]
    public void ObservesTheFeaturesOfEveryPictureOfTheStack()
    {
        const int stack = 3;
        var inner = new PictureEnvironment(20, stack);
        var environment = new BackboneEnvironment(inner, Backbone(stack), threads: 2);
        environment.Reset(1);
        float[] actions = new float[environment.Agents];
        for (int step = 0, ended = 0; step < 25; step++)
        {
            for (int agent = 0; agent < environment.Agents; agent++)
            {
                Assert.Equal(Features(inner.Frames, agent, stack), environment.Observations.Slice(agent * stack * Width, stack * Width).ToArray());
                if (!environment.Truncated[agent]) continue;
                Assert.Equal(Features(inner.FinalFrames, agent, stack), environment.FinalObservations.Slice(agent * stack * Width, stack * Width).ToArray());
                ended++;
            }
            environment.Step(actions);
            if (step == 24) Assert.Equal(2 * environment.Agents, ended);
        }
    }

    [Fact]
    public void LearnsToActByFramesWhileTheBackboneStaysAsItIs()
    {
        var environment = new PictureEnvironment(32);
        using var learner = Make(environment);
        while (learner.Steps < 4000) learner.Iterate();
        var policy = (TrainedNetwork)learner.Export(Scenario);
        foreach (var (name, weights) in Backbone(1).Weights) Assert.Equal(weights.Bytes.ToArray(), policy.Weights[name].Bytes.ToArray());

        var driver = new LearnedPolicy(policy.Greedy(), environment);
        environment.Reset(1_000_003);
        float[] actions = new float[environment.Agents];
        double sum = 0;
        for (int step = 0; step < 10; step++)
        {
            driver.Act(environment, actions);
            environment.Step(actions);
            foreach (float reward in environment.Rewards) sum += reward;
        }
        Assert.InRange(sum / 10 / environment.Agents, 0.97, 1);
    }

    [Fact]
    public void GoesOnToTheBit()
    {
        var environment = Seeing(new PictureEnvironment(8, stack: 3));
        using var unbroken = Make(environment);
        for (int i = 0; i < 3; i++) unbroken.Iterate();
        var (state, world) = (new SafetensorsFile("state"), new byte[environment.StateBytes]);
        unbroken.Save(state);
        environment.Save(world);
        byte[] saved = Bytes(state);
        for (int i = 0; i < 3; i++) unbroken.Iterate();

        var other = Seeing(new PictureEnvironment(8, stack: 3));
        using var resumed = Make(other);
        resumed.Load(SafetensorsFile.Read(new MemoryStream(saved), "state"));
        other.Restore(world);
        for (int i = 0; i < 3; i++) resumed.Iterate();
        var (expected, actual) = (new SafetensorsFile("state"), new SafetensorsFile("state"));
        unbroken.Save(expected);
        resumed.Save(actual);
        Assert.Equal(Bytes(expected), Bytes(actual));
    }

    [Fact]
    public void AMemoryAndNumbersAreRefused()
    {
        var environment = Seeing(new PictureEnvironment(8));
        using var learner = new PpoLearner(environment, Options with { MemorySize = 8, SequenceLength = 2 }, seed: 1, budget: 4000);
        Assert.Contains("without a memory", Assert.Throws<InputException>(() => new BackboneLearner(learner, Backbone(1))).Message);
        Assert.Contains("frames alone", Assert.Throws<InputException>(() => new BackboneEnvironment(new LaneKeeper(8, isDiscrete: true), Backbone(1), threads: 1)).Message);
    }

    private static BackboneEnvironment Seeing(PictureEnvironment environment)
    {
        var seeing = new BackboneEnvironment(environment, Backbone(environment.FrameSpec.Channels.Length), threads: 1);
        seeing.Reset(1);
        return seeing;
    }

    private static BackboneLearner Make(PictureEnvironment environment) => Make(Seeing(environment));

    private static BackboneLearner Make(BackboneEnvironment environment) =>
        new(new PpoLearner(environment, Options, seed: 1, budget: 4000), Backbone(environment.Observation.Size / Width));

    /// <summary>Random layers.</summary>
    private static Backbone Backbone(int stack)
    {
        var encoder = new ConvolutionalEncoder(0, ConvolutionalLayers.Residual, Picture with { Height = Picture.Height - 4 }, Width);
        using var network = new DeepNetwork(new DeepDescription(encoder, Memory: 0, [new LinearHead("head", 1)]), new Random(3));
        return new Backbone(new BackboneDescription(encoder, FirstRow: 4, Picture with { Channels = stack }), network.Weights());
    }

    /// <summary>Each picture on its own.</summary>
    private static float[] Features(ReadOnlySpan<byte> frames, int agent, int stack)
    {
        var backbone = Backbone(1);
        float[] features = new float[stack * Width];
        for (int i = 0; i < stack; i++)
        {
            backbone.Forward([], frames[((agent * stack + i) * Picture.Size)..], new float[backbone.MemorySize], 1, features.AsSpan(i * Width));
        }
        return features;
    }

    private static byte[] Bytes(SafetensorsFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }
}
