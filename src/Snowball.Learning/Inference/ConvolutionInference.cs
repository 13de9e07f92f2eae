namespace Snowball.Learning.Inference;

/// <summary>
/// A convolution of one picture. The kernel of the fully connected layers reads each patch where it lies, so nothing is copied; it is computed for every
/// pixel of the output, in the order of the patch's rows and pixels.
/// </summary>
internal sealed class ConvolutionInference
{
    private readonly PackedWeights weights;
    private readonly Activation activation;
    private readonly int[] pieces;
    private readonly int[] from;
    private readonly int[] to;

    /// <summary>Copies the weights and finds all patches.</summary>
    /// <param name="weights">[output channels, input channels, kernel, kernel].</param>
    /// <param name="biases">[output channels], a multiple of 16.</param>
    /// <param name="input">Its border is the padding of the convolution.</param>
    /// <param name="output">Not planar; it may have a border, which is left alone.</param>
    /// <param name="kernel">Pixels on each side of a patch.</param>
    /// <param name="stride">Pixels from patch to patch.</param>
    /// <param name="activation">Applied to the sums.</param>
    /// <exception cref="ArgumentException">The number of output channels is not a multiple of 16.</exception>
    public ConvolutionInference(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, ImageLayout input, ImageLayout output, int kernel, int stride, Activation activation)
    {
        if (biases.Length % PackedWeights.BlockOutputs != 0) throw new ArgumentException($"A convolution gives a multiple of {PackedWeights.BlockOutputs} channels, not {biases.Length}.", nameof(biases));
        this.weights = new PackedWeights(input.IsPlanar ? weights : ByPixel(weights, input.Channels, kernel), biases);
        this.activation = activation;
        pieces = input.Pieces(kernel);
        from = new int[(output.Height * output.Width + PackedWeights.BlockRows - 1) / PackedWeights.BlockRows * PackedWeights.BlockRows];
        to = new int[from.Length];
        for (var i = 0; i < from.Length; i++)
        {
            // The last pixel is repeated until it fills a block of the kernel.
            var (y, x) = Math.DivRem(Math.Min(i, output.Height * output.Width - 1), output.Width);
            from[i] = input.At(y * stride - input.Border, x * stride - input.Border);
            to[i] = output.At(y, x);
        }
    }

    /// <summary>Writes the output's pixels. Allocates nothing.</summary>
    public void Forward(ReadOnlySpan<float> input, Span<float> output) => weights.Map(input, from, pieces, output, to, activation);

    /// <summary>[outputs, channels, kernel, kernel] to [outputs, kernel, kernel, channels].</summary>
    private static float[] ByPixel(ReadOnlySpan<float> weights, int channels, int kernel)
    {
        var pixels = kernel * kernel;
        var result = new float[weights.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (rest, pixel) = Math.DivRem(i, pixels);
            var (output, channel) = Math.DivRem(rest, channels);
            result[(output * pixels + pixel) * channels + channel] = weights[i];
        }

        return result;
    }
}
