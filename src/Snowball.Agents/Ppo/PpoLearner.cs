using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Snowball.Agents.Ppo.Lagrangian;
using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>
/// Proximal policy optimisation (Schulman et al. 2017). Rollouts run in managed inference; libtorch computes the gradients
/// alone, one worker a thread, and their sum is taken in a fixed order: the same seed and options give the same bits.
/// </summary>
public sealed class PpoLearner : ILearner
{
    private const float RewardLimit = 10f;
    private const float Tiny = 1e-8f;

    private readonly IBatchEnvironment _environment;
    private readonly PpoOptions _options;
    private readonly ulong _seed;
    private readonly Device _device;
    private readonly ActionDistribution _distribution;
    private readonly Schedule _learningRate, _entropyCoefficient;
    private readonly ParallelOptions _parallel;

    private readonly ActorCritic _network;
    private readonly Parameter[] _parameters;
    private readonly Adam _optimiser;
    private readonly PpoGradient[] _gradients;
    private readonly Rollout _rollout;
    private readonly CostConstraint? _constraint;
    private readonly float[] _outputs, _commands, _returns, _finalObservations;
    private readonly int[] _truncatedRows;
    private RunningNormaliser? _observationNormaliser, _returnNormaliser;
    private ActionSampler _sampler = null!;
    private INetworkInference _valueNetwork = null!;

    /// <summary>Starts with fresh networks.</summary>
    /// <param name="environment">What to learn from.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="budget">Agent steps over which the learning rate and the weight of the entropy move to their final values.</param>
    /// <param name="device">Where gradients are computed; the processor is the default, and quickest for small networks.</param>
    /// <param name="constraint">Limits the cost; null heeds rewards alone.</param>
    public PpoLearner(
        IBatchEnvironment environment, PpoOptions options, ulong seed, long budget, Device? device = null, LagrangianOptions? constraint = null)
    {
        (_environment, _options, _seed, _device) = (environment, options, seed, device ?? CPU);
        _learningRate = new Schedule(options.LearningRate, options.FinalLearningRate, budget);
        _entropyCoefficient = new Schedule(options.EntropyCoefficient, options.FinalEntropyCoefficient, budget);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Workers };

        int agents = environment.Agents, size = environment.Observation.Size;
        var action = environment.Action;
        _distribution = new ActionDistribution(action, options.ActionDistribution);
        int outputs = action.IsDiscrete ? action.Choices : action.Dimensions;
        _network = new ActorCritic(
            size, options.HiddenSizes, outputs, new Random((int)CounterRandom.Hash(seed, 0)), action.IsDiscrete ? null : (float)options.InitialLogStd);
        _network.to(_device);
        _parameters = [.. _network.parameters()];
        _optimiser = optim.Adam(_parameters, options.LearningRate, beta2: 0.999, eps: 1e-5);
        _gradients = [.. Enumerable.Range(0, options.Workers).Select(_ => new PpoGradient(_network, _distribution, _parameters, options, _device))];
        _rollout = new Rollout(options.RolloutSteps, agents, size, environment.Action.Dimensions);
        if (constraint is not null) _constraint = new CostConstraint(constraint, options, _rollout, size, seed, _device);
        _outputs = new float[agents * outputs];
        _commands = new float[agents * environment.Action.Dimensions];
        _returns = new float[agents];
        _finalObservations = new float[agents * size];
        _truncatedRows = new int[agents];
        _observationNormaliser = options.NormaliseObservations ? new RunningNormaliser(size) : null;
        _returnNormaliser = options.ScaleRewards ? new RunningNormaliser(1) : null;
        RefreshInference();
    }

    /// <inheritdoc/>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public long Updates { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<Statistic> Statistics { get; private set; } = [];

    /// <inheritdoc/>
    public void Iterate()
    {
        double learningRate = _learningRate.At(Steps), entropyCoefficient = _entropyCoefficient.At(Steps);
        Collect();
        EstimateAdvantages();
        Update(learningRate, entropyCoefficient);
        RefreshInference();
        Updates++;
    }

    /// <inheritdoc/>
    public TrainedPolicy Export(ScenarioDescription scenario)
    {
        var normaliser = _observationNormaliser;
        return new TrainedNetwork(
            new PolicyDescription(
                _constraint is null ? PpoAgent.Name : PpoAgent.ConstrainedName,
                _network.Policy.Description, TrainedPolicy.DescribeObservation(_environment), TrainedPolicy.Describe(_environment.Action),
                normaliser is not null, scenario, new TrainingDescription(_seed, Steps), ImmutableSortedDictionary<string, double>.Empty),
            _network.Policy.Weights(),
            normaliser is null ? null : new RunningNormaliser(normaliser.Mean, normaliser.Variance, normaliser.Count));
    }

    /// <inheritdoc/>
    public void Save(SafetensorsFile state)
    {
        state.Add<float>("returns", _returns, _returns.Length);
        state.Add<long>("counters", [Steps, Updates], 2);
        TrainingState.Save(state, _network, _optimiser);
        Save(state, "observation_normaliser", _observationNormaliser);
        Save(state, "return_normaliser", _returnNormaliser);
        _constraint?.Save(state);
    }

    /// <inheritdoc/>
    public void Load(SafetensorsFile state)
    {
        state.Get<float>("returns", _returns.Length).CopyTo(_returns, 0);
        long[] counters = state.Get<long>("counters", 2);
        (Steps, Updates) = (counters[0], counters[1]);
        TrainingState.Load(state, _network, _optimiser);
        _observationNormaliser = Load(state, "observation_normaliser", _observationNormaliser);
        _returnNormaliser = Load(state, "return_normaliser", _returnNormaliser);
        _constraint?.Load(state);
        RefreshInference();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _network.Dispose();
        _constraint?.Dispose();
        _rollout.Dispose();
    }

    private void Collect()
    {
        int agents = _rollout.Agents, size = _environment.Observation.Size;
        int dimensions = _environment.Action.Dimensions, outputs = _outputs.Length / agents;
        for (int step = 0; step < _rollout.Steps; step++)
        {
            _observationNormaliser?.Update(_environment.Observations);
            Normalise(_environment.Observations, ObservationsAt(step));

            uint tick = (uint)(Steps / agents);
            int start = step * agents;
            InParallel(agents, (first, rows) => _sampler.Act(
                _rollout.Observations.AsSpan((start + first) * size, rows * size), first, tick,
                _outputs.AsSpan(first * outputs, rows * outputs),
                _rollout.Actions.AsSpan((start + first) * dimensions, rows * dimensions),
                _commands.AsSpan(first * dimensions, rows * dimensions),
                _rollout.LogProbabilities.AsSpan(start + first, rows)));

            _environment.Step(_commands);
            Steps += agents;
            _environment.Terminated.CopyTo(_rollout.Terminated.AsSpan(start, agents));
            _environment.Truncated.CopyTo(_rollout.Truncated.AsSpan(start, agents));
            StoreRewards(_rollout.Rewards.AsSpan(start, agents));
            _constraint?.Store(step, _environment.Costs);
            StoreFinalValues(step, _rollout.FinalValues.AsSpan(start, agents));
        }
        Normalise(_environment.Observations, ObservationsAt(_rollout.Steps));
    }

    private Span<float> ObservationsAt(int step)
    {
        int length = _rollout.Agents * _environment.Observation.Size;
        return _rollout.Observations.AsSpan(step * length, length);
    }

    private void Normalise(ReadOnlySpan<float> observations, Span<float> normalised)
    {
        if (_observationNormaliser is null) observations.CopyTo(normalised);
        else _observationNormaliser.Normalise(observations, normalised);
    }

    /// <summary>Divides by the standard deviation of the discounted return so far, so that values are of order one in any scenario.</summary>
    private void StoreRewards(Span<float> rewards)
    {
        _environment.Rewards.CopyTo(rewards);
        foreach (float reward in rewards)
        {
            if (!float.IsFinite(reward)) throw new ArithmeticException($"The environment gave a reward of {reward} at step {Steps}.");
        }
        if (_returnNormaliser is null) return;

        for (int agent = 0; agent < rewards.Length; agent++)
            _returns[agent] = _returns[agent] * (float)_options.Discount + rewards[agent];
        _returnNormaliser.Update(_returns);

        float scale = 1f / MathF.Sqrt((float)_returnNormaliser.Variance[0] + Tiny);
        for (int agent = 0; agent < rewards.Length; agent++)
        {
            rewards[agent] = Elementary.Clip(rewards[agent] * scale, -RewardLimit, RewardLimit);
            if (_environment.Terminated[agent] || _environment.Truncated[agent]) _returns[agent] = 0;
        }
    }

    private void StoreFinalValues(int step, Span<float> finalValues)
    {
        int size = _environment.Observation.Size, count = 0;
        for (int agent = 0; agent < finalValues.Length; agent++)
        {
            if (!_environment.Truncated[agent] || _environment.Terminated[agent]) continue;
            _environment.FinalObservations.Slice(agent * size, size).CopyTo(_finalObservations.AsSpan(count * size));
            _truncatedRows[count++] = agent;
        }
        if (count == 0) return;

        var observations = _finalObservations.AsSpan(0, count * size);
        Normalise(observations, observations);
        _valueNetwork.Forward(observations, [], [], count, _outputs);
        for (int i = 0; i < count; i++) finalValues[_truncatedRows[i]] = _outputs[i];
        _constraint?.StoreFinal(step, _truncatedRows.AsSpan(0, count), observations);
    }

    private void EstimateAdvantages()
    {
        int size = _environment.Observation.Size;
        InParallel(_rollout.Count + _rollout.Agents, (first, rows) => _valueNetwork.Forward(
            _rollout.Observations.AsSpan(first * size, rows * size), [], [], rows, _rollout.Values.AsSpan(first, rows)));

        var advantages = _rollout.Advantages;
        GeneralisedAdvantage.Compute(
            _rollout.Agents, _rollout.Rewards, _rollout.Values, _rollout.FinalValues, _rollout.Terminated, _rollout.Truncated,
            (float)_options.Discount, (float)_options.GaeLambda, advantages);
        for (int i = 0; i < advantages.Length; i++) _rollout.Targets[i] = advantages[i] + _rollout.Values[i];
    }

    private void Update(double learningRate, double entropyCoefficient)
    {
        double explained = 1 - Moments(_rollout.Advantages).Variance / (Moments(_rollout.Targets).Variance + Tiny);
        var (mean, variance) = Moments(_rollout.Advantages);
        float scale = (float)(1 / (Math.Sqrt(variance) + Tiny));
        for (int i = 0; i < _rollout.Count; i++) _rollout.Advantages[i] = (float)(_rollout.Advantages[i] - mean) * scale;
        _constraint?.Apply();

        foreach (var group in _optimiser.ParamGroups) group.LearningRate = learningRate;
        using var scope = NewDisposeScope();
        var tensors = _rollout.Tensors.To(_device);
        int minibatches = Math.Max(1, _rollout.Count / _options.MinibatchSize), optimiserSteps = 0;
        var sums = new double[5];
        double rows = 0, lastKl = 0;
        bool hasMoved = false;
        for (int epoch = 0; epoch < _options.Epochs && !hasMoved; epoch++)
        {
            Shuffle(epoch);
            for (int i = 0; i < minibatches && !hasMoved; i++)
            {
                int start = (int)((long)_rollout.Count * i / minibatches), end = (int)((long)_rollout.Count * (i + 1) / minibatches);
                float[] minibatch = SetGradient(tensors, start, end - start, entropyCoefficient);
                for (int k = 0; k < sums.Length; k++) sums[k] += minibatch[k];
                rows += end - start;
                lastKl = minibatch[3] / (end - start);
                hasMoved = _options.TargetKl > 0 && lastKl > 1.5 * _options.TargetKl;
                if (hasMoved) break;

                _optimiser.step();
                _constraint?.Learn(start, end - start, learningRate);
                optimiserSteps++;
            }
        }

        Statistics =
        [
            new("policy_loss", sums[0] / rows), new("value_loss", sums[1] / rows), new("entropy", sums[2] / rows),
            new("kl", lastKl), new("clip_fraction", sums[4] / rows), new("explained_variance", explained),
            new("learning_rate", learningRate), new("optimiser_steps", optimiserSteps),
            .. _constraint is { Multiplier: var price } ? [new("constrained_cost", price.Cost), new("multiplier", price.Value)] : (Statistic[])[],
        ];
    }

    /// <summary>Gives each parameter its gradient, shortened where it is too long, and returns the minibatch's sums.</summary>
    private float[] SetGradient(RolloutTensors tensors, int start, int rows, double entropyCoefficient)
    {
        int workers = _gradients.Length;
        var shares = new Tensor[workers][];
        Parallel.For(0, workers, _parallel, worker =>
        {
            int first = (int)((long)rows * worker / workers), end = (int)((long)rows * (worker + 1) / workers);
            shares[worker] = _gradients[worker].Compute(tensors, start + first, end - first, rows, entropyCoefficient);
        });

        float[] sums = _gradients[0].Sums;
        for (int worker = 1; worker < workers; worker++)
        {
            for (int i = 0; i < sums.Length; i++) sums[i] += _gradients[worker].Sums[i];
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        for (int i = 0; i < _parameters.Length; i++)
        {
            foreach (var share in shares[1..]) shares[0][i].add_(share[i]);
            _parameters[i].grad = shares[0][i];
            foreach (var share in shares) share[i].Dispose();
        }
        double norm = nn.utils.clip_grad_norm_(_parameters, _options.MaxGradientNorm);
        return double.IsFinite(norm) ? sums : throw new ArithmeticException(
            $"The gradient of update {Updates + 1} is not finite: lower the learning rate, or look for observations and rewards that are not finite.");
    }

    /// <summary>A fresh permutation for each epoch (Fisher and Yates), drawn from the run's seed.</summary>
    private void Shuffle(int epoch)
    {
        long[] order = _rollout.Order;
        for (int i = 0; i < order.Length; i++) order[i] = i;
        // Agents' draws use the slots from 0 on, so the last slot is free for this.
        var noise = new RandomStream(_seed, RandomPurpose.PolicyNoise, -1, (uint)(Updates * _options.Epochs + epoch));
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = noise.NextIndex(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    private void InParallel(int rows, Action<int, int> body) => Parallel.For(0, _options.Workers, _parallel, worker =>
    {
        int first = (int)((long)rows * worker / _options.Workers), end = (int)((long)rows * (worker + 1) / _options.Workers);
        body(first, end - first);
    });

    private void RefreshInference()
    {
        _sampler = new ActionSampler(_distribution, _network.Policy.Inference(), LogStandardDeviations(), _seed);
        _valueNetwork = _network.Value.Inference();
        _constraint?.Refresh();
    }

    private float[] LogStandardDeviations()
    {
        using var scope = NewDisposeScope();
        return _network.LogStandardDeviation is { } logStd ? MemoryMarshal.Cast<byte, float>(logStd.cpu().bytes).ToArray() : [];
    }

    private static (double Mean, double Variance) Moments(float[] values)
    {
        double sum = 0, squares = 0;
        foreach (float value in values) sum += value;
        double mean = sum / values.Length;
        foreach (float value in values) squares += (value - mean) * (value - mean);
        return (mean, squares / values.Length);
    }

    private static void Save(SafetensorsFile state, string name, RunningNormaliser? normaliser)
    {
        if (normaliser is null) return;
        state.Add(name + ".mean", normaliser.Mean, normaliser.Size);
        state.Add(name + ".variance", normaliser.Variance, normaliser.Size);
        state.Add<long>(name + ".count", [normaliser.Count], 1);
    }

    private static RunningNormaliser? Load(SafetensorsFile state, string name, RunningNormaliser? like) => like is null ? null : new RunningNormaliser(
        state.Get<double>(name + ".mean", like.Size), state.Get<double>(name + ".variance", like.Size), state.Get<long>(name + ".count", 1)[0]);
}
