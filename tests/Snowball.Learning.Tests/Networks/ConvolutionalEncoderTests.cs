using Snowball.Learning.Networks;
using Snowball.Learning.Tests.Networks;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Networks;

public sealed class ConvolutionalEncoderTests
{
    [Theory]
    [InlineData(ConvolutionalLayers.Nature, 84, 84, 64, 7, 7)]
    [InlineData(ConvolutionalLayers.Nature, 36, 39, 64, 1, 1)]
    [InlineData(ConvolutionalLayers.Nature, 35, 84, 64, 0, 7)]
    [InlineData(ConvolutionalLayers.Nature, 5, 84, 64, 0, 7)]
    [InlineData(ConvolutionalLayers.Impala, 84, 96, 32, 11, 12)]
    [InlineData(ConvolutionalLayers.Impala, 1, 9, 32, 1, 2)]
    [InlineData(ConvolutionalLayers.Residual, 84, 96, 64, 6, 6)]
    [InlineData(ConvolutionalLayers.Residual, 17, 1, 64, 2, 1)]
    public void KnowsWhatTheConvolutionsLeave(ConvolutionalLayers layers, int height, int width, int channels, int convolvedHeight, int convolvedWidth) =>
        Assert.Equal(
            new FrameShape(channels, convolvedHeight, convolvedWidth), new ConvolutionalEncoder(0, layers, new FrameShape(1, height, width), 16).Convolved);

    /// <summary>The published sizes: a change of the layers changes these numbers.</summary>
    [Theory]
    [InlineData(ConvolutionalLayers.Nature, 512, 1_684_128)]
    [InlineData(ConvolutionalLayers.Impala, 256, 1_089_232)]
    public void HasAsManyParametersAsTheOriginal(ConvolutionalLayers layers, int width, long parameters)
    {
        using var network = new DeepNetwork(
            new DeepDescription(new ConvolutionalEncoder(0, layers, new FrameShape(4, 84, 84), width), 0, [new LinearHead("policy", 1)]), new Random(1));

        Assert.Equal(parameters, network.parameters().Sum(parameter => parameter.numel()) - width - 1);
    }

    [Theory]
    [InlineData("nature")]
    [InlineData("impala")]
    [InlineData("residual")]
    public void EveryWeightLearns(string name)
    {
        using var scope = NewDisposeScope();
        using var network = SampleNetworks.Make(name);
        var (_, numbers, frames, memory) = SampleNetworks.Inference(name, 20);

        SampleNetworks.Forward(network, numbers, frames, memory, 20).Output.square().sum().backward();

        Assert.All(network.named_parameters(), named => Assert.True(named.parameter.grad!.abs().max().item<float>() > 0, named.name));
    }
}
