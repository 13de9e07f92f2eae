using System.Runtime.InteropServices;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Tests.Environments;

/// <summary>
/// A batch of small environments for one agent each, whose whole state is a few floats; what happens in a step may
/// depend on a random stream keyed by (seed, world, tick).
/// </summary>
internal abstract class SmallEnvironment(int worlds, int stateSize, ObservationSpec observation, ActionSpec action) : IBatchEnvironment
{
    private readonly float[] _state = new float[worlds * stateSize];
    private readonly int[] _age = new int[worlds];
    private readonly float[] _observations = new float[worlds * observation.Size], _final = new float[worlds * observation.Size];
    private readonly float[] _rewards = new float[worlds], _costs = new float[worlds];
    private readonly bool[] _terminated = new bool[worlds], _truncated = new bool[worlds];
    private ulong _seed;
    private uint _tick;

    public int Agents => worlds;

    public ObservationSpec Observation => observation;

    public ActionSpec Action => action;

    public ReadOnlySpan<float> Observations => _observations;

    public ReadOnlySpan<float> FinalObservations => _final;

    public ReadOnlySpan<float> Rewards => _rewards;

    public ReadOnlySpan<float> Costs => _costs;

    public ReadOnlySpan<bool> Terminated => _terminated;

    public ReadOnlySpan<bool> Truncated => _truncated;

    /// <summary>Steps after which an episode is truncated.</summary>
    public int MaxSteps { get; init; } = int.MaxValue;

    /// <summary>What is true of a world, whatever is observed.</summary>
    public ReadOnlySpan<float> Truth(int world) => StateOf(world);

    public int StateBytes => sizeof(ulong) + sizeof(uint) + _state.Length * sizeof(float) + _age.Length * sizeof(int) + _observations.Length * sizeof(float);

    public void Reset(ulong seed)
    {
        (_seed, _tick) = (seed, 0);
        for (int world = 0; world < worlds; world++) Begin(world);
    }

    public void Step(ReadOnlySpan<float> actions)
    {
        _tick++;
        int size = observation.Size;
        for (int world = 0; world < worlds; world++)
        {
            var state = StateOf(world);
            var noise = Noise(world);
            var taken = actions.Slice(world * action.Dimensions, action.Dimensions);
            _costs[world] = Cost(taken);
            (_rewards[world], _terminated[world]) = Advance(state, taken, ref noise);
            _truncated[world] = !_terminated[world] && ++_age[world] >= MaxSteps;
            Observe(state, _observations.AsSpan(world * size, size));
            if (!_terminated[world] && !_truncated[world]) continue;
            _observations.AsSpan(world * size, size).CopyTo(_final.AsSpan(world * size));
            Begin(world);
        }
    }

    public void Save(Span<byte> state)
    {
        MemoryMarshal.Write(state, _seed);
        MemoryMarshal.Write(state[8..], _tick);
        Columns(state[12..], (column, bytes) => column.CopyTo(bytes));
    }

    public void Restore(ReadOnlySpan<byte> state)
    {
        _seed = MemoryMarshal.Read<ulong>(state);
        _tick = MemoryMarshal.Read<uint>(state[8..]);
        byte[] copy = state[12..].ToArray();
        Columns(copy, (column, bytes) => bytes.CopyTo(column));
    }

    /// <summary>Fills the state at the start of an episode.</summary>
    protected abstract void Start(Span<float> state, ref RandomStream noise);

    /// <summary>Moves the state on.</summary>
    protected abstract (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise);

    /// <summary>What an action costs.</summary>
    protected virtual float Cost(ReadOnlySpan<float> action) => 0;

    /// <summary>Shows the state.</summary>
    protected abstract void Observe(ReadOnlySpan<float> state, Span<float> observation);

    protected static ObservationSpec Fields(params string[] names) => new([.. names.Select(name => new ObservationField(name, "", 1f))]);

    private delegate void Copy(Span<byte> column, Span<byte> bytes);

    private void Columns(Span<byte> bytes, Copy copy)
    {
        var state = MemoryMarshal.AsBytes(_state.AsSpan());
        var age = MemoryMarshal.AsBytes(_age.AsSpan());
        copy(state, bytes[..state.Length]);
        copy(age, bytes.Slice(state.Length, age.Length));
        copy(MemoryMarshal.AsBytes(_observations.AsSpan()), bytes[(state.Length + age.Length)..]);
    }

    private Span<float> StateOf(int world) => _state.AsSpan(world * stateSize, stateSize);

    private RandomStream Noise(int world) => new(_seed, RandomPurpose.EgoStart, world, _tick);

    private void Begin(int world)
    {
        var noise = new RandomStream(_seed, RandomPurpose.Road, world, _tick);
        Start(StateOf(world), ref noise);
        _age[world] = 0;
        Observe(StateOf(world), _observations.AsSpan(world * observation.Size, observation.Size));
    }
}
