using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>The convolutions of the residual network.</summary>
internal sealed class ResidualInference : IConvolutions
{
    private readonly ImageLayout input;
    private readonly Stage[] stages;

    public ResidualInference(FrameShape picture, NetworkWeights weights)
    {
        input = new ImageLayout(picture.Channels, picture.Height, picture.Width, ResidualStage.All[0].Padding, IsPlanar: true);
        stages = new Stage[ResidualStage.All.Count];
        var layout = input;
        for (var i = 0; i < stages.Length; i++)
        {
            stages[i] = new Stage(ResidualStage.All[i], layout, $"encoder.convolutions.stages.{i}", weights);
            layout = stages[i].Layout;
        }

        Output = layout with { Border = 0 };
        ScratchSize = input.Size + stages.Sum(stage => 3 * stage.Layout.Size);
    }

    public ImageLayout Output { get; }

    public int ScratchSize { get; }

    public void Forward(ReadOnlySpan<float> picture, Span<float> scratch, Span<float> output)
    {
        scratch.Clear();
        var x = scratch[..input.Size];
        var rest = scratch[input.Size..];
        input.Frame(picture, x);
        foreach (var stage in stages)
        {
            var size = stage.Layout.Size;
            stage.Forward(x, rest[..size], rest.Slice(size, size), rest.Slice(2 * size, size));
            x = rest[..size];
            rest = rest[(3 * size)..];
        }

        var last = stages[^1].Layout;
        for (var y = 0; y < last.Height; y++)
        {
            ResidualBlockInference.Rectify(x.Slice(last.At(y, 0), Output.RowStride), output.Slice(Output.At(y, 0), Output.RowStride));
        }
    }

    private sealed class Stage
    {
        private readonly ConvolutionInference convolution;
        private readonly ResidualBlockInference? block;

        public Stage(ResidualStage stage, ImageLayout from, string name, NetworkWeights weights)
        {
            Layout = new ImageLayout(stage.Channels, stage.Left(from.Height), stage.Left(from.Width), Border: 1);
            convolution = new ConvolutionInference(
                weights.Values($"{name}.convolution.weight", stage.Channels, from.Channels, stage.Kernel, stage.Kernel),
                weights.Values($"{name}.convolution.bias", stage.Channels), from, Layout, stage.Kernel, stage.Stride, stage.HasBlock ? Activation.None : Activation.Relu);
            if (stage.HasBlock) block = new ResidualBlockInference(Layout, $"{name}.block", weights);
        }

        public ImageLayout Layout { get; }

        public void Forward(ReadOnlySpan<float> source, Span<float> x, Span<float> inner, Span<float> outer)
        {
            convolution.Forward(source, x);
            block?.Forward(x, inner, outer);
        }
    }
}
