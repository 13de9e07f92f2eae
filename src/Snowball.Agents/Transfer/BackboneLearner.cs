using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Sim;

namespace Snowball.Agents.Transfer;

/// <summary>Any learner in a <see cref="BackboneEnvironment"/>: its policies read frames through the backbone, which stays as it is.</summary>
public sealed class BackboneLearner : ILearner
{
    private readonly ILearner _inner;
    private readonly Backbone _backbone;

    /// <param name="inner">Learns; disposed with this one.</param>
    /// <param name="backbone">That of its environment.</param>
    /// <exception cref="InputException">What it learns is no network, or has a memory.</exception>
    public BackboneLearner(ILearner inner, Backbone backbone)
    {
        (_inner, _backbone) = (inner, backbone);
        if (inner.Export(new ScenarioDescription("", "")).Description.Network is not DeepDescription { Memory: 0 })
            throw new InputException("only agents that learn a network without a memory can put it after a backbone", key: "--from");
    }

    /// <inheritdoc/>
    public long Steps => _inner.Steps;

    /// <inheritdoc/>
    public long Updates => _inner.Updates;

    /// <inheritdoc/>
    public IReadOnlyList<Statistic> Statistics => _inner.Statistics;

    /// <inheritdoc/>
    public string Notice => _inner.Notice;

    /// <inheritdoc/>
    public ParameterCount? Parameters => _inner.Parameters is { } own ? own with { Total = own.Total + _backbone.Weights.Values.Sum(Numbers) } : null;

    /// <inheritdoc/>
    public void Iterate() => _inner.Iterate();

    /// <inheritdoc/>
    public TrainedPolicy Export(ScenarioDescription scenario)
    {
        var network = (TrainedNetwork)_inner.Export(scenario);
        var seen = new ObservationDescription([], 0, _backbone.Description.Frames);
        return network with
        {
            Description = network.Description with { Observation = seen, Backbone = _backbone.Description },
            Weights = network.Weights.Concat(_backbone.Weights).ToDictionary(),
        };
    }

    /// <inheritdoc/>
    public void Save(SafetensorsFile state) => _inner.Save(state);

    /// <inheritdoc/>
    public void Load(SafetensorsFile state) => _inner.Load(state);

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    private static long Numbers(SafeTensor weights) => weights.Shape.Aggregate(1L, (product, length) => product * length);
}
