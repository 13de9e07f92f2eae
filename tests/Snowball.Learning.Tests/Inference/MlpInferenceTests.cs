using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Snowball.Learning.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Inference;

public sealed class MlpInferenceTests
{
    [Fact]
    public void GivesTheAnswerOfAHandComputedNetwork()
    {
        var network = new MlpInference(
        [
            new DenseLayer(2, 3, [1, 2, -1, 0.5f, 0, -3], [0.5f, 0, 1], Activation.Relu),
            new DenseLayer(3, 1, [2, -1, 4], [0.25f], Activation.None),
        ]);
        var output = new float[2];

        network.Forward([1, 1, -2, 0], 2, output);

        // Row 0: relu(3.5, -0.5, -2) = (3.5, 0, 0); row 1: relu(-1.5, 2, 1) = (0, 2, 1).
        Assert.Equal([7.25f, 2.25f], output);
    }

    [Theory]
    [InlineData(Activation.Tanh, new[] { 25, 64, 64, 5 })]
    [InlineData(Activation.Relu, new[] { 25, 64, 64, 5 })]
    [InlineData(Activation.Tanh, new[] { 3, 17, 1 })]
    [InlineData(Activation.None, new[] { 100, 33 })]
    [InlineData(Activation.Tanh, new[] { 1, 1, 1, 1 })]
    public void AgreesWithLibtorch(Activation activation, int[] sizes)
    {
        var layers = RandomLayers.Make(1, activation, sizes);
        const int rows = 37;
        var input = RandomLayers.Values(new Random(2), rows * sizes[0], 3);
        var output = new float[rows * sizes[^1]];

        new MlpInference(layers).Forward(input, rows, output);

        using var scope = NewDisposeScope();
        var x = tensor(input, rows, sizes[0]);
        foreach (var layer in layers)
        {
            x = nn.functional.linear(x, tensor(layer.Weights, layer.Outputs, layer.Inputs), tensor(layer.Biases));
            x = layer.Activation switch { Activation.Tanh => x.tanh(), Activation.Relu => x.relu(), _ => x };
        }

        var expected = x.data<float>().ToArray();
        Assert.All(output.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void ARowHasTheSameBitsInAnyBatchAndAtAnyPlace()
    {
        var network = new MlpInference(RandomLayers.Make(3, Activation.Tanh, 25, 64, 64, 5));
        const int rows = 64;
        var input = RandomLayers.Values(new Random(4), rows * 25, 5);
        var whole = new float[rows * 5];
        network.Forward(input, rows, whole);

        foreach (var size in new[] { 1, 2, 3, 5, 7, 31 })
        {
            var parts = new float[rows * 5];
            for (var row = 0; row < rows; row += size)
            {
                network.Forward(input.AsSpan(row * 25), Math.Min(size, rows - row), parts.AsSpan(row * 5));
            }

            Assert.Equal(Bits(whole), Bits(parts));
        }
    }

    [Fact]
    public void NotANumberStaysInItsRow()
    {
        var network = new MlpInference(RandomLayers.Make(3, Activation.Tanh, 25, 64, 5));
        var input = RandomLayers.Values(new Random(4), 4 * 25, 5);
        input[26] = float.NaN;
        var output = new float[20];

        network.Forward(input, 4, output);

        Assert.All(output[5..10], value => Assert.True(float.IsNaN(value)));
        Assert.All((float[])[.. output[..5], .. output[10..]], value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>The hash was taken once; it is the same with AVX-512, AVX2, SSE and without intrinsics.</summary>
    [Fact]
    public void GivesTheSameBitsOnEveryCpu() => Assert.Equal(KnownHash, OutputHash());

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX512")]
    public void GivesTheSameBitsWithFewerInstructions(string variable)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"*.{nameof(GivesTheSameBitsOnEveryCpu)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [variable] = "0", ["NO_COLOR"] = "1" },
        };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0 && text.Contains("Total: 1", StringComparison.Ordinal), text);
    }

    [Fact]
    public void AllocatesNothing()
    {
        var network = new MlpInference(RandomLayers.Make(5, Activation.Tanh, 25, 64, 64, 5));
        var (input, output) = (new float[100 * 25], new float[100 * 5]);
        network.Forward(input, 100, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            network.Forward(input, 100, output);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void RefusesWhatDoesNotFit()
    {
        var layers = RandomLayers.Make(6, Activation.Tanh, 4, 8, 2);
        var network = new MlpInference(layers);

        Assert.Throws<ArgumentException>(() => new MlpInference([]));
        Assert.Throws<ArgumentException>(() => new MlpInference([layers[0], layers[0]]));
        Assert.Throws<ArgumentException>(() => new MlpInference([layers[0] with { Biases = new float[3] }]));
        Assert.Throws<ArgumentException>(() => network.Forward(new float[7], 2, new float[4]));
        Assert.Throws<ArgumentException>(() => network.Forward(new float[8], 2, new float[3]));
    }

    private const string KnownHash = "0A6EE8A5BDEDEB31";

    private static string OutputHash()
    {
        var random = new Random(7);
        var output = new float[50 * 5];
        var hash = new XxHash64();
        foreach (var activation in Enum.GetValues<Activation>())
        {
            new MlpInference(RandomLayers.Make(8, activation, 25, 64, 64, 5))
                .Forward(RandomLayers.Values(random, 50 * 25, 4), 50, output);
            hash.Append(MemoryMarshal.AsBytes<float>(output));
        }

        return Convert.ToHexString(hash.GetCurrentHash());
    }

    private static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
}
