using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>Sizes of a rollout.</summary>
/// <param name="Steps">Policy steps.</param>
/// <param name="Agents">Agents that act in each.</param>
/// <param name="SequenceLength">Steps that a memory learns over in one piece; divides the steps. 1 where nothing is remembered.</param>
/// <param name="Numbers">Observed by an agent.</param>
/// <param name="Frames">[channels, height, width] of the pictures that an agent sees; empty for none.</param>
/// <param name="Memory">Numbers that an agent carries from step to step.</param>
/// <param name="Dimensions">Numbers of an action.</param>
internal sealed record RolloutShape(int Steps, int Agents, int SequenceLength, int Numbers, long[] Frames, int Memory, int Dimensions)
{
    public int Count => Steps * Agents;

    public int Sequences => Count / SequenceLength;

    /// <summary>The row of a sequence's step.</summary>
    public int Row(int sequence, int step) => (sequence / Agents * SequenceLength + step) * Agents + sequence % Agents;

    /// <summary>Bytes of one agent's pictures.</summary>
    public int FrameSize => Frames.Length == 0 ? 0 : (int)(Frames[0] * Frames[1] * Frames[2]);
}

/// <summary>
/// What the agents saw, did and got in the steps between two updates: row = step * agents + agent. The steps fall into sequences, of
/// which number = piece * agents + agent. Tensors that networks read alias the arrays.
/// </summary>
internal sealed class Rollout : IDisposable
{
    public Rollout(RolloutShape shape, IReadOnlyList<float> discounts)
    {
        Shape = shape;
        Observations = new float[shape.Count * shape.Numbers];
        Frames = new byte[(long)shape.Count * shape.FrameSize];
        States = new float[shape.Sequences * shape.Memory];
        Starts = new bool[shape.Count];
        Actions = new float[shape.Count * shape.Dimensions];
        LogProbabilities = new float[shape.Count];
        Terminated = new bool[shape.Count];
        Truncated = new bool[shape.Count];
        Critics = [.. discounts.Select(discount => new CriticRollout(shape.Steps, shape.Agents, discount))];
        Order = new long[shape.Sequences];
        Tensors = new RolloutTensors(
            Alias(Observations, shape.Count, shape.Numbers),
            Frames.Length > 0 ? Alias(Frames, [shape.Count, .. shape.Frames]) : null,
            States.Length > 0 ? Alias(States, shape.Sequences, shape.Memory) : null,
            States.Length > 0 ? Alias(Starts, shape.Count) : null,
            Alias(Order, shape.Sequences), Alias(RowsOf(shape), shape.Sequences, shape.SequenceLength));
    }

    public RolloutShape Shape { get; }

    /// <summary>[rows x numbers], normalised.</summary>
    public float[] Observations { get; }

    /// <summary>[rows x frame size].</summary>
    public byte[] Frames { get; }

    /// <summary>[sequences x memory], before their first step.</summary>
    public float[] States { get; }

    /// <summary>[rows], whether an episode starts there.</summary>
    public bool[] Starts { get; }

    /// <summary>As drawn, before they are clipped or squashed for the environment.</summary>
    public float[] Actions { get; }

    public float[] LogProbabilities { get; }

    public bool[] Terminated { get; }

    public bool[] Truncated { get; }

    /// <summary>That of rewards, and that of costs where they are constrained. The policy learns from the advantages of the first.</summary>
    public CriticRollout[] Critics { get; }

    /// <summary>The order in which an epoch visits the sequences.</summary>
    public long[] Order { get; }

    /// <summary>What networks read of it.</summary>
    public RolloutTensors Tensors { get; }

    public void Dispose() => Tensors.Dispose();

    private static long[] RowsOf(RolloutShape shape)
    {
        long[] rows = new long[shape.Count];
        for (int i = 0; i < rows.Length; i++) rows[i] = shape.Row(i / shape.SequenceLength, i % shape.SequenceLength);
        return rows;
    }

    private static Tensor Alias(Array values, params long[] shape)
    {
        using var scope = NewDisposeScope();
        return (values.Length == 0 ? zeros(shape) : from_array(values).view(shape)).DetachFromDisposeScope();
    }
}

/// <summary>
/// What networks read of a rollout; on the processor the tensors alias the arrays. <paramref name="Order"/> and
/// <paramref name="Rows"/>, [sequences, steps], say which rows are read; they always stay there.
/// </summary>
internal sealed record RolloutTensors(Tensor Observations, Tensor? Frames, Tensor? States, Tensor? Starts, Tensor Order, Tensor Rows) : IDisposable
{
    /// <summary>The same on another device; what is there already is not copied.</summary>
    public RolloutTensors To(Device device) => new(Observations.to(device), Frames?.to(device), States?.to(device), Starts?.to(device), Order, Rows);

    public void Dispose()
    {
        foreach (var tensor in (Tensor?[])[Observations, Frames, States, Starts, Order, Rows]) tensor?.Dispose();
    }
}
