using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// Three stages of 16, 32 and 32 channels: a convolution, a maximum over 3 x 3 pixels with stride 2, and two residual blocks of two convolutions (the
/// large network of Espeholt et al., "IMPALA", ICML 2018). All filters are 3 x 3.
/// </summary>
internal sealed class ImpalaConvolutions : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Stage> stages;

    public ImpalaConvolutions(int channels, Random random)
        : base(nameof(ImpalaConvolutions))
    {
        stages = new(new Stage(channels, 16, random), new Stage(16, 32, random), new Stage(32, 32, random));
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
        private readonly ModuleList<ResidualBlock> blocks;

        public Stage(int inputs, int channels, Random random)
            : base(nameof(Stage))
        {
            convolution = OrthogonalInitialisation.Convolution(inputs, channels, kernel: 3, stride: 1, padding: 1, Math.Sqrt(2), random);
            blocks = new(new ResidualBlock(channels, random), new ResidualBlock(channels, random));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = nn.functional.max_pool2d(convolution.forward(input), kernel_size: 3, stride: 2, padding: 1);
            foreach (var block in blocks) x = block.forward(x);
            return x;
        }
    }
}
