using System.Runtime.InteropServices;
using Snowball.Learning;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using Snowball.Perception.Inference;
using Snowball.Perception.Networks;
using Snowball.Sim.Sensors.Cameras;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Tests.Networks;

/// <summary>A lane network in libtorch, in managed code and in files.</summary>
public sealed class LaneNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly FrameShape Frame = new(1, 84, 84);
    private static readonly FramePreparation Preparation = new(Frame, firstRow: 36);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ManagedCodeAgreesWithLibtorch()
    {
        using var scope = NewDisposeScope();
        using var network = Make(out var description);
        const int count = 20;
        byte[] frames = Frames(count), prepared = new byte[count * Preparation.Prepared.Size];
        Preparation.Apply(frames, prepared);
        var outputs = network.Head(LaneNetwork.Head, network.Encode(zeros(count, 0), tensor(prepared).view(count, 1, Preparation.Prepared.Height, Preparation.Prepared.Width)));
        var expected = MemoryMarshal.Cast<byte, float>(outputs.detach().contiguous().bytes).ToArray();

        var lanes = new SeenLane[count];
        new LaneEstimator(description, network.Inference()).Estimate(frames, lanes);

        var scale = description.Scale;
        for (int i = 0; i < count; i++)
        {
            var row = expected.AsSpan(6 * i, 6);
            Assert.Equal(row[0], lanes[i].LateralOffset / scale.LateralOffset, 1e-5f);
            Assert.Equal(row[1], lanes[i].HeadingError / scale.HeadingError, 1e-5f);
            Assert.Equal(row[2], lanes[i].Curvature / scale.Curvature, 1e-5f);
            Assert.Equal(row[3], MathF.Log(lanes[i].LateralOffsetVariance / (scale.LateralOffset * scale.LateralOffset)), 1e-4f);
        }
    }

    [Fact]
    public void ABatchAndThreadsDoNotMatter()
    {
        using var network = Make(out var description);
        var estimator = new LaneEstimator(description, network.Inference());
        byte[] frames = Frames(37);
        SeenLane[] whole = new SeenLane[37], threaded = new SeenLane[37], single = new SeenLane[1];

        estimator.Estimate(frames, whole);
        estimator.Estimate(frames, threaded, threads: 4);
        estimator.Estimate(frames.AsMemory(36 * Frame.Size), single);

        Assert.Equal(whole, threaded);
        Assert.Equal(whole[36], single[0]);
    }

    [Fact]
    public void ComesBackFromItsFilesToTheBit()
    {
        using var network = Make(out var description);
        LaneNetworkFile.Save(_folder.Path, description, network.Weights());
        byte[] frames = Frames(3);
        SeenLane[] before = new SeenLane[3], after = new SeenLane[3];
        new LaneEstimator(description, network.Inference()).Estimate(frames, before);

        var loaded = LaneEstimator.Load(_folder.Path);
        loaded.Estimate(frames, after);

        Assert.Equal(before, after);
        Assert.Equal((Frame, "lane", 36, 0.05), (loaded.Frame, loaded.Network.Name, loaded.Network.FirstRow, loaded.Network.Metrics["lateral_offset_mae_m"]));
    }

    [Theory]
    [InlineData("\"snowball-lane-network\"", "\"another\"", "not a description of a lane network")]
    [InlineData("\"version\": 1", "\"version\": 2", "its version is 2")]
    [InlineData("\"width\": 64", "\"width\": 65", "the weights 'encoder.output.weight' are")]
    [InlineData("\"outputs\": 6", "\"outputs\": 5", "its network does not lead from frames alone to 6 numbers of the lane")]
    public void DamageIsNamed(string text, string damaged, string message)
    {
        using var network = Make(out var description);
        LaneNetworkFile.Save(_folder.Path, description, network.Weights());
        string path = _folder[LaneNetworkFile.DescriptionName], json = File.ReadAllText(path);
        Assert.Contains(text, json);
        File.WriteAllText(path, json.Replace(text, damaged));
        Assert.Contains(message, Assert.Throws<CorruptFileException>(() => LaneEstimator.Load(_folder.Path)).Message);
    }

    private static DeepNetwork Make(out LaneNetwork description)
    {
        var layers = LaneNetwork.Describe(Preparation.Prepared, width: 64);
        description = new LaneNetwork(
            "lane", FirstRow: 36, layers, LaneScale.Highway, new NetworkTraining(["test"], 1, 2), new Dictionary<string, double> { ["lateral_offset_mae_m"] = 0.05 });
        return new DeepNetwork(layers, new Random(1));
    }

    private static byte[] Frames(int count)
    {
        byte[] frames = new byte[count * Frame.Size];
        new Random(2).NextBytes(frames);
        return frames;
    }
}
