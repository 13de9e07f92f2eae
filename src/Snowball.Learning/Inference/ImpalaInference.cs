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
        bordered.Clear();
        input.Frame(picture, bordered);
        for (var i = 0; i < stages.Length; i++)
        {
            stages[i].Forward(i == 0 ? bordered : pooled, convolved, pooled, pooledSize);
        }

        var last = stages[^1].Pooled;
        for (var y = 0; y < last.Height; y++)
        {
            var row = output.Slice(Output.At(y, 0), Output.RowStride);
            pooled.Slice(last.At(y, 0), Output.RowStride).CopyTo(row);
            ResidualBlockInference.Rectify(row, row);
        }
    }

    /// <summary>Every layout has a multiple of 16 channels, so that its values are whole vectors.</summary>
    private sealed class Stage
    {
        private readonly ConvolutionInference convolution;
        private readonly ResidualBlockInference[] blocks;

        public Stage(ImageLayout input, int channels, string name, NetworkWeights weights)
        {
            Convolved = new ImageLayout(channels, input.Height, input.Width, Border: 0);
            Pooled = new ImageLayout(channels, (input.Height + 1) / 2, (input.Width + 1) / 2, Border: 1);
            convolution = new ConvolutionInference(
                weights.Values($"{name}.convolution.weight", channels, input.Channels, 3, 3), weights.Values($"{name}.convolution.bias", channels),
                input, Convolved, kernel: 3, stride: 1, Activation.None);
            blocks = [.. Enumerable.Range(0, 2).Select(i => new ResidualBlockInference(Pooled, $"{name}.blocks.{i}", weights))];
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
            foreach (var block in blocks) block.Forward(x, inner, outer);
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
