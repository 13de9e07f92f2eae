namespace Snowball.Agents.Replay;

/// <summary>Steps of the past that are learned from together, one a row; the buffers are filled anew at each draw.</summary>
internal sealed class ReplayBatch(int rows, ReplayLayout layout)
{
    /// <summary>How many.</summary>
    public int Rows => rows;

    /// <summary>[rows x observation], as the environment gave them.</summary>
    public float[] Observations { get; } = new float[rows * layout.ObservationSize];

    /// <summary>[rows x frames]; empty without a camera.</summary>
    public byte[] Frames { get; } = new byte[rows * layout.FrameBytes];

    /// <summary>[rows x action].</summary>
    public float[] Actions { get; } = new float[rows * layout.ActionSize];

    /// <summary>[rows], discounted sums of the rewards up to <see cref="NextObservations"/>.</summary>
    public float[] Returns { get; } = new float[rows];

    /// <summary>[rows], what the value of <see cref="NextObservations"/> is multiplied by: 0 where the episode was terminated before.</summary>
    public float[] Discounts { get; } = new float[rows];

    /// <summary>[rows x observation], that after the summed rewards; the last one of a truncated episode. Without meaning where the discount is 0.</summary>
    public float[] NextObservations { get; } = new float[rows * layout.ObservationSize];

    /// <summary>[rows x frames], those of <see cref="NextObservations"/>.</summary>
    public byte[] NextFrames { get; } = new byte[rows * layout.FrameBytes];

    /// <summary>[rows], what the loss of a row is multiplied by: undoes the bias of prioritised draws, 1 at most.</summary>
    public float[] Weights { get; } = new float[rows];

    /// <summary>[rows], agents.</summary>
    internal int[] Agents { get; } = new int[rows];

    /// <summary>[rows], positions in the agents' rings.</summary>
    internal long[] Positions { get; } = new long[rows];
}
