using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Ppo;

/// <summary>Fills rollouts: acts in managed inference, steps the environment, and keeps what the agents remember between steps.</summary>
internal sealed class RolloutCollector
{
    private readonly IBatchEnvironment _environment;
    private readonly Rollout _rollout;
    private readonly RolloutShape _shape;
    private readonly int _workers, _actionOutputs;
    private readonly ParallelOptions _parallel;
    private readonly Action<int> _act, _value;
    private readonly RewardScale? _rewardScale;
    private readonly float[] _memory, _outputs, _commands;

    // What is valued and not acted on: the rows that a step truncates, and what follows the last step.
    private readonly float[] _laterObservations, _laterMemory;
    private readonly byte[] _laterFrames;
    private readonly int[] _laterAgents;

    private RunningNormaliser? _normaliser;
    private ActionSampler _sampler = null!;
    private int _step, _later;

    public RolloutCollector(IBatchEnvironment environment, Rollout rollout, int actionOutputs, PpoOptions options)
    {
        (_environment, _rollout, _shape, _actionOutputs) = (environment, rollout, rollout.Shape, actionOutputs);
        _workers = options.Workers;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = _workers };
        (_act, _value) = (Act, Value);
        int agents = _shape.Agents, outputs = actionOutputs + rollout.Critics.Length;
        bool mayNormalise = options.NormaliseObservations && _shape.Numbers > 0 && options.Network.Encoder(environment).MayNormalise;
        _normaliser = mayNormalise ? new RunningNormaliser(_shape.Numbers) : null;
        _rewardScale = options.ScaleRewards ? new RewardScale(agents, (float)options.Discount) : null;
        _memory = new float[agents * _shape.Memory];
        _outputs = new float[agents * outputs];
        _commands = new float[agents * _shape.Dimensions];
        _laterObservations = new float[agents * _shape.Numbers];
        _laterMemory = new float[_memory.Length];
        _laterFrames = new byte[agents * _shape.FrameSize];
        _laterAgents = new int[agents];
    }

    /// <summary>Agent steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>How observations are normalised now; null where they are not.</summary>
    public RunningNormaliser? Normaliser
    {
        get => _normaliser;
        set => _normaliser = value;
    }

    /// <summary>Fills the rollout.</summary>
    /// <exception cref="ArithmeticException">A reward is not finite.</exception>
    public void Collect(ActionSampler sampler)
    {
        _sampler = sampler;
        int agents = _shape.Agents;
        for (_step = 0; _step < _shape.Steps; _step++)
        {
            int start = _step * agents;
            _normaliser?.Update(_environment.Observations);
            Normalise(_environment.Observations, _rollout.Observations.AsSpan(start * _shape.Numbers, agents * _shape.Numbers));
            _environment.Frames.CopyTo(_rollout.Frames.AsSpan(start * _shape.FrameSize));
            var (piece, inPiece) = Math.DivRem(_step, _shape.SequenceLength);
            if (inPiece == 0) _memory.CopyTo(_rollout.States, piece * _memory.Length);
            InParallel(_act);

            _environment.Step(_commands);
            Steps += agents;
            _environment.Terminated.CopyTo(_rollout.Terminated.AsSpan(start));
            _environment.Truncated.CopyTo(_rollout.Truncated.AsSpan(start));
            StoreRewards(start);
            ValueTruncated(start);
            Forget(start);
        }
        ValueLast();
    }

    public void Save(SafetensorsFile state)
    {
        state.Add<long>("steps", [Steps], 1);
        state.Add<float>("memory", _memory, _memory.Length);
        NormaliserState.Save(state, "observation_normaliser", _normaliser);
        _rewardScale?.Save(state);
    }

    public void Load(SafetensorsFile state)
    {
        Steps = state.Get<long>("steps", 1)[0];
        state.Get<float>("memory", _memory.Length).CopyTo(_memory, 0);
        _normaliser = NormaliserState.Load(state, "observation_normaliser", _normaliser);
        _rewardScale?.Load(state);
    }

    /// <summary>One worker's agents act.</summary>
    private void Act(int worker)
    {
        var (first, rows) = Share(_shape.Agents, worker);
        int start = _step * _shape.Agents + first, outputs = _sampler.Network.OutputSize;
        var given = _outputs.AsSpan(first * outputs, rows * outputs);
        _sampler.Act(
            _rollout.Observations.AsSpan(start * _shape.Numbers, rows * _shape.Numbers),
            _rollout.Frames.AsSpan(start * _shape.FrameSize, rows * _shape.FrameSize),
            _memory.AsSpan(first * _shape.Memory, rows * _shape.Memory),
            first, (uint)(Steps / _shape.Agents), given,
            _rollout.Actions.AsSpan(start * _shape.Dimensions, rows * _shape.Dimensions),
            _commands.AsSpan(first * _shape.Dimensions, rows * _shape.Dimensions),
            _rollout.LogProbabilities.AsSpan(start, rows));
        for (int critic = 0; critic < _rollout.Critics.Length; critic++)
        {
            float[] values = _rollout.Critics[critic].Values;
            for (int row = 0; row < rows; row++) values[start + row] = given[row * outputs + _actionOutputs + critic];
        }
    }

    /// <summary>One worker's part of the later rows.</summary>
    private void Value(int worker)
    {
        var (first, rows) = Share(_later, worker);
        int outputs = _sampler.Network.OutputSize;
        _sampler.Network.Forward(
            _laterObservations.AsSpan(first * _shape.Numbers, rows * _shape.Numbers),
            _laterFrames.AsSpan(first * _shape.FrameSize, rows * _shape.FrameSize),
            _laterMemory.AsSpan(first * _shape.Memory, rows * _shape.Memory), rows, _outputs.AsSpan(first * outputs, rows * outputs));
    }

    private float LaterValue(int row, int critic) => _outputs[row * _sampler.Network.OutputSize + _actionOutputs + critic];

    private void StoreRewards(int start)
    {
        var rewards = _rollout.Critics[0].Rewards.AsSpan(start, _shape.Agents);
        _environment.Rewards.CopyTo(rewards);
        foreach (float reward in rewards)
        {
            if (!float.IsFinite(reward)) throw new ArithmeticException($"The environment gave a reward of {reward} at step {Steps}.");
        }
        _rewardScale?.Apply(rewards, _environment.Terminated, _environment.Truncated);
        if (_rollout.Critics.Length > 1) _environment.Costs.CopyTo(_rollout.Critics[1].Rewards.AsSpan(start));
    }

    /// <summary>The values of the last observations of truncated episodes, seen with what was remembered of them.</summary>
    private void ValueTruncated(int start)
    {
        _later = 0;
        for (int agent = 0; agent < _shape.Agents; agent++)
        {
            if (!_environment.Truncated[agent] || _environment.Terminated[agent]) continue;
            Copy(_environment.FinalObservations, agent, _laterObservations, _shape.Numbers);
            Copy(_environment.FinalFrames, agent, _laterFrames, _shape.FrameSize);
            Copy<float>(_memory, agent, _laterMemory, _shape.Memory);
            _laterAgents[_later++] = agent;
        }
        if (_later == 0) return;

        var observations = _laterObservations.AsSpan(0, _later * _shape.Numbers);
        Normalise(observations, observations);
        InParallel(_value);
        for (int critic = 0; critic < _rollout.Critics.Length; critic++)
        {
            for (int row = 0; row < _later; row++) _rollout.Critics[critic].FinalValues[start + _laterAgents[row]] = LaterValue(row, critic);
        }
    }

    /// <summary>The values of what the next rollout will begin with.</summary>
    private void ValueLast()
    {
        _later = _shape.Agents;
        Normalise(_environment.Observations, _laterObservations);
        _environment.Frames.CopyTo(_laterFrames);
        _memory.CopyTo(_laterMemory, 0);
        InParallel(_value);
        for (int critic = 0; critic < _rollout.Critics.Length; critic++)
        {
            for (int agent = 0; agent < _later; agent++) _rollout.Critics[critic].Values[_shape.Count + agent] = LaterValue(agent, critic);
        }
    }

    private void Forget(int start)
    {
        if (_shape.Memory == 0) return;
        int next = start + _shape.Agents;
        for (int agent = 0; agent < _shape.Agents; agent++)
        {
            bool ends = _environment.Terminated[agent] || _environment.Truncated[agent];
            if (ends) _memory.AsSpan(agent * _shape.Memory, _shape.Memory).Clear();
            if (next < _shape.Count) _rollout.Starts[next + agent] = ends;
        }
    }

    private void Copy<T>(ReadOnlySpan<T> source, int agent, Span<T> later, int size) =>
        source.Slice(size == 0 ? 0 : agent * size, size).CopyTo(later[(_later * size)..]);

    private void Normalise(ReadOnlySpan<float> observations, Span<float> normalised)
    {
        if (_normaliser is null) observations.CopyTo(normalised);
        else _normaliser.Normalise(observations, normalised);
    }

    private void InParallel(Action<int> work) => Parallel.For(0, _workers, _parallel, work);

    private (int First, int Rows) Share(int rows, int worker)
    {
        int first = (int)((long)rows * worker / _workers), end = (int)((long)rows * (worker + 1) / _workers);
        return (first, end - first);
    }
}
