using Snowball.Learning.Formats;
using Snowball.Learning.Inference;

namespace Snowball.Learning.Tests.Inference;

/// <summary>Networks and inputs from a seed, with weights small enough to keep tanh out of saturation.</summary>
internal static class RandomLayers
{
    public static DenseLayer[] Make(int seed, Activation activation, params int[] sizes)
    {
        var random = new Random(seed);
        var layers = new DenseLayer[sizes.Length - 1];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = new DenseLayer(
                sizes[i],
                sizes[i + 1],
                Values(random, sizes[i] * sizes[i + 1], 1 / MathF.Sqrt(sizes[i])),
                Values(random, sizes[i + 1], 0.5f),
                i < layers.Length - 1 ? activation : Activation.None);
        }

        return layers;
    }

    /// <summary>As weights of a network whose head is its last layer.</summary>
    public static Dictionary<string, SafeTensor> Weights(DenseLayer[] layers)
    {
        var weights = new Dictionary<string, SafeTensor>();
        for (var i = 0; i < layers.Length; i++)
        {
            var (layer, name) = (layers[i], i < layers.Length - 1 ? $"encoder.layers.{i}" : "heads.policy");
            weights[$"{name}.weight"] = SafeTensor.From<float>(layer.Weights, layer.Outputs, layer.Inputs);
            weights[$"{name}.bias"] = SafeTensor.From<float>(layer.Biases, layer.Outputs);
        }

        return weights;
    }

    public static float[] Values(Random random, int count, float scale) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2 - 1) * scale)];
}
