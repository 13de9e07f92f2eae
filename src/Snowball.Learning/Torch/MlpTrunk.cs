using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>The layers of an <see cref="MlpEncoder"/>.</summary>
internal sealed class MlpTrunk : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly Activation _activation;
    private readonly ModuleList<Linear> layers;

    public MlpTrunk(MlpEncoder description, Random random)
        : base(nameof(MlpTrunk))
    {
        _activation = description.Activation;
        int[] sizes = [description.Numbers, .. description.HiddenSizes];
        layers = new([.. Enumerable.Range(0, sizes.Length - 1).Select(i => OrthogonalInitialisation.Linear(sizes[i], sizes[i + 1], Math.Sqrt(2), random))]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor numbers, Tensor? frames)
    {
        var x = numbers;
        foreach (var layer in layers) x = _activation == Activation.Tanh ? layer.forward(x).tanh_() : layer.forward(x).relu_();
        return x;
    }
}
