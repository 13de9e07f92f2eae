using Snowball.Learning.Formats;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>Makes managed networks.</summary>
public static class NetworkInference
{
    /// <summary>Makes the network of a description.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="weights">By name, as <see cref="DeepDescription"/> says; copied.</param>
    /// <exception cref="ArgumentException">Some are missing, or of another shape.</exception>
    public static INetworkInference Create(DeepDescription description, IReadOnlyDictionary<string, SafeTensor> weights) => description switch
    {
        { Encoder: MlpEncoder mlp, Memory: 0, Heads: [LinearHead head] } => new MlpInference([.. Layers(mlp, weights), Layer($"heads.{head.Name}", mlp.Features, head.Outputs, Activation.None, weights)]),
        _ => throw new NotSupportedException("There is no managed inference of such a network yet."),
    };

    private static IEnumerable<DenseLayer> Layers(MlpEncoder mlp, IReadOnlyDictionary<string, SafeTensor> weights)
    {
        int inputs = mlp.Numbers;
        for (int i = 0; i < mlp.HiddenSizes.Count; i++)
        {
            yield return Layer($"encoder.layers.{i}", inputs, mlp.HiddenSizes[i], mlp.Activation, weights);
            inputs = mlp.HiddenSizes[i];
        }
    }

    private static DenseLayer Layer(string name, int inputs, int outputs, Activation activation, IReadOnlyDictionary<string, SafeTensor> weights) =>
        new(inputs, outputs, Values(weights, $"{name}.weight", outputs, inputs), Values(weights, $"{name}.bias", outputs), activation);

    private static float[] Values(IReadOnlyDictionary<string, SafeTensor> weights, string name, params ReadOnlySpan<int> shape) =>
        !weights.TryGetValue(name, out var tensor) ? throw new ArgumentException($"the weights '{name}' are missing")
        : !tensor.Shape.ToArray().AsSpan().SequenceEqual(shape) || tensor.Type != SafeTensorType.F32
            ? throw new ArgumentException($"the weights '{name}' are {tensor.Type} [{string.Join(", ", tensor.Shape)}], not F32 [{string.Join(", ", shape.ToArray())}]")
        : tensor.ToArray<float>();
}
