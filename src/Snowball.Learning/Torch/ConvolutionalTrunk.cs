using Snowball.Learning.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>The layers of a <see cref="ConvolutionalEncoder"/>.</summary>
internal sealed class ConvolutionalTrunk : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> convolutions;
    private readonly Linear output;

    public ConvolutionalTrunk(ConvolutionalEncoder description, Random random)
        : base(nameof(ConvolutionalTrunk))
    {
        var channels = description.Picture.Channels;
        convolutions = description.Layers switch
        {
            ConvolutionalLayers.Nature => new NatureConvolutions(channels, random),
            ConvolutionalLayers.Impala => new ImpalaConvolutions(channels, random),
            _ => new ResidualConvolutions(channels, random),
        };
        output = OrthogonalInitialisation.Linear(description.Convolved.Size + description.Numbers, description.Width, Math.Sqrt(2), random);
        RegisterComponents();
    }

    public override Tensor forward(Tensor numbers, Tensor? frames)
    {
        var features = convolutions.forward(frames!.to(numbers.dtype).div_(255)).flatten(1);
        return output.forward(cat([features, numbers], dim: 1)).relu_();
    }
}
