using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>x + second(relu(first(relu(x)))) with filters of 3 x 3 (He et al., "Identity mappings in deep residual networks", ECCV 2016).</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d first;
    private readonly Conv2d second;

    public ResidualBlock(int channels, Random random)
        : base(nameof(ResidualBlock))
    {
        first = Layer(channels, channels, random);
        second = Layer(channels, channels, random);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input + second.forward(first.forward(input.relu()).relu_());

    private static Conv2d Layer(int inputs, int outputs, Random random) =>
        OrthogonalInitialisation.Convolution(inputs, outputs, kernel: 3, stride: 1, padding: 1, Math.Sqrt(2), random);
}
