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

    private static Conv2d Layer(int inputs, int outputs, Random random) =>
        OrthogonalInitialisation.Convolution(inputs, outputs, kernel: 3, stride: 1, padding: 1, Math.Sqrt(2), random);

    private sealed class Stage : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d convolution;
        private readonly ModuleList<Block> blocks;

        public Stage(int inputs, int channels, Random random)
            : base(nameof(Stage))
        {
            convolution = Layer(inputs, channels, random);
            blocks = new(new Block(channels, random), new Block(channels, random));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = nn.functional.max_pool2d(convolution.forward(input), kernel_size: 3, stride: 2, padding: 1);
            foreach (var block in blocks) x = block.forward(x);
            return x;
        }
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d first;
        private readonly Conv2d second;

        public Block(int channels, Random random)
            : base(nameof(Block))
        {
            first = Layer(channels, channels, random);
            second = Layer(channels, channels, random);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input + second.forward(first.forward(input.relu()).relu_());
    }
}
