using Snowball.Learning.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// Three stages of 16, 32 and 32 channels: a convolution with a stride (8 x 8 filters with 4, then 3 x 3 with 2) and a residual block. An eighth of the
/// arithmetic of <see cref="ImpalaConvolutions"/>.
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
        private readonly ResidualBlock block;

        public Stage(ResidualStage stage, int inputs, Random random)
            : base(nameof(Stage))
        {
            convolution = OrthogonalInitialisation.Convolution(inputs, stage.Channels, stage.Kernel, stage.Stride, stage.Padding, Math.Sqrt(2), random);
            block = new ResidualBlock(stage.Channels, random);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => block.forward(convolution.forward(input));
    }
}
