using CsCheck;
using Snowball.Learning.Networks;
using Snowball.Learning.Tests.Networks;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Networks;

public sealed class SetEncoderTests
{
    private const string Name = "set";
    private static readonly SetEncoder Set = (SetEncoder)SampleNetworks.All[Name].Encoder;

    private static readonly Gen<float[]> Vehicle = Gen.Select(Gen.Bool, Gen.Float[-1, 1].Array[4], (isThere, numbers) => (float[])[isThere ? 1 : 0, .. numbers]);

    [Fact]
    public void TheOrderOfTheOthersDoesNotMatter()
    {
        using var network = SampleNetworks.Make(Name);
        var inference = network.Inference();
        Gen.Select(Vehicle, Vehicle.Array[Set.Rows - 1], Gen.Int[0, 1000]).Sample((ego, others, seed) =>
        {
            float[][] shuffled = [.. others];
            new Random(seed).Shuffle(shuffled);
            AssertClose(Forward([ego, .. others]), Forward([ego, .. shuffled]));
        });

        float[] Forward(float[][] vehicles)
        {
            var output = new float[3];
            inference.Forward([.. vehicles.SelectMany(numbers => numbers)], [], [], 1, output);
            return output;
        }
    }

    [Fact]
    public void TheOrderDoesNotMatterInTorchEither()
    {
        using var scope = NewDisposeScope();
        using var network = SampleNetworks.Make(Name);
        var vehicles = tensor(SampleNetworks.Numbers(network.Description, new Random(1), 50)).reshape(50, Set.Rows, Set.RowSize);
        var shuffled = vehicles.index_select(1, tensor(new long[] { 0, 3, 5, 1, 4, 2 }));

        AssertClose(
            SampleNetworks.Values(network.Encode(vehicles.reshape(50, -1), frames: null)), SampleNetworks.Values(network.Encode(shuffled.reshape(50, -1), frames: null)));
    }

    /// <summary>What an absent vehicle's numbers are does not reach the features; what a present one's are does.</summary>
    [Fact]
    public void AbsentVehiclesAreNotSeen()
    {
        using var scope = NewDisposeScope();
        using var network = SampleNetworks.Make(Name);
        var absent = new float[Set.Numbers];
        for (var i = 0; i < absent.Length; i++) absent[i] = i % Set.RowSize == 0 ? (i == 0 ? 1 : 0) : 0.3f;
        float[] other = [.. absent], there = [.. absent];
        other[2 * Set.RowSize + 1] = -5;
        there[2 * Set.RowSize] = 1;

        foreach (var forward in new[] { (Func<float[], float[]>)Torch, Managed })
        {
            Assert.Equal(forward(absent), forward(other));
            Assert.NotEqual(forward(absent), forward(there));
        }

        float[] Torch(float[] numbers) => SampleNetworks.Values(network.Head("policy", network.Encode(tensor(numbers).unsqueeze(0), frames: null)));

        float[] Managed(float[] numbers)
        {
            var output = new float[3];
            network.Inference().Forward(numbers, [], [], 1, output);
            return output;
        }
    }

    [Fact]
    public void EveryWeightLearns()
    {
        using var scope = NewDisposeScope();
        using var network = SampleNetworks.Make(Name);
        var numbers = tensor(SampleNetworks.Numbers(network.Description, new Random(1), 50)).reshape(50, -1);

        network.Head("policy", network.Encode(numbers, frames: null)).square().sum().backward();

        Assert.All(network.named_parameters(), named => Assert.True(named.parameter.grad!.abs().max().item<float>() > 0, named.name));
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        var scale = Math.Max(1, expected.Max(MathF.Abs));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * scale));
    }
}
