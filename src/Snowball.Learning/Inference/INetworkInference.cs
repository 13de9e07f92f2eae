namespace Snowball.Learning.Inference;

/// <summary>
/// The forward pass of a network without libtorch. A row's bits depend on nothing but the row and the weights: not on the batch, the place in it, the
/// thread, or the vector width. Immutable, so threads may share one.
/// </summary>
public interface INetworkInference
{
    /// <summary>Numbers in a row of the input.</summary>
    int InputSize { get; }

    /// <summary>Bytes of the pictures in a row of the input; 0 where it reads none.</summary>
    int FrameSize => 0;

    /// <summary>Numbers that a row carries from step to step; 0 where it remembers nothing.</summary>
    int MemorySize => 0;

    /// <summary>Values in a row of the output: those of each head after those of the one before.</summary>
    int OutputSize { get; }

    /// <summary>Runs a batch through the network. Allocates nothing.</summary>
    /// <param name="input">[rows, InputSize].</param>
    /// <param name="frames">[rows, FrameSize].</param>
    /// <param name="memory">[rows, MemorySize], zeros where an episode starts; receives what is carried on.</param>
    /// <param name="rows">Rows in the batch, zero or more.</param>
    /// <param name="output">[rows, OutputSize]; what follows is left alone.</param>
    /// <exception cref="ArgumentException">A span is too short for the rows.</exception>
    void Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> output);
}
