using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Policies;

/// <summary>
/// A trained policy that takes its best action, in managed code: the same bits on any CPU, for any batch and any place
/// in it. Immutable, so threads may share one.
/// </summary>
public abstract class GreedyPolicy
{
    private protected GreedyPolicy(PolicyDescription description) => Description = description;

    /// <summary>The policy of a network that is still in memory.</summary>
    /// <param name="description">What it is; its network is a <see cref="DeepDescription"/>.</param>
    /// <param name="weights">The weights that the description names, those of its backbone among them; copied.</param>
    /// <param name="normaliser">The normaliser, exactly if the description says that there is one; it must not change.</param>
    /// <exception cref="ArgumentException">The weights do not fit.</exception>
    public static GreedyPolicy OfNetwork(PolicyDescription description, IReadOnlyDictionary<string, SafeTensor> weights, RunningNormaliser? normaliser) =>
        new NetworkPolicy(
            description, NetworkInference.Create((DeepDescription)description.Network, weights), normaliser,
            description.Backbone is { } backbone ? Backbone.OfPolicy(backbone, weights) : null);

    /// <summary>The policy of a table that is still in memory.</summary>
    /// <param name="description">What it is; its network is a <see cref="QTableDescription"/>.</param>
    /// <param name="values">[states, actions], row-major; copied.</param>
    public static GreedyPolicy OfTable(PolicyDescription description, ReadOnlySpan<double> values) =>
        new QTablePolicy(description, PolicyFile.DiscretisationOf(description), values.ToArray(), description.Action.Outputs);

    /// <summary>What the policy is.</summary>
    public PolicyDescription Description { get; }

    /// <summary>Numbers that a row carries from step to step; 0 where the policy remembers nothing.</summary>
    public virtual int MemorySize => 0;

    /// <summary>The action with the largest score, the first of equals, or the mean action clipped to its range.</summary>
    /// <param name="observations">[rows, observation size].</param>
    /// <param name="frames">[rows, frame size]; empty where the policy reads none.</param>
    /// <param name="memory">[rows, <see cref="MemorySize"/>], zeros where an episode starts; receives what is carried on.</param>
    /// <param name="actions">[rows] indices, or [rows, dimensions]; its length tells the number of rows.</param>
    /// <exception cref="ArgumentException">What is given does not fill the rows.</exception>
    public void Act(ReadOnlySpan<float> observations, ReadOnlySpan<byte> frames, Span<float> memory, Span<float> actions)
    {
        int rows = actions.Length / (Description.Action is DiscreteActionDescription ? 1 : Description.Action.Outputs);
        int frameSize = Description.Observation.Frames?.Size ?? 0;
        if (observations.Length != rows * Description.Observation.Size || frames.Length != rows * frameSize || memory.Length != rows * MemorySize)
        {
            throw new ArgumentException(
                $"{rows} rows of {Description.Observation.Size} numbers, {frameSize} bytes of pictures and {MemorySize} of memory are not the {observations.Length}, {frames.Length} and {memory.Length} that were given.");
        }

        Choose(observations, frames, memory, rows, actions);
    }

    private protected abstract void Choose(ReadOnlySpan<float> observations, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> actions);

    private protected static int ArgMax<T>(ReadOnlySpan<T> scores)
        where T : IComparable<T>
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i].CompareTo(scores[best]) > 0)
            {
                best = i;
            }
        }

        return best;
    }
}

/// <summary>A network's greedy policy.</summary>
internal sealed class NetworkPolicy(PolicyDescription description, INetworkInference network, RunningNormaliser? normaliser, Backbone? backbone)
    : GreedyPolicy(description)
{
    /// <summary>Rows that pass through scratch memory together.</summary>
    private const int BlockRows = 16;

    // A network after a backbone has no memory of its own.
    public override int MemorySize => backbone?.MemorySize ?? network.MemorySize;

    private protected override void Choose(ReadOnlySpan<float> observations, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> actions)
    {
        Span<float> outputs = stackalloc float[BlockRows * network.OutputSize];
        Span<float> scratch = stackalloc float[BlockRows * network.InputSize];
        for (int first = 0; first < rows; first += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - first);
            var input = scratch[..(count * network.InputSize)];
            var own = memory.Slice(first * MemorySize, count * MemorySize);
            if (backbone is null) Rows(observations, first, count, network.InputSize).CopyTo(input);
            else backbone.Forward([], Rows(frames, first, count, backbone.FrameSize), own, count, input);
            normaliser?.Normalise(input, input);
            network.Forward(input, Rows(frames, first, count, network.FrameSize), own, count, outputs);
            if (Description.Action is ContinuousActionDescription continuous) Clip(outputs[..(count * network.OutputSize)], continuous.Dimensions, actions[(first * network.OutputSize)..]);
            else for (int row = 0; row < count; row++) actions[first + row] = ArgMax<float>(outputs.Slice(row * network.OutputSize, network.OutputSize));
        }
    }

    private static ReadOnlySpan<T> Rows<T>(ReadOnlySpan<T> all, int first, int count, int size) => all.Slice(first * size, count * size);

    private static void Clip(ReadOnlySpan<float> means, IReadOnlyList<ActionDimension> dimensions, Span<float> actions)
    {
        for (int i = 0; i < means.Length; i++)
        {
            var dimension = dimensions[i % dimensions.Count];
            actions[i] = Math.Clamp(means[i], dimension.Low, dimension.High);
        }
    }
}

/// <summary>A table's greedy policy.</summary>
internal sealed class QTablePolicy(PolicyDescription description, Discretisation discretisation, double[] values, int actionCount)
    : GreedyPolicy(description)
{
    private protected override void Choose(ReadOnlySpan<float> observations, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> actions)
    {
        int size = Description.Observation.Size;
        for (int row = 0; row < rows; row++)
        {
            int state = discretisation.StateOf(observations.Slice(row * size, size));
            actions[row] = ArgMax<double>(values.AsSpan(state * actionCount, actionCount));
        }
    }
}
