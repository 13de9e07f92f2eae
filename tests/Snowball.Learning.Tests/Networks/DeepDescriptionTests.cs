using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;

namespace Snowball.Learning.Tests.Networks;

public sealed class DeepDescriptionTests
{
    private static readonly MlpEncoder Mlp = new(7, [8], Activation.Relu);
    private static readonly LinearHead Head = new("policy", 2);
    private static readonly FrameShape Picture = new(4, 84, 84);

    public static TheoryData<DeepDescription, string> Bad => new()
    {
        { new(Mlp with { Numbers = 0 }, 0, [Head]), "the encoder reads 0 numbers" },
        { new(Mlp with { HiddenSizes = [64, 0] }, 0, [Head]), "the encoder has layers of 64, 0" },
        { new(Mlp, -1, [Head]), "the memory has -1 cells" },
        { new(Mlp, 0, []), "the network has no heads" },
        { new(Mlp, 0, [Head, new SquashedHead("policy", 1)]), "two heads have the same name" },
        { new(Mlp, 0, [Head with { Outputs = 0 }]), "head 'policy' has 0 outputs" },
        { new(Mlp, 0, [Head with { Name = "a.b" }]), "a head is called 'a.b'" },
        { new(Mlp, 0, [new ActionValueHead("value", 2, -1, false, false, null)]), "head 'value' has -1 hidden units" },
        { new(Mlp, 0, [new ActionValueHead("value", 2, 0, false, false, new ReturnAtoms(1, 0, 1))]), "head 'value' has 1 atoms, but a distribution takes at least 2" },
        { new(Mlp, 0, [new ActionValueHead("value", 2, 0, false, false, new ReturnAtoms(5, 1, 1))]), "head 'value' has atoms from 1 to 1" },
        { new(new ConvolutionalEncoder(0, ConvolutionalLayers.Nature, Picture with { Width = 35 }, 64), 0, [Head]), "pictures of 35 x 84 are too small for the convolutions: it takes 36 x 36" },
        { new(new ConvolutionalEncoder(0, ConvolutionalLayers.Impala, Picture with { Channels = 0 }, 64), 0, [Head]), "the pictures are 84 x 84 with 0 channels" },
        { new(new ConvolutionalEncoder(-1, ConvolutionalLayers.Impala, Picture, 64), 0, [Head]), "the encoder reads -1 numbers" },
        { new(new ConvolutionalEncoder(0, ConvolutionalLayers.Impala, Picture, 0), 0, [Head]), "the encoder has a layer of 0" },
        { new(new SetEncoder(0, 5, 64, 2), 0, [Head]), "the encoder reads 0 vehicles of 5 numbers" },
        { new(new SetEncoder(3, 5, 10, 4), 0, [Head]), "4 attention heads do not divide a width of 10" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void ABadOneIsRefusedEverywhere(DeepDescription description, string problem)
    {
        Assert.Equal(problem, description.Problem);
        Assert.StartsWith(problem, Assert.Throws<ArgumentException>(() => new DeepNetwork(description, new Random(1))).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            problem, Assert.Throws<ArgumentException>(() => NetworkInference.Create(description, new Dictionary<string, SafeTensor>())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GoodOnesHaveNoProblem() => Assert.All(SampleNetworks.All.Values, description => Assert.Null(description.Problem));
}
