using Snowball.Agents.Ppo;
using Snowball.Agents.Tests.Environments;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using TorchSharp;

namespace Snowball.Agents.Tests.Ppo;

public sealed class PicturePpoTests
{
    private static readonly PpoOptions Small = new()
    {
        Network = new(NetworkKind.NatureCnn, [], Activation.Relu) { Features = 16 }, RolloutSteps = 4, MinibatchSize = 64, Epochs = 2,
        LearningRate = 2e-3, FinalLearningRate = 1e-3, Discount = 0.5, EntropyCoefficient = 0,
    };

    [Fact]
    public void SolvesTheIdentityOfPicturesWithin4000Steps()
    {
        var environment = new PictureEnvironment(32);
        using var learner = Make(environment, Small);
        while (learner.Steps < 4000) learner.Iterate();
        var policy = new LearnedPolicy(learner.Export(new("test", "00")).Greedy(), environment);
        environment.Reset(1_000_003);
        float[] actions = new float[environment.Agents];
        double sum = 0;
        for (int step = 0; step < 10; step++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
            foreach (float reward in environment.Rewards) sum += reward;
        }
        Assert.InRange(sum / 10 / environment.Agents, 0.97, 1);
    }

    /// <summary>And the same seed the same bits: the unbroken run is one, the resumed one another.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void ContinuesFromASavedStateToTheBit(int memory)
    {
        var options = Small with { MemorySize = memory, SequenceLength = 2 };
        using var unbroken = Make(new PictureEnvironment(8), options);
        for (int i = 0; i < 4; i++) unbroken.Iterate();

        var environment = new PictureEnvironment(8);
        using var first = Make(environment, options);
        for (int i = 0; i < 2; i++) first.Iterate();
        var state = new SafetensorsFile("state");
        first.Save(state);
        var world = new byte[environment.StateBytes];
        environment.Save(world);

        var resumed = new PictureEnvironment(8);
        using var second = Make(resumed, options);
        second.Load(state);
        resumed.Restore(world);
        for (int i = 0; i < 2; i++) second.Iterate();
        Assert.Equal(Bytes(unbroken), Bytes(second));
    }

    [Fact]
    public void UpdatesLeaveNoTensorBehind()
    {
        // One worker, so that all of its tensors belong to this thread.
        using var learner = Make(new PictureEnvironment(4), Small with { Workers = 1 });
        learner.Iterate();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 50; i++) learner.Iterate();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static PpoLearner Make(PictureEnvironment environment, PpoOptions options)
    {
        environment.Reset(1);
        return new PpoLearner(environment, options, seed: 1, budget: 4000);
    }

    private static byte[] Bytes(PpoLearner learner)
    {
        var state = new SafetensorsFile("state");
        learner.Save(state);
        using var stream = new MemoryStream();
        state.Write(stream);
        return stream.ToArray();
    }
}
