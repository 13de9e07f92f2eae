using Snowball.Learning.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Perception.Networks.MultiTask;

/// <summary>A layer that looks at each cell of a map by itself: a convolution of 1 x 1 as one product of matrices. Maps with channels last in memory are one already, while libtorch's
/// convolution would copy them.</summary>
internal sealed class CellLayer : nn.Module<Tensor, Tensor>
{
    private readonly Linear linear;

    public CellLayer(int inputs, int outputs, double gain, Random random, double bias = 0)
        : base(nameof(CellLayer))
    {
        linear = OrthogonalInitialisation.Linear(inputs, outputs, gain, random);
        using var noGradient = no_grad();
        linear.bias!.fill_(bias);
        RegisterComponents();
    }

    /// <summary>[frames, channels, rows, columns], channels last in memory, to as many cells.</summary>
    public override Tensor forward(Tensor map) => linear.forward(map.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
}
