using Snowball.Learning.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// A convolution of 5 x 5 with a stride of 2, then three stages of 32, 48 and 64 channels: a convolution of 3 x 3 with a stride of 2 and a residual block. A third
/// of the arithmetic of <see cref="ImpalaConvolutions"/>.
/// </summary>
internal sealed class ResidualConvolutions : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Stage> stages;

    public ResidualConvolutions(int channels, Random random)
        : base(nameof(ResidualConvolutions))
    {
        stages = [];
        foreach (var stage in ResidualStage.All)
        {
            stages.Add(new Stage(stage, channels, random));
            channels = stage.Channels;
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = input;
        foreach (var stage in stages) x = stage.forward(x);
        return x.relu_();
    }

    private sealed class Stage : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d convolution;
        private readonly ResidualBlock? block;

        public Stage(ResidualStage stage, int inputs, Random random)
            : base(nameof(Stage))
        {
            convolution = OrthogonalInitialisation.Convolution(inputs, stage.Channels, stage.Kernel, stage.Stride, stage.Padding, Math.Sqrt(2), random);
            if (stage.HasBlock) block = new ResidualBlock(stage.Channels, random);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = convolution.forward(input);
            return block is null ? x.relu_() : block.forward(x);
        }
    }
}
