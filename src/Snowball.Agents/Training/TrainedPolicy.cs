using System.Collections.Immutable;
using Snowball.Learning.Inference;
using Snowball.Learning.Policies;
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

    internal static ObservationDescription Describe(ObservationSpec observation) =>
        new([.. observation.Fields.Select(field => field.Name)], observation.Size);

    internal static ActionDescription Describe(ActionSpec action) => action.IsDiscrete
        ? new DiscreteActionDescription(action.Choices)
        : new ContinuousActionDescription([.. action.Names.Select(name => new ActionDimension(name, -1f, 1f))]);
}

/// <summary>A network's weights.</summary>
public sealed record TrainedNetwork(PolicyDescription Description, ImmutableArray<DenseLayer> Layers, RunningNormaliser? Normaliser)
    : TrainedPolicy(Description)
{
    /// <inheritdoc/>
    public override GreedyPolicy Greedy() => GreedyPolicy.OfNetwork(Description, Layers, Normaliser);

    /// <inheritdoc/>
    public override void Save(string folder) => PolicyFile.Save(folder, Description, Layers, Normaliser);
}

/// <summary>A table's action values and how often each was learned, [states x actions].</summary>
public sealed record TrainedTable(PolicyDescription Description, ImmutableArray<double> Values, ImmutableArray<long> Visits) : TrainedPolicy(Description)
{
    /// <inheritdoc/>
    public override GreedyPolicy Greedy() => GreedyPolicy.OfTable(Description, Values.AsSpan());

    /// <inheritdoc/>
    public override void Save(string folder) => PolicyFile.Save(folder, Description, Values.AsSpan(), Visits.AsSpan());
}
