using Snowball.Learning.Inference;

namespace Snowball.Learning.Policies;

/// <summary>
/// A trained policy that takes its best action, in managed code: the same bits on any CPU, for any batch and any place
/// in it. Immutable, so threads may share one.
/// </summary>
public abstract class GreedyPolicy
{
    /// <summary>Rows that pass through scratch memory together.</summary>
    private protected const int BlockRows = 4;

    private protected GreedyPolicy(PolicyDescription description) => Description = description;

    /// <summary>The policy of a network that is still in memory.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="layers">The layers that the description names.</param>
    /// <param name="normaliser">The normaliser, exactly if the description says that there is one; it must not change.</param>
    public static GreedyPolicy OfNetwork(PolicyDescription description, IReadOnlyList<DenseLayer> layers, RunningNormaliser? normaliser) =>
        new MlpPolicy(description, new MlpInference(layers), normaliser);

    /// <summary>The policy of a table that is still in memory.</summary>
    /// <param name="description">What it is; its network is a <see cref="QTableDescription"/>.</param>
    /// <param name="values">[states, actions], row-major; copied.</param>
    public static GreedyPolicy OfTable(PolicyDescription description, ReadOnlySpan<double> values) =>
        new QTablePolicy(description, PolicyFile.DiscretisationOf(description), values.ToArray(), description.Action.Outputs);

    /// <summary>What the policy is.</summary>
    public PolicyDescription Description { get; }

    /// <summary>The action with the largest score, the first of equals.</summary>
    /// <param name="observations">[rows, observation size], row-major.</param>
    /// <param name="actions">[rows]; its length tells the number of rows.</param>
    /// <exception cref="InvalidOperationException">The actions are continuous.</exception>
    /// <exception cref="ArgumentException">The observations do not fill the rows.</exception>
    public void Act(ReadOnlySpan<float> observations, Span<int> actions)
    {
        if (Description.Action is not DiscreteActionDescription)
        {
            throw new InvalidOperationException("This policy's actions are continuous.");
        }

        CheckLength(observations, actions.Length);
        ChooseDiscrete(observations, actions);
    }

    /// <summary>The mean action, clipped to its range.</summary>
    /// <param name="observations">[rows, observation size], row-major.</param>
    /// <param name="actions">[rows, dimensions], row-major; its length tells the number of rows.</param>
    /// <exception cref="InvalidOperationException">The actions are discrete.</exception>
    /// <exception cref="ArgumentException">The observations do not fill the rows.</exception>
    public void Act(ReadOnlySpan<float> observations, Span<float> actions)
    {
        if (Description.Action is not ContinuousActionDescription continuous)
        {
            throw new InvalidOperationException("This policy's actions are discrete.");
        }

        CheckLength(observations, actions.Length / continuous.Outputs);
        ChooseContinuous(observations, actions, continuous.Dimensions);
    }

    private protected abstract void ChooseDiscrete(ReadOnlySpan<float> observations, Span<int> actions);

    private protected abstract void ChooseContinuous(
        ReadOnlySpan<float> observations, Span<float> actions, IReadOnlyList<ActionDimension> dimensions);

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

    private void CheckLength(ReadOnlySpan<float> observations, int rows)
    {
        if (observations.Length != rows * Description.Observation.Size)
        {
            throw new ArgumentException(
                $"{rows} rows of {Description.Observation.Size} are not the {observations.Length} values of the observations.");
        }
    }
}

/// <summary>A network's greedy policy.</summary>
internal sealed class MlpPolicy(PolicyDescription description, MlpInference network, RunningNormaliser? normaliser)
    : GreedyPolicy(description)
{
    private protected override void ChooseDiscrete(ReadOnlySpan<float> observations, Span<int> actions)
    {
        Span<float> scores = stackalloc float[BlockRows * network.OutputSize];
        for (var row = 0; row < actions.Length; row += BlockRows)
        {
            var rows = Math.Min(BlockRows, actions.Length - row);
            Run(observations, row, rows, scores);
            for (var i = 0; i < rows; i++)
            {
                actions[row + i] = ArgMax<float>(scores.Slice(i * network.OutputSize, network.OutputSize));
            }
        }
    }

    private protected override void ChooseContinuous(
        ReadOnlySpan<float> observations, Span<float> actions, IReadOnlyList<ActionDimension> dimensions)
    {
        var total = actions.Length / network.OutputSize;
        for (var row = 0; row < total; row += BlockRows)
        {
            Run(observations, row, Math.Min(BlockRows, total - row), actions[(row * network.OutputSize)..]);
        }

        for (var i = 0; i < actions.Length; i++)
        {
            var dimension = dimensions[i % dimensions.Count];
            actions[i] = Math.Clamp(actions[i], dimension.Low, dimension.High);
        }
    }

    private void Run(ReadOnlySpan<float> observations, int row, int rows, Span<float> output)
    {
        var block = observations.Slice(row * network.InputSize, rows * network.InputSize);
        if (normaliser is null)
        {
            network.Forward(block, rows, output);
            return;
        }

        Span<float> normalised = stackalloc float[block.Length];
        normaliser.Normalise(block, normalised);
        network.Forward(normalised, rows, output);
    }
}

/// <summary>A table's greedy policy.</summary>
internal sealed class QTablePolicy(PolicyDescription description, Discretisation discretisation, double[] values, int actionCount)
    : GreedyPolicy(description)
{
    private protected override void ChooseDiscrete(ReadOnlySpan<float> observations, Span<int> actions)
    {
        var size = Description.Observation.Size;
        for (var row = 0; row < actions.Length; row++)
        {
            var state = discretisation.StateOf(observations.Slice(row * size, size));
            actions[row] = ArgMax<double>(values.AsSpan(state * actionCount, actionCount));
        }
    }

    private protected override void ChooseContinuous(
        ReadOnlySpan<float> observations, Span<float> actions, IReadOnlyList<ActionDimension> dimensions) =>
        throw new InvalidOperationException("A table has discrete actions.");
}
