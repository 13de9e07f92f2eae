using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using Snowball.Sim.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo.Lagrangian;

/// <summary>
/// What makes PPO heed costs: a critic of its own that learns the costs to come, and the multiplier that sets them against rewards. The policy then
/// learns from (reward advantage - multiplier * cost advantage) / (1 + multiplier), both brought to unit variance.
/// </summary>
internal sealed class CostConstraint : IDisposable
{
    private const float Tiny = 1e-8f;
    private readonly LagrangianOptions _options;
    private readonly float _lambda;
    private readonly Device _device;
    private readonly Rollout _rollout;
    private readonly DeepNetwork _critic;
    private readonly Adam _optimiser;
    private readonly float[] _costs, _values, _finalValues, _advantages, _targets, _scratch;
    private readonly Tensor _targetTensor;
    private readonly double[] _episodeCosts;
    private INetworkInference _inference;
    private double _costSum;
    private long _episodes;

    public CostConstraint(LagrangianOptions options, PpoOptions ppo, Rollout rollout, int observationSize, ulong seed, Device device)
    {
        (_options, _rollout, _device, _lambda) = (options, rollout, device, (float)ppo.GaeLambda);
        _critic = new DeepNetwork(
            new DeepDescription(new MlpEncoder(observationSize, ppo.HiddenSizes, Activation.Tanh), Memory: 0, [new LinearHead(ActorCritic.ValueHead, 1)]),
            new Random((int)CounterRandom.Hash(seed, 1)));
        _critic.to(device);
        _optimiser = optim.Adam(_critic.parameters(), ppo.LearningRate, beta2: 0.999, eps: 1e-5);
        _inference = _critic.Inference();
        Multiplier = new LagrangeMultiplier(options);
        _costs = new float[rollout.Count];
        _values = new float[rollout.Count + rollout.Agents];
        _finalValues = new float[rollout.Count];
        _advantages = new float[rollout.Count];
        _targets = new float[rollout.Count];
        _scratch = new float[rollout.Agents];
        _targetTensor = from_array(_targets).DetachFromDisposeScope();
        _episodeCosts = new double[rollout.Agents];
    }

    /// <summary>The price of cost.</summary>
    public LagrangeMultiplier Multiplier { get; }

    /// <summary>Stores the costs of a step, [agents], and counts those of the episodes that it ends.</summary>
    public void Store(int step, ReadOnlySpan<float> costs)
    {
        int start = step * _rollout.Agents;
        costs.CopyTo(_costs.AsSpan(start));
        for (int agent = 0; agent < costs.Length; agent++)
        {
            _episodeCosts[agent] += costs[agent];
            if (!_rollout.Terminated[start + agent] && !_rollout.Truncated[start + agent]) continue;
            _costSum += _episodeCosts[agent];
            _episodes++;
            _episodeCosts[agent] = 0;
        }
    }

    /// <summary>Stores the costs to come after truncated episodes.</summary>
    /// <param name="step">The step that truncated them.</param>
    /// <param name="agents">Whose they are.</param>
    /// <param name="observations">[agents x size], normalised.</param>
    public void StoreFinal(int step, ReadOnlySpan<int> agents, ReadOnlySpan<float> observations)
    {
        _inference.Forward(observations, [], [], agents.Length, _scratch);
        for (int i = 0; i < agents.Length; i++) _finalValues[step * _rollout.Agents + agents[i]] = _scratch[i];
    }

    /// <summary>Moves the multiplier, and takes the price of cost off the rollout's advantages, which have unit variance.</summary>
    public void Apply()
    {
        Multiplier.Update(_costSum, _episodes);
        (_costSum, _episodes) = (0, 0);
        _inference.Forward(_rollout.Observations, [], [], _values.Length, _values);
        GeneralisedAdvantage.Compute(
            _rollout.Agents, _costs, _values, _finalValues, _rollout.Terminated, _rollout.Truncated, (float)_options.CostDiscount, _lambda, _advantages);
        double sum = 0, squares = 0;
        for (int i = 0; i < _advantages.Length; i++)
        {
            _targets[i] = _advantages[i] + _values[i];
            sum += _advantages[i];
        }
        double mean = sum / _advantages.Length;
        foreach (float advantage in _advantages) squares += (advantage - mean) * (advantage - mean);
        float scale = (float)(1 / (Math.Sqrt(squares / _advantages.Length) + Tiny)), price = (float)Multiplier.Value;
        for (int i = 0; i < _advantages.Length; i++)
        {
            _rollout.Advantages[i] = (_rollout.Advantages[i] - price * scale * (float)(_advantages[i] - mean)) / (1f + price);
        }
    }

    /// <summary>One step of the critic on the rows Order[start .. start + rows).</summary>
    public void Learn(int start, int rows, double learningRate)
    {
        foreach (var group in _optimiser.ParamGroups) group.LearningRate = learningRate;
        using var scope = NewDisposeScope();
        var order = _rollout.Tensors.Order.narrow(0, start, rows);
        var observations = _rollout.Tensors.Observations.index_select(0, order).to(_device);
        var error = _critic.Head(ActorCritic.ValueHead, _critic.Encode(observations, frames: null)).squeeze(-1) - _targetTensor.index_select(0, order).to(_device);
        _optimiser.zero_grad();
        (error * error).mean().backward();
        _optimiser.step();
    }

    /// <summary>Makes what was learned hold for the next rollout.</summary>
    public void Refresh() => _inference = _critic.Inference();

    /// <summary>Adds all that <see cref="Load"/> needs to continue to the bit.</summary>
    public void Save(SafetensorsFile state)
    {
        var own = new SafetensorsFile(state.Path);
        TrainingState.Save(own, _critic, _optimiser);
        foreach (var (name, tensor) in own.Tensors) state.Add($"cost.{name}", tensor);
        state.Add<double>("cost.multiplier", Multiplier.State, Multiplier.State.Length);
        state.Add<double>("cost.episodes", _episodeCosts, _episodeCosts.Length);
    }

    /// <summary>Takes up a state that was saved by one made alike.</summary>
    public void Load(SafetensorsFile state)
    {
        var own = new SafetensorsFile(state.Path);
        foreach (var (name, tensor) in state.Tensors)
        {
            if (name.StartsWith("cost.", StringComparison.Ordinal)) own.Add(name["cost.".Length..], tensor);
        }
        TrainingState.Load(own, _critic, _optimiser);
        Multiplier.Restore(state.Get<double>("cost.multiplier", Multiplier.State.Length));
        state.Get<double>("cost.episodes", _episodeCosts.Length).CopyTo(_episodeCosts, 0);
        Refresh();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _critic.Dispose();
        _targetTensor.Dispose();
    }
}
