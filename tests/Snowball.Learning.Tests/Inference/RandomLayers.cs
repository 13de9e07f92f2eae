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

    public static float[] Values(Random random, int count, float scale) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2 - 1) * scale)];
}
