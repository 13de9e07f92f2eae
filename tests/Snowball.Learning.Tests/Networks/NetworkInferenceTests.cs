using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Networks;

/// <summary>What holds of every network in managed code.</summary>
public sealed class NetworkInferenceTests : TemporaryFolder
{
    public static TheoryData<string> Names => SampleNetworks.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void AgreesWithLibtorch(string name)
    {
        using var scope = NewDisposeScope();
        using var network = SampleNetworks.Make(name);
        const int rows = 21;
        var (inference, numbers, frames, memory) = SampleNetworks.Inference(name, rows);
        var (expected, expectedMemory) = SampleNetworks.Forward(network, numbers, frames, memory, rows);
        var output = new float[rows * inference.OutputSize];

        inference.Forward(numbers, frames, memory, rows, output);

        AssertClose(SampleNetworks.Values(expected), output);
        if (expectedMemory is not null) AssertClose(SampleNetworks.Values(expectedMemory), memory);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ARowHasTheSameBitsInAnyBatchAtAnyPlaceAndOnAnyThread(string name)
    {
        const int rows = 19;
        var (inference, numbers, frames, memory) = SampleNetworks.Inference(name, rows);
        float[] whole = new float[rows * inference.OutputSize], wholeMemory = [.. memory];
        inference.Forward(numbers, frames, wholeMemory, rows, whole);

        Parallel.ForEach([1, 2, 3, 5, 8, 18], size =>
        {
            float[] parts = new float[rows * inference.OutputSize], partsMemory = [.. memory];
            for (var row = 0; row < rows; row += size)
            {
                inference.Forward(
                    numbers.AsSpan(row * inference.InputSize), frames.AsSpan(row * inference.FrameSize), partsMemory.AsSpan(row * inference.MemorySize),
                    Math.Min(size, rows - row), parts.AsSpan(row * inference.OutputSize));
            }

            Assert.Equal(Bits(whole), Bits(parts));
            Assert.Equal(Bits(wholeMemory), Bits(partsMemory));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AllocatesNothing(string name)
    {
        const int rows = 9;
        var (inference, numbers, frames, memory) = SampleNetworks.Inference(name, rows);
        var output = new float[rows * inference.OutputSize];
        inference.Forward(numbers, frames, memory, rows, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) inference.Forward(numbers, frames, memory, rows, output);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void APolicyComesBackFromItsFilesToTheBit(string name)
    {
        using var network = SampleNetworks.Make(name);
        var head = network.Description.Heads[0];
        var kept = network.Description.Only(head.Name);
        var encoder = kept.Encoder;
        ActionDescription action = head is SquashedHead
            ? new ContinuousActionDescription([.. Enumerable.Range(0, head.Outputs).Select(i => new ActionDimension($"action {i}", -1, 1))])
            : new DiscreteActionDescription(head.Outputs);
        var description = new PolicyDescription(
            "test", kept, new ObservationDescription([.. Enumerable.Range(0, encoder.Numbers).Select(i => $"field {i}")], encoder.Numbers, encoder.Frames), action,
            Normaliser: false, new ScenarioDescription("test", "00"), new TrainingDescription(1, 2), new Dictionary<string, double>());
        PolicyFile.Save(Folder, description, network.Weights(), normaliser: null);

        var loaded = PolicyFile.Load(Folder);

        const int rows = 11;
        var (_, numbers, frames, memory) = SampleNetworks.Inference(name, rows);
        float[] expected = new float[rows * (head is SquashedHead ? head.Outputs : 1)], actual = new float[expected.Length], expectedMemory = [.. memory];
        GreedyPolicy.OfNetwork(description, network.Weights(), normaliser: null).Act(numbers, frames, expectedMemory, expected);
        loaded.Act(numbers, frames, memory, actual);
        Assert.Equal(kept, loaded.Description.Network as DeepDescription, Same);
        Assert.Equal(Bits(expected), Bits(actual));
        Assert.Equal(Bits(expectedMemory), Bits(memory));
    }

    /// <summary>The hashes were taken once; they are the same with AVX-512, AVX2, SSE and without intrinsics.</summary>
    [Theory]
    [InlineData("two heads", "B3C0B7C1949B38A1")]
    [InlineData("no encoder", "CDA71BEADB753A27")]
    [InlineData("lstm", "BA793BA5F614A02D")]
    [InlineData("squashed", "16F99C8C464E4459")]
    [InlineData("nature", "24A5005C68071912")]
    [InlineData("values", "0911D6AF97E7702D")]
    [InlineData("duelling", "B05C033F8BDBAC9D")]
    [InlineData("rainbow", "56B6FC9E0376BE3C")]
    [InlineData("impala", "04B0DD8CFC82E59B")]
    [InlineData("residual", "0463387875E52D9E")]
    [InlineData("set", "ACF286215AE06C70")]
    [InlineData("set with memory", "DFF965DB9EDC68E3")]
    public void HasTheSameBitsOnEveryCpu(string name, string known)
    {
        const int rows = 13;
        var (inference, numbers, frames, memory) = SampleNetworks.Inference(name, rows);
        var output = new float[rows * inference.OutputSize];
        inference.Forward(numbers, frames, memory, rows, output);

        Assert.Equal(known, Convert.ToHexString(XxHash64.Hash(MemoryMarshal.AsBytes<float>((float[])[.. output, .. memory]))));
    }

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX512")]
    public void GivesTheSameBitsWithFewerInstructions(string variable)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"*.{nameof(NetworkInferenceTests)}.{nameof(HasTheSameBitsOnEveryCpu)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [variable] = "0", ["NO_COLOR"] = "1" },
        };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0 && text.Contains($"Total: {SampleNetworks.All.Count}", StringComparison.Ordinal), text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NamesTheWeightsThatAreMissingOrOfAnotherShape(string name)
    {
        using var network = SampleNetworks.Make(name);
        var description = network.Description;
        foreach (var weight in network.Weights().Keys.Where(key => !key.Contains(".deviation.", StringComparison.Ordinal)))
        {
            var weights = network.Weights();
            weights[weight] = SafeTensor.From<float>([1, 2], 2, 1);
            Assert.Contains($"'{weight}'", Assert.Throws<ArgumentException>(() => NetworkInference.Create(description, weights)).Message, StringComparison.Ordinal);
            weights.Remove(weight);
            Assert.Contains($"'{weight}'", Assert.Throws<ArgumentException>(() => NetworkInference.Create(description, weights)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void RefusesSpansThatAreTooShort(string name)
    {
        var (inference, numbers, frames, memory) = SampleNetworks.Inference(name, 3);
        var output = new float[3 * inference.OutputSize];

        if (numbers.Length > 0) Assert.Throws<ArgumentException>(() => inference.Forward(numbers.AsSpan(1), frames, memory, 3, output));
        Assert.Throws<ArgumentException>(() => inference.Forward(numbers, frames, memory, 3, output.AsSpan(1)));
        if (frames.Length > 0) Assert.Throws<ArgumentException>(() => inference.Forward(numbers, frames.AsSpan(1), memory, 3, output));
        if (memory.Length > 0) Assert.Throws<ArgumentException>(() => inference.Forward(numbers, frames, memory.AsSpan(1), 3, output));
    }

    private static bool Same(DeepDescription? a, DeepDescription? b) =>
        a is not null && b is not null && a.Memory == b.Memory && a.Heads.SequenceEqual(b.Heads)
        && (a.Encoder is MlpEncoder x && b.Encoder is MlpEncoder y ? x.HiddenSizes.SequenceEqual(y.HiddenSizes) && x.Numbers == y.Numbers && x.Activation == y.Activation : a.Encoder == b.Encoder);

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(MathF.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * scale));
    }

    private static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
}
