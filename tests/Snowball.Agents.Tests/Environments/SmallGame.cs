using System.Runtime.InteropServices;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Tests.Environments;

/// <summary>
/// Worlds of several egos that end together, after a number of steps that differs from world to world and episode to episode. An ego sees where it is:
/// its world, itself, the episode and the step; it is paid its action, plus 10 times itself. The first ego terminates at the end of an even episode.
/// </summary>
internal class SmallGame(int worlds, int egos, ObservationSpec observation, ActionSpec action) : IBatchEnvironment
{
    private readonly int[] _episode = new int[worlds], _step = new int[worlds];
    private readonly float[] _observations = new float[worlds * egos * observation.Size], _final = new float[worlds * egos * observation.Size];
    private readonly float[] _rewards = new float[worlds * egos], _costs = new float[worlds * egos], _taken = new float[worlds * egos];
    private readonly bool[] _terminated = new bool[worlds * egos], _truncated = new bool[worlds * egos];

    public SmallGame(int worlds, int egos, int choices)
        : this(worlds, egos, Fields("world", "ego", "episode", "step"), ActionSpec.Discrete([.. Enumerable.Range(0, choices).Select(choice => choice.ToString())]))
    {
    }

    public int Agents => worlds * egos;

    public ObservationSpec Observation => observation;

    public ActionSpec Action => action;

    public ReadOnlySpan<float> Observations => _observations;

    public ReadOnlySpan<float> FinalObservations => _final;

    public ReadOnlySpan<float> Rewards => _rewards;

    public ReadOnlySpan<float> Costs => _costs;

    public ReadOnlySpan<bool> Terminated => _terminated;

    public ReadOnlySpan<bool> Truncated => _truncated;

    /// <summary>[rows], what each ego did in the last step.</summary>
    public ReadOnlySpan<float> Taken => _taken;

    public int StateBytes => 2 * worlds * sizeof(int);

    public void Reset(ulong seed)
    {
        Array.Clear(_episode);
        Array.Clear(_step);
        ObserveAll();
    }

    public void Step(ReadOnlySpan<float> actions)
    {
        actions.CopyTo(_taken);
        int size = observation.Size;
        for (int world = 0; world < worlds; world++)
        {
            int first = world * egos;
            Pay(actions.Slice(first, egos), _rewards.AsSpan(first, egos));
            _step[world]++;
            bool ends = _step[world] >= Length(world, _episode[world]);
            for (int ego = 0; ego < egos; ego++)
            {
                _costs[first + ego] = 100 + first + ego;
                _terminated[first + ego] = ends && ego == 0 && _episode[world] % 2 == 0;
                _truncated[first + ego] = ends && !_terminated[first + ego];
                if (ends) Observe(world, ego, _final.AsSpan((first + ego) * size, size));
            }
            if (ends) (_episode[world], _step[world]) = (_episode[world] + 1, 0);
        }
        ObserveAll();
    }

    public void Save(Span<byte> state)
    {
        MemoryMarshal.AsBytes(_episode.AsSpan()).CopyTo(state);
        MemoryMarshal.AsBytes(_step.AsSpan()).CopyTo(state[(worlds * sizeof(int))..]);
    }

    public void Restore(ReadOnlySpan<byte> state)
    {
        MemoryMarshal.Cast<byte, int>(state[..(worlds * sizeof(int))]).CopyTo(_episode);
        MemoryMarshal.Cast<byte, int>(state[(worlds * sizeof(int))..]).CopyTo(_step);
        ObserveAll();
    }

    protected virtual int Length(int world, int episode) => 1 + (3 * world + 5 * episode) % 4;

    protected virtual void Pay(ReadOnlySpan<float> actions, Span<float> rewards)
    {
        for (int ego = 0; ego < egos; ego++) rewards[ego] = actions[ego] + 10 * ego;
    }

    protected virtual void Observe(int world, int ego, Span<float> row) =>
        (row[0], row[1], row[2], row[3]) = (world, ego, _episode[world], _step[world]);

    protected static ObservationSpec Fields(params string[] names) => new([.. names.Select(name => new ObservationField(name, "", 1f))]);

    private void ObserveAll()
    {
        int size = observation.Size;
        for (int row = 0; row < Agents; row++) Observe(row / egos, row % egos, _observations.AsSpan(row * size, size));
    }
}

/// <summary>Rock (0), paper (1) and scissors (2) for two, once an episode. A win with rock counts twice, so that the equilibrium is 1/4, 1/2, 1/4.</summary>
internal sealed class RockPaperScissors(int worlds) : SmallGame(worlds, 2, Fields("one"), ActionSpec.Discrete(["rock", "paper", "scissors"]))
{
    /// <summary>[own, other] action, what the game pays.</summary>
    public static readonly float[,] Payoff = { { 0, -1, 2 }, { 1, 0, -1 }, { -2, 1, 0 } };

    protected override int Length(int world, int episode) => 1;

    protected override void Pay(ReadOnlySpan<float> actions, Span<float> rewards)
    {
        int first = (int)actions[0], second = (int)actions[1];
        (rewards[0], rewards[1]) = (Payoff[first, second], Payoff[second, first]);
    }

    protected override void Observe(int world, int ego, Span<float> row) => row[0] = 1;
}
