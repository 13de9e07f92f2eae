using System.Runtime.Intrinsics;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>The convolutions of the IMPALA network.</summary>
internal sealed class ImpalaInference : IConvolutions
{
    private readonly ImageLayout input;
    private readonly Stage[] stages;
    private readonly int convolvedSize, pooledSize;

    public ImpalaInference(FrameShape picture, NetworkWeights weights)
    {
        input = new ImageLayout(picture.Channels, picture.Height, picture.Width, Border: 1, IsPlanar: true);
        stages = new Stage[3];
        var layout = input;
        for (var i = 0; i < stages.Length; i++)
        {
            stages[i] = new Stage(layout, channels: i == 0 ? 16 : 32, $"encoder.convolutions.stages.{i}", weights);
            layout = stages[i].Pooled;
        }

        Output = layout with { Border = 0 };
        convolvedSize = stages.Max(stage => stage.Convolved.Size);
        pooledSize = stages.Max(stage => stage.Pooled.Size);
    }

    public ImageLayout Output { get; }

    public int ScratchSize => input.Size + convolvedSize + 3 * pooledSize;

    public void Forward(ReadOnlySpan<float> picture, Span<float> scratch, Span<float> output)
    {
        var bordered = scratch[..input.Size];
        var convolved = scratch.Slice(input.Size, convolvedSize);
        var pooled = scratch.Slice(input.Size + convolvedSize, 3 * pooledSize);
        AddBorder(picture, bordered);
        for (var i = 0; i < stages.Length; i++)
        {
            stages[i].Forward(i == 0 ? bordered : pooled, convolved, pooled, pooledSize);
        }

        var last = stages[^1].Pooled;
        for (var y = 0; y < last.Height; y++)
        {
            var row = output.Slice(Output.At(y, 0), Output.RowStride);
            pooled.Slice(last.At(y, 0), Output.RowStride).CopyTo(row);
            Rectify(row, row);
        }
    }

    private void AddBorder(ReadOnlySpan<float> picture, Span<float> bordered)
    {
        bordered.Clear();
        var plane = input.Size / input.Channels;
        for (var channel = 0; channel < input.Channels; channel++)
        {
            for (var y = 0; y < input.Height; y++)
            {
                picture.Slice((channel * input.Height + y) * input.Width, input.Width).CopyTo(bordered[(channel * plane + input.At(y, 0))..]);
            }
        }
    }

    private static void Rectify(ReadOnlySpan<float> values, Span<float> result)
    {
        for (var i = 0; i < values.Length; i += Vector256<float>.Count)
        {
            Vector256.Max(Vector256.Create(values[i..]), Vector256<float>.Zero).CopyTo(result[i..]);
        }
    }

    /// <summary>Every layout has a multiple of 16 channels, so that its values are whole vectors.</summary>
    private sealed class Stage
    {
        private readonly ConvolutionInference convolution;
        private readonly (ConvolutionInference First, ConvolutionInference Second)[] blocks;

        public Stage(ImageLayout input, int channels, string name, NetworkWeights weights)
        {
            Convolved = new ImageLayout(channels, input.Height, input.Width, Border: 0);
            Pooled = new ImageLayout(channels, (input.Height + 1) / 2, (input.Width + 1) / 2, Border: 1);
            convolution = Layer($"{name}.convolution", input, Convolved, Activation.None);
            blocks = [.. Enumerable.Range(0, 2).Select(i => (
                Layer($"{name}.blocks.{i}.first", Pooled, Pooled, Activation.Relu), Layer($"{name}.blocks.{i}.second", Pooled, Pooled, Activation.None)))];

            ConvolutionInference Layer(string layer, ImageLayout from, ImageLayout to, Activation activation) => new(
                weights.Values($"{layer}.weight", channels, from.Channels, 3, 3), weights.Values($"{layer}.bias", channels), from, to, kernel: 3, stride: 1, activation);
        }

        public ImageLayout Convolved { get; }

        public ImageLayout Pooled { get; }

        /// <summary>Reads <paramref name="source"/>, which may be the first third of <paramref name="scratch"/>; the result is there.</summary>
        public void Forward(ReadOnlySpan<float> source, Span<float> convolved, Span<float> scratch, int third)
        {
            convolution.Forward(source, convolved);
            scratch.Clear();
            var x = scratch[..Pooled.Size];
            var inner = scratch.Slice(third, Pooled.Size);
            var outer = scratch.Slice(2 * third, Pooled.Size);
            Pool(convolved, x);
            foreach (var (first, second) in blocks)
            {
                Rectify(x, outer);
                first.Forward(outer, inner);
                second.Forward(inner, outer);
                for (var i = 0; i < x.Length; i += Vector256<float>.Count)
                {
                    (Vector256.Create<float>(x[i..]) + Vector256.Create<float>(outer[i..])).CopyTo(x[i..]);
                }
            }
        }

        /// <summary>The largest of 3 x 3 pixels around every other one, of those that exist.</summary>
        private void Pool(ReadOnlySpan<float> convolved, Span<float> pooled)
        {
            for (var y = 0; y < Pooled.Height; y++)
            {
                for (var x = 0; x < Pooled.Width; x++)
                {
                    var target = pooled.Slice(Pooled.At(y, x), Pooled.Channels);
                    target.Fill(float.NegativeInfinity);
                    for (var row = Math.Max(2 * y - 1, 0); row <= Math.Min(2 * y + 1, Convolved.Height - 1); row++)
                    {
                        for (var column = Math.Max(2 * x - 1, 0); column <= Math.Min(2 * x + 1, Convolved.Width - 1); column++)
                        {
                            var pixel = convolved.Slice(Convolved.At(row, column), Pooled.Channels);
                            for (var i = 0; i < pixel.Length; i += Vector256<float>.Count)
                            {
                                Vector256.Max(Vector256.Create<float>(target[i..]), Vector256.Create(pixel[i..])).CopyTo(target[i..]);
                            }
                        }
                    }
                }
            }
        }
    }
}
