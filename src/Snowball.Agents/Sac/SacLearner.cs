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
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Agents.Sac;

/// <summary>
/// Soft actor-critic with automatic temperature (Haarnoja et al.: "Soft actor-critic algorithms and applications", 2018), for
/// continuous actions. Acting runs in managed inference; libtorch computes gradients alone, from steps and noise that are
/// drawn in managed code: the same seed and options give the same bits.
/// </summary>
public sealed class SacLearner : ILearner
{
    private readonly IBatchEnvironment _environment;
    private readonly SacOptions _options;
    private readonly ulong _seed;
    private readonly Device _device;

    private readonly SacNetworks _networks;
    private readonly TwinCritics _targets;
    private readonly SacGradient _gradient;
    private readonly Adam _optimiser;
    private readonly ReplayLayout _layout;
    private readonly ReplayBuffer _replay;
    private readonly SacBatch _batch;
    private readonly SacActor _actor;
    private RunningNormaliser? _normaliser;
    private long _gradientSteps;

    /// <summary>Starts with fresh networks and an empty replay.</summary>
    /// <param name="environment">What to learn from; its actions are continuous.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="device">Where gradients are computed; the processor is the default, and quickest for small networks.</param>
    public SacLearner(IBatchEnvironment environment, SacOptions options, ulong seed, Device? device = null)
    {
        (_environment, _options, _seed, _device) = (environment, options, seed, device ?? CPU);
        int dimensions = environment.Action.Dimensions;
        var random = new Random((int)CounterRandom.Hash(seed, 0));
        var encoder = options.Network.Encoder(environment);
        _networks = new SacNetworks(encoder, options.Network.HiddenSizes, dimensions, options.InitialTemperature, random);
        _targets = new TwinCritics(encoder, options.Network.HiddenSizes, dimensions, random);
        _targets.MoveTo(_networks.Critics, 1);
        _networks.to(_device);
        _targets.to(_device);
        _gradient = new SacGradient(_networks, _targets, options.TargetEntropy * dimensions);
        _optimiser = optim.Adam(_networks.parameters(), options.LearningRate);

        _layout = new ReplayLayout(environment, options.Replay, rolloutSteps: 1);
        _replay = new ReplayBuffer(_layout, options.Replay, seed);
        _batch = new SacBatch(options.MinibatchSize, _layout, environment.FrameSpec);
        _actor = new SacActor(environment, seed);
        _normaliser = options.NormaliseObservations && encoder.MayNormalise ? new RunningNormaliser(environment.Observation.Size) : null;
        RefreshInference();
    }

    /// <inheritdoc/>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public long Updates { get; private set; }

    /// <inheritdoc/>
    public string Notice => ReplayMemory.Describe(_layout);

    /// <inheritdoc/>
    public IReadOnlyList<Statistic> Statistics { get; private set; } = [];

    /// <summary>Collects, before the first time the warm-up too, then learns.</summary>
    public void Iterate()
    {
        if (Steps == 0) _replay.Begin(_environment);
        while (Steps < _options.WarmUpSteps) Collect(isWarmUp: true);
        for (int step = 0; step < _options.RolloutSteps; step++) Collect(isWarmUp: false);
        Learn(Math.Max(1, (int)Math.Round(_options.UpdateRatio * _options.RolloutSteps * _environment.Agents)));
        RefreshInference();
        Updates++;
    }

    /// <inheritdoc/>
    public TrainedPolicy Export(ScenarioDescription scenario)
    {
        // The mode of the squashed Gaussian has the weights of its mean.
        var network = _networks.Actor.Description with { Heads = [new SquashedHead(SacNetworks.Mean, _environment.Action.Dimensions)] };
        var weights = _networks.Actor.Weights().Where(pair => !pair.Key.StartsWith($"heads.{SacNetworks.LogStd}.", StringComparison.Ordinal));
        return new TrainedNetwork(
            new PolicyDescription(
                SacAgent.Name, network, TrainedPolicy.DescribeObservation(_environment), TrainedPolicy.Describe(_environment.Action),
                _normaliser is not null, scenario, new TrainingDescription(_seed, Steps), ImmutableSortedDictionary<string, double>.Empty),
            weights.ToDictionary(), _normaliser is null ? null : new RunningNormaliser(_normaliser.Mean, _normaliser.Variance, _normaliser.Count));
    }

    /// <inheritdoc/>
    public void Save(SafetensorsFile state)
    {
        state.Add<long>("counters", [Steps, Updates, _gradientSteps], 3);
        TrainingState.Save(state, _networks, _optimiser);
        TrainingState.Save(state, "targets", _targets);
        NormaliserState.Save(state, "normaliser", _normaliser);
        _replay.Save(state);
    }

    /// <inheritdoc/>
    public void Load(SafetensorsFile state)
    {
        long[] counters = state.Get<long>("counters", 3);
        (Steps, Updates, _gradientSteps) = (counters[0], counters[1], counters[2]);
        TrainingState.Load(state, _networks, _optimiser);
        TrainingState.Load(state, "targets", _targets);
        _normaliser = NormaliserState.Load(state, "normaliser", _normaliser);
        _replay.Load(state);
        RefreshInference();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _networks.Dispose();
        _targets.Dispose();
        _batch.Dispose();
    }

    /// <summary>One policy step of all worlds.</summary>
    private void Collect(bool isWarmUp)
    {
        uint tick = (uint)(Steps / _environment.Agents);
        _normaliser?.Update(_environment.Observations);
        var actions = isWarmUp ? _actor.ActAtRandom(tick) : _actor.Act(_normaliser, tick);
        _environment.Step(actions);
        _replay.Add(actions, _environment);
        _replay.Commit();
        Steps += _environment.Agents;
    }

    private void Learn(int gradientSteps)
    {
        Span<double> sums = stackalloc double[SacGradient.Measured];
        Span<float> measured = stackalloc float[SacGradient.Measured];
        sums.Clear();
        for (int step = 0; step < gradientSteps; step++)
        {
            Draw();
            using var scope = NewDisposeScope();
            _gradient.Set(_batch.Tensors.To(_device), measured);
            for (int i = 0; i < sums.Length; i++) sums[i] += CheckFinite(measured[i]);
            _optimiser.step();
            _targets.MoveTo(_networks.Critics, _options.TargetRate);
            _gradientSteps++;
        }

        Statistics =
        [
            new("critic_loss", sums[0] / gradientSteps), new("actor_loss", sums[1] / gradientSteps), new("entropy", sums[2] / gradientSteps),
            new("temperature", sums[3] / gradientSteps), new("value", sums[4] / gradientSteps), new("optimiser_steps", gradientSteps),
        ];
    }

    private void Draw()
    {
        var steps = _batch.Steps;
        _replay.Draw(steps, (uint)_gradientSteps, _options.Discount);
        for (int row = 0; row < steps.Rows; row++) steps.Returns[row] *= (float)_options.RewardScale;
        _normaliser?.Normalise(steps.Observations, steps.Observations);
        _normaliser?.Normalise(steps.NextObservations, steps.NextObservations);

        // Agents' draws use the slots from 0 on, so the last slot is free for this.
        var noise = new RandomStream(_seed, RandomPurpose.PolicyNoise, -1, (uint)_gradientSteps);
        foreach (ref float z in _batch.Noise.AsSpan()) z = noise.NextNormal();
        foreach (ref float z in _batch.NextNoise.AsSpan()) z = noise.NextNormal();
    }

    private void RefreshInference() => _actor.Use(_networks.Actor.Inference());

    /// <summary>Before the networks are changed by it.</summary>
    private float CheckFinite(float measured) => float.IsFinite(measured)
        ? measured
        : throw new ArithmeticException(
            $"The losses of update {Updates + 1} are not finite: lower the learning rate, or look for observations and rewards that are not finite.");
}
