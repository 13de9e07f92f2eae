using System.Runtime.Intrinsics;

namespace Snowball.Learning.Inference;

/// <summary>x + second(relu(first(relu(x)))) of one picture. Channels are a multiple of 16, so that values are whole vectors.</summary>
internal sealed class ResidualBlockInference
{
    private readonly ConvolutionInference first, second;

    /// <param name="layout">Of x, with a border of one pixel.</param>
    /// <param name="name">Of the weights: NAME.first and NAME.second.</param>
    /// <param name="weights">Where they are.</param>
    public ResidualBlockInference(ImageLayout layout, string name, NetworkWeights weights)
    {
        (first, second) = (Layer("first", Activation.Relu), Layer("second", Activation.None));

        ConvolutionInference Layer(string layer, Activation activation) => new(
            weights.Values($"{name}.{layer}.weight", layout.Channels, layout.Channels, 3, 3), weights.Values($"{name}.{layer}.bias", layout.Channels),
            layout, layout, kernel: 3, stride: 1, activation);
    }

    /// <summary>Changes x in place. Allocates nothing.</summary>
    /// <param name="x">A picture of the layout.</param>
    /// <param name="inner">Scratch of its size, whose border is zero.</param>
    /// <param name="outer">Scratch of its size, whose border is zero.</param>
    public void Forward(Span<float> x, Span<float> inner, Span<float> outer)
    {
        Rectify(x, outer);
        first.Forward(outer, inner);
        second.Forward(inner, outer);
        for (var i = 0; i < x.Length; i += Vector256<float>.Count)
        {
            (Vector256.Create<float>(x[i..]) + Vector256.Create<float>(outer[i..])).CopyTo(x[i..]);
        }
    }

    /// <summary>The larger of zero and each value.</summary>
    public static void Rectify(ReadOnlySpan<float> values, Span<float> result)
    {
        for (var i = 0; i < values.Length; i += Vector256<float>.Count)
        {
            Vector256.Max(Vector256.Create(values[i..]), Vector256<float>.Zero).CopyTo(result[i..]);
        }
    }
}
