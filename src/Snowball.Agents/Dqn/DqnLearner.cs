using System.Collections.Immutable;
using Snowball.Agents.Replay;
using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Agents.Dqn;

/// <summary>
/// Deep Q-learning. While the actor takes the steps of an iteration with the network as the last one left it, the network learns from what was
/// remembered before: the result is the same whether both do so at once or one after the other.
/// </summary>
public sealed class DqnLearner : ILearner
{
    private readonly IBatchEnvironment _environment;
    private readonly DqnOptions _options;
    private readonly ulong _seed;
    private readonly Schedule _learningRate, _importance, _epsilon;
    private readonly ReplayLayout _layout;
    private readonly ReplayBuffer _replay;
    private readonly DqnNetwork _network;
    private readonly Adam _optimiser;
    private readonly DqnUpdate _update;
    private readonly DqnActor _actor;
    private RunningNormaliser? _seen, _normaliser;
    private long _minibatches;

    /// <summary>Starts with a fresh network and an empty memory.</summary>
    /// <param name="environment">What to learn from; its actions are discrete.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="budget">Agent steps over which the learning rate falls, and the bias of prioritised draws is undone.</param>
    /// <param name="device">Where gradients are computed; the processor is the default, and quickest for small networks.</param>
    public DqnLearner(IBatchEnvironment environment, DqnOptions options, ulong seed, long budget, Device? device = null)
    {
        (_environment, _options, _seed) = (environment, options, seed);
        _learningRate = new Schedule(options.LearningRate, options.FinalLearningRate, budget);
        _importance = new Schedule(options.Replay.ImportanceExponent, 1, budget);
        _epsilon = new Schedule(options.Epsilon, options.FinalEpsilon, options.EpsilonSteps);
        _layout = new ReplayLayout(environment, options.Replay, options.RolloutSteps);
        _replay = new ReplayBuffer(_layout, options.Replay, seed);
        var description = new DeepDescription(options.Network.Encoder(environment), Memory: 0, [options.Head(environment.Action.Choices)]);
        _network = new DqnNetwork(description, new Random((int)CounterRandom.Hash(seed, 0)), device ?? CPU);
        _optimiser = optim.Adam(_network.Online.parameters(), options.LearningRate, beta2: 0.999, eps: 1e-5);
        _update = new DqnUpdate(options, _network, _optimiser, _replay, _layout, environment.FrameSpec, device ?? CPU);
        _actor = new DqnActor(environment, _replay, _epsilon, seed);
        _seen = options.NormaliseObservations && options.Network.Encoder(environment).MayNormalise ? new RunningNormaliser(environment.Observation.Size) : null;
        RefreshActor();
    }

    /// <inheritdoc/>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public long Updates { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<Statistic> Statistics { get; private set; } = [];

    /// <inheritdoc/>
    public string Notice => ReplayMemory.Describe(_layout);

    /// <summary>Whether network and actor work at the same time.</summary>
    internal bool Overlaps { get; init; } = true;

    /// <inheritdoc/>
    public void Iterate()
    {
        if (Steps == 0) _replay.Begin(_environment);
        bool learns = Steps >= _options.LearningStarts;
        var learning = learns && Overlaps ? Task.Run(Learn) : Task.CompletedTask;
        try
        {
            _actor.Collect(_options.RolloutSteps, Steps, _seen);
        }
        finally
        {
            learning.GetAwaiter().GetResult();
        }
        if (learns && !Overlaps) Learn();

        _replay.Commit();
        Report();
        if (learns) _minibatches += _options.Updates;
        Steps += (long)_options.RolloutSteps * _environment.Agents;
        Updates++;
        RefreshActor();
    }

    /// <inheritdoc/>
    public TrainedPolicy Export(ScenarioDescription scenario) => new TrainedNetwork(
        new PolicyDescription(
            DqnAgent.Name, _network.Description, TrainedPolicy.DescribeObservation(_environment), TrainedPolicy.Describe(_environment.Action),
            _normaliser is not null, scenario, new TrainingDescription(_seed, Steps), ImmutableSortedDictionary<string, double>.Empty),
        _network.Online.Weights(), _normaliser);

    /// <inheritdoc/>
    public void Save(SafetensorsFile state)
    {
        state.Add<long>("counters", [Steps, Updates, _minibatches], 3);
        TrainingState.Save(state, _network.Online, _optimiser);
        _network.Save(state);
        _replay.Save(state);
        NormaliserState.Save(state, "normaliser", _seen);
    }

    /// <inheritdoc/>
    public void Load(SafetensorsFile state)
    {
        long[] counters = state.Get<long>("counters", 3);
        TrainingState.Load(state, _network.Online, _optimiser);
        _network.Load(state);
        _replay.Load(state);
        _seen = NormaliserState.Load(state, "normaliser", _seen);
        (Steps, Updates, _minibatches) = (counters[0], counters[1], counters[2]);
        RefreshActor();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _update.Dispose();
        _optimiser.Dispose();
        _network.Dispose();
    }

    private void Learn() => _update.Run(_seed, _minibatches, _learningRate.At(Steps), _importance.At(Steps), _normaliser);

    private void RefreshActor()
    {
        _normaliser = _seen is null ? null : new RunningNormaliser(_seen.Mean, _seen.Variance, _seen.Count);
        _actor.Use(_network.Actors(_seed, Updates), _normaliser);
    }

    private void Report()
    {
        var (loss, error, value) = _update.Means;
        Statistics =
        [
            new("loss", loss), new("td_error", error), new("value", value), new("epsilon", _epsilon.At(Steps)),
            new("learning_rate", _learningRate.At(Steps)), new("replay", _replay.Count), new("minibatches", _minibatches),
        ];
    }
}
