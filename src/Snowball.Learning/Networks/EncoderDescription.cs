using System.Text.Json.Serialization;
using Snowball.Learning.Inference;

namespace Snowball.Learning.Networks;

/// <summary>Size of a stack of pictures: bytes [Channels][Height][Width].</summary>
public sealed record FrameShape(int Channels, int Height, int Width)
{
    /// <summary>Bytes.</summary>
    [JsonIgnore]
    public int Size => Channels * Height * Width;
}

/// <summary>What turns one sensed row into features.</summary>
/// <param name="Numbers">Numbers in a row, 0 or more.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MlpEncoder), "mlp")]
[JsonDerivedType(typeof(ConvolutionalEncoder), "convolutional")]
[JsonDerivedType(typeof(SetEncoder), "set")]
public abstract record EncoderDescription(int Numbers)
{
    /// <summary>Pictures in a row; null where it reads none.</summary>
    [JsonIgnore]
    public virtual FrameShape? Frames => null;

    /// <summary>Values that it gives.</summary>
    [JsonIgnore]
    public abstract int Features { get; }

    /// <summary>Whether its numbers may be shifted and scaled before: not where there are none, nor where a zero has a meaning.</summary>
    [JsonIgnore]
    public virtual bool MayNormalise => Numbers > 0;

    /// <summary>What is wrong with it; null where nothing is.</summary>
    [JsonIgnore]
    public abstract string? Problem { get; }
}

/// <summary>Fully connected layers with an activation after each. Without any, the numbers themselves are the features.</summary>
/// <param name="Numbers">Numbers in a row.</param>
/// <param name="HiddenSizes">Outputs of the layers.</param>
/// <param name="Activation">After each of them.</param>
public sealed record MlpEncoder(int Numbers, IReadOnlyList<int> HiddenSizes, Activation Activation) : EncoderDescription(Numbers)
{
    /// <inheritdoc/>
    public override int Features => HiddenSizes.Count > 0 ? HiddenSizes[^1] : Numbers;

    /// <inheritdoc/>
    public override string? Problem =>
        Numbers < 1 ? $"the encoder reads {Numbers} numbers"
        : HiddenSizes.Any(size => size < 1) ? $"the encoder has layers of {string.Join(", ", HiddenSizes)}"
        : null;
}

/// <summary>The convolutional networks of the field.</summary>
public enum ConvolutionalLayers
{
    /// <summary>Three convolutions (Mnih et al., "Human-level control through deep reinforcement learning", Nature 2015).</summary>
    Nature,

    /// <summary>Three residual stages (Espeholt et al., "IMPALA", ICML 2018).</summary>
    Impala,

    /// <summary>Small residual stages with strides.</summary>
    Residual,
}

/// <summary>
/// Convolutions over pictures, whose bytes are divided by 255; their output and the numbers of the row then pass through a fully connected layer.
/// Rectified linear units throughout.
/// </summary>
/// <param name="Numbers">Numbers in a row beside the pictures, 0 or more.</param>
/// <param name="Layers">Which convolutions.</param>
/// <param name="Picture">Size of the pictures.</param>
/// <param name="Width">Outputs of the fully connected layer.</param>
public sealed record ConvolutionalEncoder(int Numbers, ConvolutionalLayers Layers, FrameShape Picture, int Width) : EncoderDescription(Numbers)
{
    /// <inheritdoc/>
    public override FrameShape Frames => Picture;

    /// <summary>What the convolutions leave of a picture; without height or width where it is too small for them.</summary>
    [JsonIgnore]
    public FrameShape Convolved => Layers switch
    {
        ConvolutionalLayers.Nature => new(64, AfterNature(Picture.Height), AfterNature(Picture.Width)),
        ConvolutionalLayers.Impala => new(32, AfterImpala(Picture.Height), AfterImpala(Picture.Width)),
        _ => new(ResidualStage.All[^1].Channels, ResidualStage.AfterAll(Picture.Height), ResidualStage.AfterAll(Picture.Width)),
    };

    /// <inheritdoc/>
    public override string? Problem =>
        Numbers < 0 ? $"the encoder reads {Numbers} numbers"
        : Picture.Channels < 1 || Picture.Height < 1 || Picture.Width < 1 ? $"the pictures are {Picture.Width} x {Picture.Height} with {Picture.Channels} channels"
        : Convolved.Size == 0 ? $"pictures of {Picture.Width} x {Picture.Height} are too small for the convolutions: it takes {Least} x {Least}"
        : Width < 1 ? $"the encoder has a layer of {Width}"
        : null;

    private int Least => Layers == ConvolutionalLayers.Nature ? 36 : 4;

    private static int AfterNature(int length) => Left(Left(Left(length, kernel: 8, stride: 4), kernel: 4, stride: 2), kernel: 3, stride: 1);

    private static int AfterImpala(int length) => (length + 7) / 8;

    private static int Left(int length, int kernel, int stride) => length < kernel ? 0 : (length - kernel) / stride + 1;

    /// <inheritdoc/>
    public override int Features => Width;
}

/// <summary>
/// Attention over the vehicles of an observation that lists them: the same features for any order of the others, and however many there are
/// (ego attention: Leurent and Mercat, "Social attention for autonomous decision-making in dense traffic", 2019).
/// </summary>
/// <param name="Rows">Vehicles listed, the ego first.</param>
/// <param name="RowSize">Numbers of each; the first one is 0 where there is no such vehicle.</param>
/// <param name="Width">Numbers into which each is embedded, and features.</param>
/// <param name="AttentionHeads">Divides the width.</param>
public sealed record SetEncoder(int Rows, int RowSize, int Width, int AttentionHeads) : EncoderDescription(Rows * RowSize)
{
    /// <inheritdoc/>
    public override bool MayNormalise => false;

    /// <inheritdoc/>
    public override string? Problem =>
        Rows < 1 || RowSize < 1 ? $"the encoder reads {Rows} vehicles of {RowSize} numbers"
        : Width < 1 || AttentionHeads < 1 || Width % AttentionHeads != 0 ? $"{AttentionHeads} attention heads do not divide a width of {Width}"
        : null;

    /// <summary>The layers that embed the ego, and with weights of their own each of the others.</summary>
    [JsonIgnore]
    public MlpEncoder Embedding => new(RowSize, [Width, Width], Activation.Relu);

    /// <inheritdoc/>
    public override int Features => Width;
}
