using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Tests.Inference;
using Snowball.Learning.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Torch;

public sealed class TrainingStateTests : TemporaryFolder
{
    [Fact]
    public void TrainingGoesOnToTheBit()
    {
        TorchDevice.UseThreads(1);
        using var whole = new Learner(seed: 1);
        whole.Update(0, 20);
        var file = new SafetensorsFile(File("state.safetensors"));
        TrainingState.Save(file, whole.Network, whole.Optimiser);
        file.Write();

        using var resumed = new Learner(seed: 2);
        resumed.Update(0, 3);
        TrainingState.Load(SafetensorsFile.Read(file.Path), resumed.Network, resumed.Optimiser);

        whole.Update(20, 20);
        resumed.Update(20, 20);
        Assert.Equal(Bytes(whole), Bytes(resumed));
    }

    /// <summary>The test above could pass with forgotten moments only if they did not matter: they do.</summary>
    [Fact]
    public void WithoutTheMomentsItWouldNot()
    {
        TorchDevice.UseThreads(1);
        using var whole = new Learner(seed: 1);
        whole.Update(0, 20);
        var file = new SafetensorsFile("memory");
        TrainingState.Save(file, whole.Network, whole.Optimiser);
        using var fresh = new Learner(seed: 1);
        var forgetful = new SafetensorsFile("memory");
        TrainingState.Save(forgetful, fresh.Network, fresh.Optimiser);
        var mixed = new SafetensorsFile("memory");
        foreach (var name in file.Tensors.Keys)
        {
            mixed.Add(name, (name.EndsWith(".value", StringComparison.Ordinal) ? file : forgetful).Tensors[name]);
        }

        using var resumed = new Learner(seed: 2);
        TrainingState.Load(mixed, resumed.Network, resumed.Optimiser);
        whole.Update(20, 1);
        resumed.Update(20, 1);

        Assert.NotEqual(Bytes(whole), Bytes(resumed));
    }

    [Fact]
    public void AnotherNetworkIsRefusedAndNothingChanges()
    {
        using var small = new Learner(seed: 1, hidden: 8);
        using var large = new Learner(seed: 1, hidden: 16);
        var file = new SafetensorsFile("small.safetensors");
        TrainingState.Save(file, small.Network, small.Optimiser);
        var before = Bytes(large);

        var e = Assert.Throws<CorruptFileException>(() => TrainingState.Load(file, large.Network, large.Optimiser));

        Assert.Equal("small.safetensors: tensor 'policy.encoder.layers.0.weight.value' has shape [8, 6], not [16, 6]", e.Message);
        Assert.Equal(before, Bytes(large));
    }

    [Fact]
    public void TwoHundredUpdatesLeaveNoTensorBehind()
    {
        using var learner = new Learner(seed: 1);
        learner.Update(0, 2);
        SaveToMemory(learner);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 200; i++)
        {
            learner.Update(i, 1);
            learner.Network.Inference();
            TrainingState.Load(SaveToMemory(learner), learner.Network, learner.Optimiser);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static SafetensorsFile SaveToMemory(Learner learner)
    {
        var file = new SafetensorsFile("memory");
        TrainingState.Save(file, learner.Network, learner.Optimiser);
        return file;
    }

    private static byte[] Bytes(Learner learner)
    {
        using var stream = new MemoryStream();
        SaveToMemory(learner).Write(stream);
        return stream.ToArray();
    }

    /// <summary>Regression on inputs that the update's number decides.</summary>
    private sealed class Learner : IDisposable
    {
        public Learner(int seed, int hidden = 16)
        {
            Network = new ActorCritic(new MlpEncoder(6, [hidden, hidden], Activation.Tanh), memory: 0, 3, ["value"], new Random(seed));
            Optimiser = optim.Adam(Network.parameters(), lr: 1e-2, beta2: 0.999);
        }

        public ActorCritic Network { get; }

        public Adam Optimiser { get; }

        public void Update(int first, int count)
        {
            for (var i = first; i < first + count; i++)
            {
                using var scope = NewDisposeScope();
                var input = tensor(RandomLayers.Values(new Random(i), 32 * 6, 2), 32, 6);
                Tensor[] outputs = Network.Evaluate(input);
                var loss = (outputs[0] - input[.., ..3]).square().mean() + (outputs[1] - input.sum(-1)).square().mean();
                Optimiser.zero_grad();
                loss.backward();
                nn.utils.clip_grad_norm_(Network.parameters(), 0.5);
                Optimiser.step();
            }
        }

        public void Dispose()
        {
            Optimiser.Dispose();
            Network.Dispose();
        }
    }
}
