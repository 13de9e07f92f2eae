namespace Snowball.Learning.Networks;

/// <summary>A stage of <see cref="ConvolutionalLayers.Residual"/>: a convolution with a stride, then a residual block, or rectifiers alone.</summary>
/// <param name="Channels">That it gives.</param>
/// <param name="Kernel">Pixels on each side of its filters.</param>
/// <param name="Stride">Pixels from filter to filter.</param>
/// <param name="Padding">Pixels of zeros around the picture.</param>
/// <param name="HasBlock">Whether there is a block.</param>
internal sealed record ResidualStage(int Channels, int Kernel, int Stride, int Padding, bool HasBlock = true)
{
    /// <summary>One after another.</summary>
    public static IReadOnlyList<ResidualStage> All { get; } =
    [
        new(16, Kernel: 5, Stride: 2, Padding: 2, HasBlock: false), new(32, Kernel: 3, Stride: 2, Padding: 1), new(48, Kernel: 3, Stride: 2, Padding: 1),
        new(64, Kernel: 3, Stride: 2, Padding: 1),
    ];

    /// <summary>Pixels that it leaves of a row or a column; 0 where there are too few.</summary>
    public int Left(int length) => length + 2 * Padding < Kernel ? 0 : (length + 2 * Padding - Kernel) / Stride + 1;

    /// <summary>Pixels that all stages leave of a row or a column; 0 where there are too few.</summary>
    public static int AfterAll(int length) => All.Aggregate(length, (left, stage) => left == 0 ? 0 : stage.Left(left));
}
