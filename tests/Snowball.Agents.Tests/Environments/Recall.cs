using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Tests.Environments;

/// <summary>
/// A corridor with a fork at its end (as the T-maze of Bakker, "Reinforcement learning with long short-term memory", 2001): which way is right is shown at
/// the first step alone. The right turn pays 1 and the wrong one -1; whoever has forgotten gets 0 on average.
/// </summary>
internal sealed class Recall(int worlds, int length) : SmallEnvironment(
    worlds, 2, Fields("sign", "fork"), ActionSpec.Discrete(["left", "right"]))
{
    protected override void Start(Span<float> state, ref RandomStream noise)
    {
        state[0] = noise.NextIndex(2);
        state[1] = 0;
    }

    protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise)
    {
        state[1]++;
        return state[1] < length ? (0, false) : (action[0] == state[0] ? 1 : -1, true);
    }

    protected override void Observe(ReadOnlySpan<float> state, Span<float> observation)
    {
        observation[0] = state[1] > 0 ? 0 : state[0] == 0 ? -1 : 1;
        observation[1] = state[1] == length - 1 ? 1 : 0;
    }
}
