using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Tests.Environments;

/// <summary>Rewards the agent for doing what it sees: one of four indices (one-hot), or a number in [-0.8, 0.8].</summary>
internal sealed class IdentityEnvironment(int worlds, bool isDiscrete) : SmallEnvironment(
    worlds, 1, isDiscrete ? Fields("a", "b", "c", "d") : Fields("x"),
    isDiscrete ? ActionSpec.Discrete(["a", "b", "c", "d"]) : ActionSpec.Continuous(["x"]))
{
    protected override void Start(Span<float> state, ref RandomStream noise) =>
        state[0] = isDiscrete ? noise.NextIndex(4) : noise.NextUniform(-0.8f, 0.8f);

    protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise)
    {
        float error = action[0] - state[0];
        float reward = isDiscrete ? (error == 0 ? 1 : 0) : 1 - error * error;
        Start(state, ref noise);
        return (reward, false);
    }

    protected override void Observe(ReadOnlySpan<float> state, Span<float> observation)
    {
        if (!isDiscrete)
        {
            observation[0] = state[0];
            return;
        }
        observation.Clear();
        observation[(int)state[0]] = 1;
    }
}
