using System.Buffers;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Perception.Networks;
using Snowball.Sim.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Inference;

/// <summary>
/// Tells lanes from frames by a <see cref="LaneNetwork"/> in managed code: the same frame gives the same bits in any batch, on any CPU and any number of threads.
/// </summary>
/// <param name="network">What it is.</param>
/// <param name="inference">Its layers with their weights.</param>
public sealed class LaneEstimator(LaneNetwork network, INetworkInference inference)
{
    private readonly FramePreparation _preparation = new(network.Frame, network.FirstRow);

    // Few enough for all threads to have work, many enough for the layers to share their weights.
    private const int BlockFrames = 16, Outputs = 2 * LaneNetwork.Quantities;

    // Of a variance relative to the scale: frames that look like none that were learned from give any number.
    private const float MostLogarithm = 15f;

    /// <summary>What it is.</summary>
    public LaneNetwork Network => network;

    /// <summary>Frames that it reads.</summary>
    public FrameShape Frame => network.Frame;

    /// <summary>Loads the network of a folder.</summary>
    /// <exception cref="Learning.CorruptFileException">A file is damaged, of another version, or they do not fit each other.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static LaneEstimator Load(string folder)
    {
        var (network, inference) = LaneNetworkFile.Load(folder);
        return new LaneEstimator(network, inference);
    }

    /// <summary>Estimates the lanes of frames.</summary>
    /// <param name="frames">[lanes.Length][channels][height][width].</param>
    /// <param name="lanes">Receives one for each.</param>
    /// <param name="threads">Threads at most.</param>
    public void Estimate(ReadOnlyMemory<byte> frames, Memory<SeenLane> lanes, int threads = 1)
    {
        int blocks = (lanes.Length + BlockFrames - 1) / BlockFrames;
        if (threads == 1)
        {
            for (int block = 0; block < blocks; block++) EstimateBlock(block);
        }
        else
        {
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, EstimateBlock);
        }

        void EstimateBlock(int block)
        {
            int first = block * BlockFrames, count = Math.Min(BlockFrames, lanes.Length - first);
            Estimate(frames.Span.Slice(first * Frame.Size, count * Frame.Size), lanes.Span.Slice(first, count));
        }
    }

    /// <summary>What outputs of the network mean.</summary>
    internal static SeenLane Of(ReadOnlySpan<float> outputs, LaneScale scale) => new(
        outputs[0] * scale.LateralOffset, outputs[1] * scale.HeadingError, outputs[2] * scale.Curvature,
        Variance(outputs[3], scale.LateralOffset), Variance(outputs[4], scale.HeadingError), Variance(outputs[5], scale.Curvature));

    private void Estimate(ReadOnlySpan<byte> frames, Span<SeenLane> lanes)
    {
        Span<float> outputs = stackalloc float[BlockFrames * Outputs];
        byte[] prepared = ArrayPool<byte>.Shared.Rent(lanes.Length * _preparation.Prepared.Size);
        _preparation.Apply(frames, prepared);
        inference.Forward([], prepared, [], lanes.Length, outputs);
        ArrayPool<byte>.Shared.Return(prepared);
        for (int i = 0; i < lanes.Length; i++) lanes[i] = Of(outputs.Slice(i * Outputs, Outputs), network.Scale);
    }

    private static float Variance(float logarithm, float scale) => Elementary.Exp(Elementary.Clip(logarithm, -MostLogarithm, MostLogarithm)) * scale * scale;
}
