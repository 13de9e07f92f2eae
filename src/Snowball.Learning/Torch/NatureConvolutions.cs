using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// Convolutions of 32 8 x 8 filters with stride 4, 64 4 x 4 with 2 and 64 3 x 3 with 1, a rectifier after each (Mnih et al., "Human-level control
/// through deep reinforcement learning", Nature 2015).
/// </summary>
internal sealed class NatureConvolutions : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Conv2d> layers;

    public NatureConvolutions(int channels, Random random)
        : base(nameof(NatureConvolutions))
    {
        layers = new(
            Layer(channels, 32, kernel: 8, stride: 4, random),
            Layer(32, 64, kernel: 4, stride: 2, random),
            Layer(64, 64, kernel: 3, stride: 1, random));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = input;
        foreach (var layer in layers) x = layer.forward(x).relu_();
        return x;
    }

    private static Conv2d Layer(int inputs, int outputs, int kernel, int stride, Random random) =>
        OrthogonalInitialisation.Convolution(inputs, outputs, kernel, stride, padding: 0, Math.Sqrt(2), random);
}
