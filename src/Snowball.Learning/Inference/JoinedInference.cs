namespace Snowball.Learning.Inference;

/// <summary>Networks side by side that read the same input and remember nothing: a row has the outputs of each after those of the one before.</summary>
internal sealed class JoinedInference(IReadOnlyList<INetworkInference> networks) : INetworkInference
{
    private const int BlockRows = 32;

    private readonly int _largest = networks.Max(network => network.OutputSize);

    public int InputSize => networks[0].InputSize;

    public int FrameSize => networks[0].FrameSize;

    public int OutputSize { get; } = networks.Sum(network => network.OutputSize);

    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> output)
    {
        Span<float> part = stackalloc float[BlockRows * _largest];
        for (int first = 0; first < rows; first += BlockRows)
        {
            int block = Math.Min(BlockRows, rows - first), offset = 0;
            for (int i = 0; i < networks.Count; i++)
            {
                int size = networks[i].OutputSize;
                networks[i].Forward(
                    input.Slice(first * InputSize, block * InputSize), frames.Slice(first * FrameSize, block * FrameSize), [], block, part);
                for (int row = 0; row < block; row++) part.Slice(row * size, size).CopyTo(output[((first + row) * OutputSize + offset)..]);
                offset += size;
            }
        }
    }
}
