using System.Runtime.InteropServices;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Tests.Inference;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Networks;

/// <summary>One small network of each kind, with weights and inputs from a seed: no weight is zero, so none can be left out unseen.</summary>
internal static class SampleNetworks
{
    public static readonly IReadOnlyDictionary<string, DeepDescription> All = new Dictionary<string, DeepDescription>
    {
        ["two heads"] = new(new MlpEncoder(7, [24, 18], Activation.Relu), Memory: 0, [new LinearHead("policy", 3), new LinearHead("value", 1)]),
        ["no encoder"] = new(new MlpEncoder(7, [], Activation.Tanh), Memory: 0, [new LinearHead("policy", 3), new LinearHead("value", 1)]),
        ["lstm"] = new(new MlpEncoder(7, [20], Activation.Tanh), Memory: 21, [new LinearHead("policy", 3), new LinearHead("value", 1)]),
        ["squashed"] = new(new MlpEncoder(7, [24], Activation.Relu), Memory: 0, [new SquashedHead("policy", 2)]),
        ["nature"] = new(new ConvolutionalEncoder(5, ConvolutionalLayers.Nature, new FrameShape(2, 44, 53), 19), Memory: 0, [new LinearHead("policy", 3)]),
        ["values"] = new(new MlpEncoder(7, [], Activation.Tanh), Memory: 0, [new ActionValueHead("value", 3, HiddenSize: 20, Duelling: false, Noisy: false, Atoms: null)]),
        ["duelling"] = new(new MlpEncoder(7, [18], Activation.Relu), Memory: 0, [new ActionValueHead("value", 3, HiddenSize: 0, Duelling: true, Noisy: false, Atoms: null)]),
        ["rainbow"] = new(new MlpEncoder(7, [18], Activation.Relu), Memory: 0, [new ActionValueHead("value", 5, HiddenSize: 20, Duelling: true, Noisy: true, new ReturnAtoms(21, -3, 7))]),
        ["impala"] = new(new ConvolutionalEncoder(0, ConvolutionalLayers.Impala, new FrameShape(3, 21, 17), 32), Memory: 0, [new LinearHead("policy", 3)]),
        ["residual"] = new(new ConvolutionalEncoder(2, ConvolutionalLayers.Residual, new FrameShape(2, 37, 22), 24), Memory: 0, [new LinearHead("policy", 3)]),
        ["set"] = new(new SetEncoder(6, 5, 20, 2), Memory: 0, [new LinearHead("policy", 3)]),
        ["set with memory"] = new(new SetEncoder(4, 7, 24, 3), Memory: 16, [new LinearHead("policy", 3), new LinearHead("value", 1)]),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>A torch network with weights that a seed alone decides.</summary>
    public static DeepNetwork Make(string name, int seed = 1)
    {
        var network = new DeepNetwork(All[name], new Random(seed));
        network.Load(Weights(network, seed));
        return network;
    }

    public static Dictionary<string, SafeTensor> Weights(DeepNetwork network, int seed)
    {
        var random = new Random(seed);
        return network.Weights().ToDictionary(pair => pair.Key, pair =>
        {
            int[] shape = [.. pair.Value.Shape];
            var count = shape.Aggregate(1, (a, b) => a * b);
            return SafeTensor.From<float>(RandomLayers.Values(random, count, MathF.Sqrt(3f * shape[0] / count)), shape);
        });
    }

    /// <summary>A managed network and inputs of it.</summary>
    public static (INetworkInference Network, float[] Numbers, byte[] Frames, float[] Memory) Inference(string name, int rows)
    {
        using var network = Make(name);
        var inference = network.Inference();
        var random = new Random(2);
        var numbers = Numbers(All[name], random, rows);
        var frames = new byte[rows * inference.FrameSize];
        random.NextBytes(frames);
        return (inference, numbers, frames, RandomLayers.Values(random, rows * inference.MemorySize, 1));
    }

    /// <summary>Of the vehicles of a set about a third are absent.</summary>
    public static float[] Numbers(DeepDescription description, Random random, int rows)
    {
        var numbers = RandomLayers.Values(random, rows * description.Encoder.Numbers, 1);
        if (description.Encoder is not SetEncoder set) return numbers;
        for (var i = 0; i < numbers.Length; i += set.RowSize) numbers[i] = random.Next(3) == 0 ? 0 : 1;
        return numbers;
    }

    /// <summary>The same step in torch: outputs of all heads beside each other, [rows, outputs], and the memory after it.</summary>
    public static (Tensor Output, Tensor? Memory) Forward(DeepNetwork network, float[] numbers, byte[] frames, float[] memory, int rows)
    {
        var description = network.Description;
        var pictures = description.Encoder.Frames is { } shape ? tensor(frames).reshape(rows, shape.Channels, shape.Height, shape.Width) : null;
        var features = network.Encode(tensor(numbers).reshape(rows, -1), pictures);
        if (description.Memory == 0) return (Heads(features), null);
        var (remembered, state) = network.Remember(features.unsqueeze(0), tensor(memory).reshape(rows, -1), zeros(1, rows, dtype: @bool));
        return (Heads(remembered[0]), state);

        Tensor Heads(Tensor read) => cat([.. description.Heads.Select(head => network.Head(head.Name, read))], dim: 1);
    }

    public static float[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.detach().contiguous().bytes).ToArray();
}
