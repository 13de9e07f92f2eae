using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Tests.Environments;

/// <summary>
/// Six cells in a row. The agent goes left or right, and with probability 1/4 the wind turns it round. Each step costs 0.1;
/// leaving at the right end gives 1 and at the left end 0.2, and terminates.
/// </summary>
internal sealed class WindyCorridor(int worlds) : SmallEnvironment(worlds, 1, Fields("cell"), ActionSpec.Discrete(["left", "right"]))
{
    private const int Cells = 6;

    /// <summary>[cells x 2] action values of the best policy, by value iteration on the model.</summary>
    public static double[] ExactValues(double discount) => Iterate(discount, Math.Max);

    /// <summary>[cells x 2] action values of going left or right at random.</summary>
    public static double[] ValuesOfRandomActions(double discount) => Iterate(discount, (left, right) => 0.5 * (left + right));

    private static double[] Iterate(double discount, Func<double, double, double> worth)
    {
        var values = new double[Cells * 2];
        for (int sweep = 0; sweep < 1000; sweep++)
        {
            for (int cell = 0; cell < Cells; cell++)
            {
                double left = After(cell - 1), right = After(cell + 1);
                values[cell * 2] = -0.1 + 0.75 * left + 0.25 * right;
                values[cell * 2 + 1] = -0.1 + 0.25 * left + 0.75 * right;
            }
        }
        return values;

        double After(int cell) => cell < 0 ? 0.2 : cell == Cells ? 1 : discount * worth(values[cell * 2], values[cell * 2 + 1]);
    }

    protected override void Start(Span<float> state, ref RandomStream noise) => state[0] = noise.NextIndex(Cells);

    protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise)
    {
        bool turns = noise.NextUnit() < 0.25f;
        state[0] += (action[0] == 1) != turns ? 1 : -1;
        return state[0] < 0 ? (0.1f, true) : state[0] >= Cells ? (0.9f, true) : (-0.1f, false);
    }

    protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => observation[0] = state[0];
}

/// <summary>Three arms that pay 1 with probability 0.3, 0.5 and 0.8; every step is an episode.</summary>
internal sealed class Bandit(int worlds) : SmallEnvironment(worlds, 1, Fields("constant"), ActionSpec.Discrete(["a", "b", "c"]))
{
    protected override void Start(Span<float> state, ref RandomStream noise) => state[0] = 1;

    protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise) =>
        (noise.NextUnit() < (action[0] switch { 0 => 0.3f, 1 => 0.5f, _ => 0.8f }) ? 1 : 0, true);

    protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => observation[0] = 1;
}

/// <summary>
/// Of eight actions the first four end the episode with nothing; the others lead to a second stage, where every action ends it with a noisy reward around -0.1.
/// </summary>
internal sealed class NoisyArms(int worlds) : SmallEnvironment(
    worlds, 1, Fields("stage"), ActionSpec.Discrete(["a", "b", "c", "d", "e", "f", "g", "h"]))
{
    protected override void Start(Span<float> state, ref RandomStream noise) => state[0] = 0;

    protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise)
    {
        if (state[0] == 1) return (noise.NextUniform(-2.1f, 1.9f), true);
        state[0] = 1;
        return (0, action[0] < 4);
    }

    protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => observation[0] = state[0];
}

/// <summary>One field whose number in the buffer is (metres - 2) / 10.</summary>
internal sealed class ScaledField() : SmallEnvironment(
    1, 1, new ObservationSpec([new ObservationField("gap", "m", 10f, 2f)]), ActionSpec.Discrete(["a", "b"]))
{
    protected override void Start(Span<float> state, ref RandomStream noise) => state[0] = 0;

    protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise) => (0, false);

    protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => observation[0] = state[0];
}
