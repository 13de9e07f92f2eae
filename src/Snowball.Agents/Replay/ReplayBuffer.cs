using Snowball.Learning.Formats;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Replay;

/// <summary>
/// The newest steps of a batch of agents, to learn from again and again. Steps are added in lockstep; they are drawn once they are committed, so that one
/// thread may add while another draws: what is drawn depends on (seed, draw) and the committed steps alone.
/// </summary>
internal sealed class ReplayBuffer
{
    private readonly ReplayLayout _layout;
    private readonly ReplayOptions _options;
    private readonly ulong _seed;
    private readonly ReplayRing[] _rings;
    private readonly ReplayPriorities? _priorities;
    private long _longest;

    /// <summary>Takes the memory that the layout says.</summary>
    /// <param name="layout">Of the environment that steps will come from.</param>
    /// <param name="options">How it is drawn from.</param>
    /// <param name="seed">The run's seed.</param>
    public ReplayBuffer(ReplayLayout layout, ReplayOptions options, ulong seed)
    {
        (_layout, _options, _seed) = (layout, options, seed);
        _rings = new ReplayRing[layout.Agents];
        for (int agent = 0; agent < _rings.Length; agent++) _rings[agent] = new ReplayRing(layout, agent);
        if (layout.IsPrioritised) _priorities = new ReplayPriorities(layout, options.PriorityExponent);
    }

    /// <summary>Committed steps that can be drawn.</summary>
    public long Count { get; private set; }

    /// <summary>Takes the observations with which an environment begins. Forgets all that was before.</summary>
    public void Begin(IBatchEnvironment environment)
    {
        foreach (var ring in _rings) ring.Begin(environment);
        (Count, _longest) = (0, 0);
        _priorities?.Clear();
    }

    /// <summary>Takes a step of all agents.</summary>
    /// <param name="actions">[agents x dimensions], what is remembered as done.</param>
    /// <param name="environment">Just stepped.</param>
    public void Add(ReadOnlySpan<float> actions, IBatchEnvironment environment)
    {
        foreach (var ring in _rings) ring.Add(actions, environment);
    }

    /// <summary>Lets the steps be drawn that were added since the last time, and forgets as many of the oldest.</summary>
    public void Commit()
    {
        for (int agent = 0; agent < _rings.Length; agent++)
        {
            var ring = _rings[agent];
            (long oldest, long newest) = (ring.Oldest, ring.Committed);
            ring.Commit();
            for (long position = oldest; position < Math.Min(ring.Oldest, newest); position++)
            {
                if (ring.IsStep(position)) Count--;
                _priorities?.Forget(agent, position);
            }
            for (long position = Math.Max(newest, ring.Oldest); position < ring.Committed; position++)
            {
                if (!ring.IsStep(position)) continue;
                Count++;
                _priorities?.Remember(agent, position);
            }
            _longest = Math.Max(_longest, ring.Committed - ring.Oldest);
        }
    }

    /// <summary>Draws steps, with replacement.</summary>
    /// <param name="batch">Receives them.</param>
    /// <param name="draw">Numbers the draw: another one gives other steps.</param>
    /// <param name="discount">Of a reward for each step that it lies ahead.</param>
    /// <param name="importance">How far the bias of prioritised draws is undone, from 0 to 1.</param>
    public void Draw(ReplayBatch batch, uint draw, double discount, double importance = 1)
    {
        if (Count == 0) throw new InvalidOperationException("There is nothing to draw from.");
        var noise = new RandomStream(_seed, RandomPurpose.Replay, 0, draw);
        if (_priorities is null) DrawUniformly(batch, ref noise);
        else _priorities.Draw(batch, ref noise, _rings, Count, importance);
        Read(batch, discount);
    }

    /// <summary>Takes the errors of the steps that were last drawn into a batch; without priorities they do not matter.</summary>
    /// <param name="errors">[rows], of any sign.</param>
    public void SetErrors(ReplayBatch batch, ReadOnlySpan<float> errors)
    {
        for (int row = 0; row < batch.Rows; row++) _priorities?.SetError(batch.Agents[row], batch.Positions[row], errors[row]);
    }

    /// <summary>Adds all that <see cref="Load"/> needs. Nothing is copied: the file must be written before the next step is added.</summary>
    public void Save(SafetensorsFile state)
    {
        var written = new long[_rings.Length];
        for (int agent = 0; agent < written.Length; agent++)
        {
            written[agent] = _rings[agent].Written;
            var rows = _rings[agent].Used;
            state.Add($"replay.{agent}", SafeTensor.Over(rows, rows.Length / _layout.RowBytes, _layout.RowBytes));
        }
        state.Add<long>("replay.written", written, written.Length);
        _priorities?.Save(state);
    }

    /// <summary>Takes up what was saved by a buffer made alike.</summary>
    /// <exception cref="Learning.CorruptFileException">Something is missing, or of another shape.</exception>
    public void Load(SafetensorsFile state)
    {
        long[] written = state.Get<long>("replay.written", _rings.Length);
        (Count, _longest) = (0, 0);
        for (int agent = 0; agent < written.Length; agent++)
        {
            var ring = _rings[agent];
            int rows = (int)Math.Min(written[agent] + 1, _layout.Rows);
            ring.Restore(written[agent], state.Get<byte>($"replay.{agent}", rows, _layout.RowBytes));
            for (long position = ring.Oldest; position < ring.Committed; position++)
            {
                if (ring.IsStep(position)) Count++;
            }
            _longest = Math.Max(_longest, ring.Committed - ring.Oldest);
        }
        _priorities?.Load(state);
    }

    private void DrawUniformly(ReplayBatch batch, ref RandomStream noise)
    {
        batch.Weights.AsSpan().Fill(1);
        for (int row = 0; row < batch.Rows; row++)
        {
            // Rings differ by the ends of truncated episodes: what is no step is drawn again, so that all steps are equally likely.
            do
            {
                batch.Agents[row] = noise.NextIndex(_rings.Length);
                batch.Positions[row] = _rings[batch.Agents[row]].Oldest + noise.NextIndex((int)_longest);
            }
            while (batch.Positions[row] >= _rings[batch.Agents[row]].Committed || !_rings[batch.Agents[row]].IsStep(batch.Positions[row]));
        }
    }

    private void Read(ReplayBatch batch, double discount)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            var ring = _rings[batch.Agents[row]];
            long position = batch.Positions[row];
            (batch.Returns[row], batch.Discounts[row], long next) = ring.Look(position, _options.NStep, discount);
            ring.Action(position).CopyTo(batch.Actions.AsSpan(row * _layout.ActionSize));
            ring.Observation(position).CopyTo(batch.Observations.AsSpan(row * _layout.ObservationSize));
            // After a terminated step comes the next episode, whose observation would do no harm; zeros say that it has no meaning.
            var following = batch.NextObservations.AsSpan(row * _layout.ObservationSize, _layout.ObservationSize);
            bool isTerminated = batch.Discounts[row] == 0;
            if (isTerminated) following.Clear();
            else ring.Observation(next).CopyTo(following);
            if (_layout.FrameBytes == 0) continue;
            ring.ReadFrames(position, batch.Frames.AsSpan(row * _layout.FrameBytes, _layout.FrameBytes));
            var frames = batch.NextFrames.AsSpan(row * _layout.FrameBytes, _layout.FrameBytes);
            if (isTerminated) frames.Clear();
            else ring.ReadFrames(next, frames);
        }
    }
}
