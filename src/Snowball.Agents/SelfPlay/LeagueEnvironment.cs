using System.Runtime.InteropServices;
using Snowball.Learning.Policies;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Policies;

namespace Snowball.Agents.SelfPlay;

/// <summary>
/// Worlds of several egos as a learner sees them that steers some of them: the others are steered by an opponent, which is drawn for each
/// episode from (run seed, world, episode), and so is the place of the learner's egos among all. Row = world * learners + learner.
/// </summary>
public sealed class LeagueEnvironment : IBatchEnvironment
{
    private readonly IBatchEnvironment _inner;
    private readonly int _worlds, _egos, _learners, _size, _width;
    private readonly League _league;
    private readonly RuleBasedPolicy? _driver;
    private readonly float[] _observations, _finalObservations, _rewards, _costs;
    private readonly bool[] _terminated, _truncated;
    private readonly float[] _actions, _gathered, _gatheredActions;
    private readonly int[] _gatheredRows;
    private readonly bool[] _hasActed;

    // [worlds]: who steers the others, the first ego of the learner, which episode, and returns so far of the learner's egos and of the others.
    private readonly Opponent[] _opponents;
    private readonly long[] _opponentIds;
    private readonly int[] _first, _episode;
    private readonly double[] _ownReturns, _otherReturns;

    // [inner agents x memory], what policies that remember carry from step to step.
    private float[] _memory = [], _gatheredMemory = [];
    private ulong _seed;

    /// <summary>Worlds that are driven.</summary>
    public LeagueEnvironment(DrivingEnv environment, League league)
        : this(environment, environment.Vehicles.Egos, league, new RuleBasedPolicy(environment))
    {
    }

    /// <param name="inner">All egos, row = world * egos + ego; a world ends for all of them at once.</param>
    /// <param name="egos">Egos of a world.</param>
    /// <param name="league">The opponents.</param>
    /// <param name="driver">The rule-based driver; null where the league has no share for it.</param>
    /// <exception cref="InputException">The egos see frames of a camera.</exception>
    internal LeagueEnvironment(IBatchEnvironment inner, int egos, League league, RuleBasedPolicy? driver)
    {
        if (inner.FrameSpec is not null) throw new InputException("self-play goes with observations of numbers, not with frames of a camera");
        if (driver is null && league.Options.RuleBasedShare > 0) throw new ArgumentNullException(nameof(driver), "The league has a share for the rule-based driver.");
        (_inner, _egos, _league, _driver) = (inner, egos, league, driver);
        (_learners, _worlds) = (league.Options.Learners, inner.Agents / egos);
        (_size, _width) = (inner.Observation.Size, inner.Action.Dimensions);
        _observations = new float[Agents * _size];
        _finalObservations = new float[Agents * _size];
        (_rewards, _costs) = (new float[Agents], new float[Agents]);
        (_terminated, _truncated) = (new bool[Agents], new bool[Agents]);
        int others = _worlds * (egos - _learners);
        _actions = new float[inner.Agents * _width];
        (_gathered, _gatheredActions, _gatheredRows) = (new float[others * _size], new float[others * _width], new int[others]);
        _hasActed = new bool[_worlds];
        (_opponents, _opponentIds) = (new Opponent[_worlds], new long[_worlds]);
        (_first, _episode) = (new int[_worlds], new int[_worlds]);
        (_ownReturns, _otherReturns) = (new double[_worlds], new double[_worlds]);
    }

    /// <inheritdoc/>
    public int Agents => _worlds * _learners;

    /// <inheritdoc/>
    public ObservationSpec Observation => _inner.Observation;

    /// <inheritdoc/>
    public ActionSpec Action => _inner.Action;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Observations => _observations;

    /// <inheritdoc/>
    public ReadOnlySpan<float> FinalObservations => _finalObservations;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Rewards => _rewards;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Costs => _costs;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> Terminated => _terminated;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> Truncated => _truncated;

    /// <summary>Who steers the other egos of a world.</summary>
    public Opponent OpponentOf(int world) => _opponents[world];

    /// <summary>The row of the inner environment that a learner's row stands for in the present episode.</summary>
    public int InnerRow(int row) => Row(row / _learners, row % _learners);

    /// <inheritdoc/>
    public int StateBytes => sizeof(ulong) + _worlds * (sizeof(long) + 2 * sizeof(int) + 2 * sizeof(double))
        + _inner.Agents * _league.MemorySize * sizeof(float) + _inner.StateBytes;

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        _seed = seed;
        _inner.Reset(seed);
        MakeMemory();
        Array.Clear(_episode);
        for (int world = 0; world < _worlds; world++) Begin(world);
        Observe();
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> actions)
    {
        if (actions.Length != Agents * _width) throw new ArgumentException($"Expected {Agents} x {_width} numbers of actions, not {actions.Length}.", nameof(actions));
        for (int row = 0; row < Agents; row++) actions.Slice(row * _width, _width).CopyTo(_actions.AsSpan(InnerRow(row) * _width));
        ActForOthers();
        _inner.Step(_actions);
        for (int world = 0; world < _worlds; world++) Take(world);
        Observe();
    }

    /// <inheritdoc/>
    public void Save(Span<byte> state)
    {
        for (int world = 0; world < _worlds; world++) _opponentIds[world] = _opponents[world].Id;
        MemoryMarshal.Write(state, _seed);
        state = state[sizeof(ulong)..];
        Put(_opponentIds, ref state);
        Put(_first, ref state);
        Put(_episode, ref state);
        Put(_ownReturns, ref state);
        Put(_otherReturns, ref state);
        Put(_memory, ref state);
        _inner.Save(state);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes) throw new InputException($"the saved state has {state.Length} bytes; this environment has {StateBytes}");
        _seed = MemoryMarshal.Read<ulong>(state);
        state = state[sizeof(ulong)..];
        Get(_opponentIds, ref state);
        Get(_first, ref state);
        Get(_episode, ref state);
        Get(_ownReturns, ref state);
        Get(_otherReturns, ref state);
        MakeMemory();
        Get(_memory, ref state);
        _inner.Restore(state);
        for (int world = 0; world < _worlds; world++) _opponents[world] = _league.Find(_opponentIds[world]);
        Observe();
    }

    /// <summary>How much the policies remember is known when the learner is made, after its environment.</summary>
    private void MakeMemory()
    {
        _memory = new float[_inner.Agents * _league.MemorySize];
        _gatheredMemory = new float[_gatheredRows.Length * _league.MemorySize];
    }

    /// <summary>The inner row of a world's ego, counted from the learner's first one.</summary>
    private int Row(int world, int place) => world * _egos + (_first[world] + place) % _egos;

    private void Begin(int world)
    {
        var random = new RandomStream(_seed, RandomPurpose.Opponent, world, (uint)_episode[world]);
        _opponents[world] = _league.Draw(ref random);
        _first[world] = random.NextIndex(_egos);
        (_ownReturns[world], _otherReturns[world]) = (0, 0);
    }

    /// <summary>Every opponent acts once for all egos that it steers.</summary>
    private void ActForOthers()
    {
        Array.Clear(_hasActed);
        for (int world = 0; world < _worlds; world++)
        {
            if (_hasActed[world]) continue;
            if (_opponents[world].Policy is { } policy) Act(policy, world);
            else Drive(world);
        }
    }

    private void Drive(int world)
    {
        for (int place = _learners; place < _egos; place++)
        {
            int row = Row(world, place);
            _driver!.ActFor(row, _actions.AsSpan(row * _width, _width));
        }
    }

    private void Act(GreedyPolicy policy, int firstWorld)
    {
        int rows = 0, memory = policy.MemorySize;
        for (int world = firstWorld; world < _worlds; world++)
        {
            if (_opponents[world] != _opponents[firstWorld]) continue;
            _hasActed[world] = true;
            for (int place = _learners; place < _egos; place++, rows++)
            {
                _gatheredRows[rows] = Row(world, place);
                _inner.Observations.Slice(_gatheredRows[rows] * _size, _size).CopyTo(_gathered.AsSpan(rows * _size));
                _memory.AsSpan(_gatheredRows[rows] * memory, memory).CopyTo(_gatheredMemory.AsSpan(rows * memory));
            }
        }
        policy.Act(_gathered.AsSpan(0, rows * _size), [], _gatheredMemory.AsSpan(0, rows * memory), _gatheredActions.AsSpan(0, rows * _width));
        for (int i = 0; i < rows; i++)
        {
            _gatheredActions.AsSpan(i * _width, _width).CopyTo(_actions.AsSpan(_gatheredRows[i] * _width));
            _gatheredMemory.AsSpan(i * memory, memory).CopyTo(_memory.AsSpan(_gatheredRows[i] * memory));
        }
    }

    /// <summary>Takes what a step gave the learner's egos of a world, and begins its next episode where it has ended.</summary>
    private void Take(int world)
    {
        for (int learner = 0; learner < _learners; learner++)
        {
            int row = world * _learners + learner, inner = Row(world, learner);
            (_rewards[row], _costs[row]) = (_inner.Rewards[inner], _inner.Costs[inner]);
            (_terminated[row], _truncated[row]) = (_inner.Terminated[inner], _inner.Truncated[inner]);
            _ownReturns[world] += _rewards[row];
        }
        for (int place = _learners; place < _egos; place++) _otherReturns[world] += _inner.Rewards[Row(world, place)];
        if (!_terminated[world * _learners] && !_truncated[world * _learners]) return;

        for (int learner = 0; learner < _learners; learner++)
        {
            _inner.FinalObservations.Slice(Row(world, learner) * _size, _size).CopyTo(_finalObservations.AsSpan((world * _learners + learner) * _size));
        }
        double own = _ownReturns[world] / _learners, other = _otherReturns[world] / (_egos - _learners);
        _memory.AsSpan(world * _egos * _league.MemorySize, _egos * _league.MemorySize).Clear();
        _opponents[world].Record(own > other ? 1 : own < other ? 0 : 0.5);
        _episode[world]++;
        Begin(world);
    }

    private void Observe()
    {
        for (int row = 0; row < Agents; row++) _inner.Observations.Slice(InnerRow(row) * _size, _size).CopyTo(_observations.AsSpan(row * _size));
    }

    private static void Put<T>(T[] column, ref Span<byte> state) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(column.AsSpan());
        bytes.CopyTo(state);
        state = state[bytes.Length..];
    }

    private static void Get<T>(T[] column, ref ReadOnlySpan<byte> state) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(column.AsSpan());
        state[..bytes.Length].CopyTo(bytes);
        state = state[bytes.Length..];
    }
}
