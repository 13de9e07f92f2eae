using System.Runtime.InteropServices;
using Snowball.Agents.Transfer;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Agents.Training;

/// <summary>Episodes that have ended since one last looked; means are NaN where there was none.</summary>
/// <param name="Count">How many.</param>
/// <param name="MeanReturn">Mean sum of rewards.</param>
/// <param name="MeanCost">Mean sum of costs.</param>
/// <param name="MeanSteps">Mean length in policy steps.</param>
/// <param name="TerminatedRate">Share that an event ended, such as a crash, not their time.</param>
/// <param name="LateralOffset">Mean distance to the lane's centre over all steps, m; NaN where nothing is driven.</param>
public sealed record EpisodeStatistics(long Count, double MeanReturn, double MeanCost, double MeanSteps, double TerminatedRate, double LateralOffset);

/// <summary>An environment that keeps count of returns and lengths of episodes, so that no learner has to.</summary>
public sealed class TrackedEnvironment(IBatchEnvironment inner) : IBatchEnvironment
{
    private readonly double[] _returns = new double[inner.Agents], _costs = new double[inner.Agents];
    private readonly long[] _steps = new long[inner.Agents];
    private readonly DrivingEnv? _driving = inner as DrivingEnv ?? (inner as BackboneEnvironment)?.Driving;
    private long _count, _stepSum, _terminated, _offsets;
    private double _returnSum, _costSum, _offsetSum;

    /// <summary>What is driven; null where nothing is.</summary>
    internal DrivingEnv? Driving => _driving;

    /// <inheritdoc/>
    public int Agents => inner.Agents;

    /// <inheritdoc/>
    public ObservationSpec Observation => inner.Observation;

    /// <inheritdoc/>
    public ActionSpec Action => inner.Action;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Observations => inner.Observations;

    /// <inheritdoc/>
    public ReadOnlySpan<float> FinalObservations => inner.FinalObservations;

    /// <inheritdoc/>
    public FrameSpec? FrameSpec => inner.FrameSpec;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Frames => inner.Frames;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> FinalFrames => inner.FinalFrames;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Rewards => inner.Rewards;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Costs => inner.Costs;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> Terminated => inner.Terminated;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> Truncated => inner.Truncated;

    /// <inheritdoc/>
    public int StateBytes => inner.StateBytes + Agents * (2 * sizeof(double) + sizeof(long));

    /// <summary>The episodes that have ended since the last call.</summary>
    public EpisodeStatistics TakeStatistics()
    {
        var statistics = new EpisodeStatistics(
            _count, _returnSum / _count, _costSum / _count, (double)_stepSum / _count, (double)_terminated / _count, _offsetSum / _offsets);
        (_count, _stepSum, _terminated, _offsets, _returnSum, _costSum, _offsetSum) = (0, 0, 0, 0, 0, 0, 0);
        return statistics;
    }

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        inner.Reset(seed);
        Array.Clear(_returns);
        Array.Clear(_costs);
        Array.Clear(_steps);
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> actions)
    {
        inner.Step(actions);
        for (int agent = 0; agent < _returns.Length; agent++)
        {
            _returns[agent] += inner.Rewards[agent];
            _costs[agent] += inner.Costs[agent];
            _steps[agent]++;
            if (!inner.Terminated[agent] && !inner.Truncated[agent])
            {
                if (_driving is null) continue;
                _offsets++;
                _offsetSum += _driving.Measured(agent)[(int)MetricIndex.LateralOffset];
                continue;
            }

            _count++;
            _returnSum += _returns[agent];
            _costSum += _costs[agent];
            _stepSum += _steps[agent];
            if (inner.Terminated[agent]) _terminated++;
            (_returns[agent], _costs[agent], _steps[agent]) = (0, 0, 0);
        }
    }

    /// <inheritdoc/>
    public void Save(Span<byte> state)
    {
        foreach (var column in (ReadOnlySpan<byte[]>)[Bytes(_returns), Bytes(_costs), Bytes(_steps)])
        {
            column.CopyTo(state);
            state = state[column.Length..];
        }
        inner.Save(state);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes)
            throw new InputException($"The environment's state has {state.Length} bytes instead of {StateBytes}: it is of other worlds or another scenario.");
        int column = Agents * sizeof(double);
        MemoryMarshal.Cast<byte, double>(state[..column]).CopyTo(_returns);
        MemoryMarshal.Cast<byte, double>(state.Slice(column, column)).CopyTo(_costs);
        MemoryMarshal.Cast<byte, long>(state.Slice(2 * column, column)).CopyTo(_steps);
        inner.Restore(state[(3 * column)..]);
    }

    private static byte[] Bytes<T>(T[] column) where T : unmanaged => MemoryMarshal.AsBytes(column.AsSpan()).ToArray();
}
