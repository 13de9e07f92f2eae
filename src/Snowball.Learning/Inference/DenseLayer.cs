namespace Snowball.Learning.Inference;

/// <summary>What a layer applies to its weighted sums, element by element.</summary>
public enum Activation
{
    /// <summary>Nothing: the sums themselves.</summary>
    None,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>The larger of zero and the sum.</summary>
    Relu,
}

/// <summary>A fully connected layer, y = activation(W x + b).</summary>
/// <param name="Inputs">Length of x.</param>
/// <param name="Outputs">Length of y.</param>
/// <param name="Weights">W in row-major order, [Outputs, Inputs], as libtorch keeps it.</param>
/// <param name="Biases">b, [Outputs].</param>
/// <param name="Activation">What is applied to the sums.</param>
public sealed record DenseLayer(int Inputs, int Outputs, float[] Weights, float[] Biases, Activation Activation);
