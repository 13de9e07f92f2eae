using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Snowball.Agents.Ppo.Lagrangian;
using Snowball.Agents.Training;
using Snowball.Agents.Transfer;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>
/// Proximal policy optimisation (Schulman et al. 2017), with or without memory and a constraint. Rollouts run in managed inference; libtorch computes the
/// gradients alone, one worker a thread, and their sum is taken in a fixed order: the same seed and options give the same bits.
/// </summary>
public sealed class PpoLearner : ILearner
{
    private readonly IBatchEnvironment _environment;
    private readonly PpoOptions _options;
    private readonly ulong _seed;
    private readonly long _budget;
    private readonly Schedule _learningRate, _entropyCoefficient, _discount;
    private readonly ActionDistribution _distribution;
    private readonly ActorCritic _network;
    private readonly Rollout _rollout;
    private readonly RolloutCollector _collector;
    private readonly CostConstraint? _constraint;
    private readonly Device _device;
    private TrainedParameters _trained;
    private FlatAdam _optimiser;
    private PpoUpdate _update;
    private ActionSampler _sampler;

    /// <summary>Starts with fresh networks.</summary>
    /// <param name="environment">What to learn from.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="budget">Agent steps over which the learning rate, the weight of the entropy and the discount move to their final values.</param>
    /// <param name="device">Where gradients are computed; the processor is the default, and quickest for small networks.</param>
    /// <param name="constraint">Limits the cost; null heeds rewards alone.</param>
    /// <exception cref="Sim.InputException">The network does not fit the environment.</exception>
    public PpoLearner(
        IBatchEnvironment environment, PpoOptions options, ulong seed, long budget, Device? device = null, LagrangianOptions? constraint = null)
    {
        (_environment, _options, _seed, _budget, _device) = (environment, options, seed, budget, device ?? CPU);
        _learningRate = new Schedule(options.LearningRate, options.FinalLearningRate, budget);
        _entropyCoefficient = new Schedule(options.EntropyCoefficient, options.FinalEntropyCoefficient, budget);
        _discount = new Schedule(options.Discount, options.FinalDiscount ?? options.Discount, budget - budget / 2);
        _distribution = new ActionDistribution(environment.Action, options.ActionDistribution);

        _network = new ActorCritic(
            options.Network.Encoder(environment), options.MemorySize, _distribution.Outputs, constraint is null ? ["value"] : ["value", "cost"],
            new Random((int)CounterRandom.Hash(seed, 0)), environment.Action.IsDiscrete ? null : (float)options.InitialLogStd);
        _network.to(_device);
        _trained = TrainedParameters.All(_network);
        _optimiser = new FlatAdam(_trained.Parameters);
        _sampler = Sampler();

        _rollout = new Rollout(
            options.Shape(environment, _sampler.Network.MemorySize),
            constraint is null ? [(float)options.Discount] : [(float)options.Discount, (float)constraint.CostDiscount]);
        _collector = new RolloutCollector(environment, _rollout, _distribution.Outputs, options);
        _update = Update();
        if (constraint is not null) _constraint = new CostConstraint(constraint, _rollout);
    }

    /// <inheritdoc/>
    public long Steps => _collector.Steps;

    /// <inheritdoc/>
    public long Updates { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<Statistic> Statistics { get; private set; } = [];

    /// <inheritdoc/>
    public ParameterCount? Parameters => new(_trained.Count, _trained.Total);

    /// <inheritdoc/>
    public TransferReport StartFrom(TrainedNetwork earlier)
    {
        var transfer = new PolicyTransfer(earlier, _environment);
        // A policy's file holds no critic: its encoder is the best that is known for those of the critics too.
        foreach (var (name, network) in _network.Networks) transfer.Into($"{name}.", network);
        if (_network.LogStandardDeviation is not null) transfer.Leave(ActorCritic.LogStandardDeviationName);
        var report = transfer.Report();
        _collector.Normaliser = transfer.Normaliser(_collector.Normaliser);
        Train(TrainedParameters.Of(_network, _options.Tuning, transfer.Fresh, new Random((int)CounterRandom.Hash(_seed, 2))));
        _sampler = Sampler();
        return report;
    }

    /// <inheritdoc/>
    public void Iterate()
    {
        double learningRate = _learningRate.At(Steps), entropyCoefficient = _entropyCoefficient.At(Steps);
        _rollout.Critics[0].Discount = (float)_discount.At(Steps - _budget / 2);
        _collector.Collect(_sampler);
        _constraint?.Measure();
        foreach (var critic in _rollout.Critics) critic.Estimate(_rollout.Terminated, _rollout.Truncated, (float)_options.GaeLambda);
        double[] explained = [.. _rollout.Critics.Select(critic => critic.ExplainedVariance)];
        if (_options.AdvantageNormalisation != AdvantageNormalisation.Off)
        {
            foreach (var critic in _rollout.Critics) critic.NormaliseAdvantages();
        }
        _constraint?.Apply();
        var statistics = _update.Run(Updates, learningRate, entropyCoefficient);
        Statistics =
        [
            .. statistics, new("discount", _rollout.Critics[0].Discount), new("explained_variance", explained[0]),
            .. explained[1..].Select(share => new Statistic("cost_explained_variance", share)), .. _constraint?.Statistics ?? [],
        ];
        _sampler = Sampler();
        Updates++;
    }

    /// <inheritdoc/>
    public TrainedPolicy Export(ScenarioDescription scenario)
    {
        string agent = _constraint is not null ? PpoAgent.ConstrainedName : _options.MemorySize > 0 ? PpoAgent.RecurrentName : PpoAgent.Name;
        var network = _network.Policy;
        if (!_environment.Action.IsDiscrete && _options.ActionDistribution == ContinuousDistribution.Squashed)
            network = network with { Heads = [new SquashedHead(ActorCritic.PolicyHead, _distribution.Outputs)] };
        var normaliser = _collector.Normaliser;
        return new TrainedNetwork(
            new PolicyDescription(
                agent, network, TrainedPolicy.DescribeObservation(_environment), TrainedPolicy.Describe(_environment.Action),
                normaliser is not null, scenario, new TrainingDescription(_seed, Steps), ImmutableSortedDictionary<string, double>.Empty),
            _network.PolicyWeights(),
            normaliser is null ? null : new RunningNormaliser(normaliser.Mean, normaliser.Variance, normaliser.Count));
    }

    /// <inheritdoc/>
    public void Save(SafetensorsFile state)
    {
        state.Add<long>("updates", [Updates], 1);
        _trained.Save(state);
        _optimiser.Save(state);
        _collector.Save(state);
        _constraint?.Save(state);
    }

    /// <inheritdoc/>
    public void Load(SafetensorsFile state)
    {
        Train(TrainedParameters.In(state, _network));
        _optimiser.Load(state);
        _trained.Load(state);
        _collector.Load(state);
        _constraint?.Load(state);
        Updates = state.Get<long>("updates", 1)[0];
        _sampler = Sampler();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _trained.Dispose();
        _network.Dispose();
        _rollout.Dispose();
    }

    private void Train(TrainedParameters trained)
    {
        _optimiser.Dispose();
        _trained.Dispose();
        _trained = trained;
        _optimiser = new FlatAdam(trained.Parameters);
        _update = Update();
    }

    private PpoUpdate Update() => new(_network, _trained, _optimiser, _distribution, _rollout, _options, _seed, _device);

    /// <summary>Acts by what is learned so far.</summary>
    private ActionSampler Sampler()
    {
        using var scope = NewDisposeScope();
        float[] logStd = _network.LogStandardDeviation is { } learned ? MemoryMarshal.Cast<byte, float>(learned.cpu().bytes).ToArray() : [];
        return new ActionSampler(_distribution, _network.Inference(), logStd, _seed);
    }
}
