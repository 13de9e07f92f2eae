using System.Collections.Immutable;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Training;

/// <summary>What a learner has learned so far: it can act, and it can be written to a folder.</summary>
/// <param name="Description">What is written beside the weights.</param>
public abstract record TrainedPolicy(PolicyDescription Description)
{
    /// <summary>The policy in managed inference, without exploration.</summary>
    public abstract GreedyPolicy Greedy();

    /// <summary>Writes the policy's files.</summary>
    public abstract void Save(string folder);

    internal static ObservationDescription DescribeObservation(IBatchEnvironment environment) => new(
        [.. environment.Observation.Fields.Select(field => field.Name)], environment.Observation.Size,
        environment.FrameSpec is { } frames ? new FrameShape(frames.Channels.Length, frames.Height, frames.Width) : null);

    internal static ActionDescription Describe(ActionSpec action) => action.IsDiscrete
        ? new DiscreteActionDescription(action.Choices)
        : new ContinuousActionDescription([.. action.Names.Select(name => new ActionDimension(name, -1f, 1f))]);
}

/// <summary>A network's weights.</summary>
/// <param name="Description">Its network is a <see cref="DeepDescription"/>.</param>
/// <param name="Weights">By the names that the description gives.</param>
/// <param name="Normaliser">Exactly if the description says that there is one; it does not change.</param>
public sealed record TrainedNetwork(PolicyDescription Description, IReadOnlyDictionary<string, SafeTensor> Weights, RunningNormaliser? Normaliser)
    : TrainedPolicy(Description)
{
    /// <summary>Reads a policy's files.</summary>
    /// <exception cref="InputException">It is no network.</exception>
    /// <exception cref="Learning.CorruptFileException">A file is damaged, of another version, or they do not fit each other.</exception>
    public static TrainedNetwork Load(string folder) => PolicyFile.LoadNetwork(folder) is var (description, weights, normaliser)
        ? new TrainedNetwork(description, weights, normaliser)
        : throw new InputException("the policy is a table, and no network can start from one", folder);

    /// <inheritdoc/>
    public override GreedyPolicy Greedy() => GreedyPolicy.OfNetwork(Description, Weights, Normaliser);

    /// <inheritdoc/>
    public override void Save(string folder) => PolicyFile.Save(folder, Description, Weights, Normaliser);
}

/// <summary>A table's action values and how often each was learned, [states x actions].</summary>
public sealed record TrainedTable(PolicyDescription Description, ImmutableArray<double> Values, ImmutableArray<long> Visits) : TrainedPolicy(Description)
{
    /// <inheritdoc/>
    public override GreedyPolicy Greedy() => GreedyPolicy.OfTable(Description, Values.AsSpan());

    /// <inheritdoc/>
    public override void Save(string folder) => PolicyFile.Save(folder, Description, Values.AsSpan(), Visits.AsSpan());
}
