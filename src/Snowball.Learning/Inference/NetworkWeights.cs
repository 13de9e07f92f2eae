using Snowball.Learning.Formats;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>Weights by name, of which each is checked when it is asked for.</summary>
internal sealed class NetworkWeights(IReadOnlyDictionary<string, SafeTensor> tensors)
{
    /// <summary>A fully connected layer: NAME.weight [outputs, inputs] and NAME.bias [outputs], or zeros where it has none.</summary>
    /// <exception cref="ArgumentException">One is missing, or of another shape.</exception>
    public DenseLayer Layer(string name, int inputs, int outputs, Activation activation, bool hasBias = true) =>
        new(inputs, outputs, Values($"{name}.weight", outputs, inputs), hasBias ? Values($"{name}.bias", outputs) : new float[outputs], activation);

    /// <summary>The layers of an encoder of fully connected ones: PREFIX.layers.I.</summary>
    /// <exception cref="ArgumentException">Weights are missing, or of another shape.</exception>
    public IEnumerable<DenseLayer> Layers(string prefix, MlpEncoder mlp)
    {
        var inputs = mlp.Numbers;
        for (var i = 0; i < mlp.HiddenSizes.Count; i++)
        {
            yield return Layer($"{prefix}.layers.{i}", inputs, mlp.HiddenSizes[i], mlp.Activation);
            inputs = mlp.HiddenSizes[i];
        }
    }

    /// <summary>A copy of the weights of a name, row-major.</summary>
    /// <exception cref="ArgumentException">They are missing, or of another shape.</exception>
    public float[] Values(string name, params ReadOnlySpan<int> shape) =>
        !tensors.TryGetValue(name, out var tensor) ? throw new ArgumentException($"the weights '{name}' are missing")
        : !tensor.Shape.ToArray().AsSpan().SequenceEqual(shape) || tensor.Type != SafeTensorType.F32
            ? throw new ArgumentException($"the weights '{name}' are {tensor.Type} [{string.Join(", ", tensor.Shape)}], not F32 [{string.Join(", ", shape.ToArray())}]")
        : tensor.ToArray<float>();
}
