using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>The convolutions of the Nature network.</summary>
internal sealed class NatureInference : IConvolutions
{
    private readonly ConvolutionInference first, second, third;
    private readonly ImageLayout afterFirst, afterSecond;

    public NatureInference(FrameShape picture, NetworkWeights weights)
    {
        var input = new ImageLayout(picture.Channels, picture.Height, picture.Width, Border: 0, IsPlanar: true);
        (first, afterFirst) = Layer(0, input, channels: 32, kernel: 8, stride: 4);
        (second, afterSecond) = Layer(1, afterFirst, channels: 64, kernel: 4, stride: 2);
        (third, Output) = Layer(2, afterSecond, channels: 64, kernel: 3, stride: 1);

        (ConvolutionInference, ImageLayout) Layer(int index, ImageLayout from, int channels, int kernel, int stride)
        {
            var to = new ImageLayout(channels, (from.Height - kernel) / stride + 1, (from.Width - kernel) / stride + 1, Border: 0);
            var name = $"encoder.convolutions.layers.{index}";
            return (
                new ConvolutionInference(
                    weights.Values($"{name}.weight", channels, from.Channels, kernel, kernel), weights.Values($"{name}.bias", channels), from, to, kernel, stride, Activation.Relu),
                to);
        }
    }

    public ImageLayout Output { get; }

    public int ScratchSize => afterFirst.Size + afterSecond.Size;

    public void Forward(ReadOnlySpan<float> picture, Span<float> scratch, Span<float> output)
    {
        first.Forward(picture, scratch);
        second.Forward(scratch, scratch[afterFirst.Size..]);
        third.Forward(scratch[afterFirst.Size..], output);
    }
}
