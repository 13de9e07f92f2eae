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

    public override Tensor forward(Tensor numbers, Tensor? frames) => Join(Convolve(frames!.to(numbers.dtype).div_(255)), numbers);

    /// <summary>What the convolutions make of pictures: [rows, channels, height, width].</summary>
    /// <param name="pictures">[rows, channels, height, width], from 0 to 1.</param>
    public Tensor Convolve(Tensor pictures) => convolutions.forward(pictures);

    /// <summary>Features of what the convolutions have made, and of numbers.</summary>
    public Tensor Join(Tensor maps, Tensor numbers) => output.forward(cat([maps.flatten(1), numbers], dim: 1)).relu_();
}
