using System.Runtime.InteropServices;
using Snowball.Learning.Inference;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>A multilayer perceptron: linear layers, tanh after each but the last.</summary>
public sealed class Perceptron : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> layers;

    /// <summary>Makes the layers on the CPU, with orthogonal weights (gain sqrt 2) and zero biases.</summary>
    /// <param name="sizes">From the input to the output, at least two.</param>
    /// <param name="headGain">Gain of the last layer.</param>
    /// <param name="random">Where the weights come from.</param>
    public Perceptron(IReadOnlyList<int> sizes, double headGain, Random random)
        : base(nameof(Perceptron))
    {
        layers = new([.. Enumerable.Range(0, sizes.Count - 1).Select(i => OrthogonalInitialisation.Linear(
            sizes[i], sizes[i + 1], i < sizes.Count - 2 ? Math.Sqrt(2) : headGain, random))]);
        RegisterComponents();
    }

    /// <summary>Evaluates a batch.</summary>
    /// <param name="input">[rows, inputs].</param>
    /// <returns>[rows, outputs].</returns>
    public override Tensor forward(Tensor input)
    {
        var x = input;
        for (var i = 0; i < layers.Count - 1; i++)
        {
            x = layers[i].forward(x).tanh_();
        }

        return layers[layers.Count - 1].forward(x);
    }

    /// <summary>A copy of the layers for <see cref="MlpInference"/>.</summary>
    public DenseLayer[] Layers() => [.. layers.Select((layer, i) => Copy(layer, i < layers.Count - 1 ? Activation.Tanh : Activation.None))];

    private static DenseLayer Copy(Linear layer, Activation activation)
    {
        var (outputs, inputs) = ((int)layer.weight!.shape[0], (int)layer.weight.shape[1]);
        return new DenseLayer(inputs, outputs, Values(layer.weight), Values(layer.bias!), activation);
    }

    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(tensor.cpu().bytes).ToArray();
    }
}
