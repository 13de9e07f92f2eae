using System.Runtime.InteropServices;
using Snowball.Learning.Inference;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Transfer;

/// <summary>An environment whose frames are observed as the features that a backbone makes of them, so that whoever learns from numbers learns from frames.</summary>
public sealed class BackboneEnvironment : IBatchEnvironment
{
    // Few enough for all threads to have work, many enough for the layers to share their weights.
    private const int BlockAgents = 16;
    private readonly IBatchEnvironment _inner;
    private readonly Backbone _backbone;
    private readonly ParallelOptions _parallel;
    private readonly Action<int> _observe;
    private readonly float[] _memory, _observations, _final;

    /// <summary>Wraps an environment that is then stepped through this one alone.</summary>
    /// <param name="inner">Observes frames and no numbers.</param>
    /// <param name="backbone">Reads them.</param>
    /// <param name="threads">Threads at most.</param>
    /// <exception cref="InputException">The backbone cannot read what the environment gives to observe.</exception>
    public BackboneEnvironment(IBatchEnvironment inner, Backbone backbone, int threads)
    {
        if (inner.Observation.Size > 0 || inner.FrameSpec?.Size != backbone.FrameSize)
            throw new InputException("a backbone takes the place of what reads frames alone: train with --observation camera");
        (_inner, _backbone, _observe) = (inner, backbone, Observe);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        _memory = new float[inner.Agents * backbone.MemorySize];
        _observations = new float[inner.Agents * backbone.OutputSize];
        _final = new float[_observations.Length];
        Observation = new ObservationSpec([.. Enumerable.Range(0, backbone.OutputSize).Select(i => new ObservationField($"feature_{i}", "", 1f))]);
    }

    /// <summary>What is driven; null where nothing is.</summary>
    internal DrivingEnv? Driving => _inner as DrivingEnv;

    /// <inheritdoc/>
    public int Agents => _inner.Agents;

    /// <inheritdoc/>
    public ObservationSpec Observation { get; }

    /// <inheritdoc/>
    public ActionSpec Action => _inner.Action;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Observations => _observations;

    /// <inheritdoc/>
    public ReadOnlySpan<float> FinalObservations => _final;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Rewards => _inner.Rewards;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Costs => _inner.Costs;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> Terminated => _inner.Terminated;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> Truncated => _inner.Truncated;

    /// <inheritdoc/>
    public int StateBytes => _inner.StateBytes + (_memory.Length + _observations.Length) * sizeof(float);

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        _inner.Reset(seed);
        Array.Clear(_memory);
        Observe();
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> actions)
    {
        _inner.Step(actions);
        for (int agent = 0; agent < Agents; agent++)
        {
            if (!_inner.Terminated[agent] && !_inner.Truncated[agent]) continue;
            Forward(_inner.FinalFrames, agent, 1, _final);
            _memory.AsSpan(agent * _backbone.MemorySize, _backbone.MemorySize).Clear();
        }
        Observe();
    }

    /// <inheritdoc/>
    public void Save(Span<byte> state)
    {
        foreach (float[] own in (ReadOnlySpan<float[]>)[_memory, _observations])
        {
            MemoryMarshal.AsBytes(own.AsSpan()).CopyTo(state);
            state = state[(own.Length * sizeof(float))..];
        }
        _inner.Save(state);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes)
            throw new InputException($"The environment's state has {state.Length} bytes instead of {StateBytes}: it is of other worlds or another scenario.");
        foreach (float[] own in (ReadOnlySpan<float[]>)[_memory, _observations])
        {
            var bytes = MemoryMarshal.AsBytes(own.AsSpan());
            state[..bytes.Length].CopyTo(bytes);
            state = state[bytes.Length..];
        }
        _inner.Restore(state);
    }

    private void Observe() => Parallel.For(0, (Agents + BlockAgents - 1) / BlockAgents, _parallel, _observe);

    private void Observe(int block)
    {
        int first = block * BlockAgents;
        Forward(_inner.Frames, first, Math.Min(BlockAgents, Agents - first), _observations);
    }

    private void Forward(ReadOnlySpan<byte> frames, int first, int count, float[] observations) => _backbone.Forward(
        [], frames.Slice(first * _backbone.FrameSize, count * _backbone.FrameSize), _memory.AsSpan(first * _backbone.MemorySize, count * _backbone.MemorySize), count,
        observations.AsSpan(first * _backbone.OutputSize, count * _backbone.OutputSize));
}
