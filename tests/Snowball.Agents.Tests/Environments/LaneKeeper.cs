using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Tests.Environments;

/// <summary>
/// A point that accelerates across its lane (a double integrator at 10 Hz, 2 m/s2 either way): it is rewarded for staying at the
/// centre, and an episode terminates 2 m away from it.
/// </summary>
internal sealed class LaneKeeper(int worlds, bool isDiscrete) : SmallEnvironment(
    worlds, 2, Fields("offset", "rate"),
    isDiscrete ? ActionSpec.Discrete(["left", "none", "right"]) : ActionSpec.Continuous(["acceleration"]))
{
    protected override void Start(Span<float> state, ref RandomStream noise)
    {
        state[0] = noise.NextUniform(-1f, 1f);
        state[1] = noise.NextUniform(-0.5f, 0.5f);
    }

    protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise)
    {
        float acceleration = 2f * (isDiscrete ? action[0] - 1f : action[0]) + noise.NextUniform(-0.1f, 0.1f);
        state[1] += 0.1f * acceleration;
        state[0] += 0.1f * state[1];
        bool isOut = MathF.Abs(state[0]) > 2f;
        return (isOut ? -1f : 1f - state[0] * state[0] / 4f, isOut);
    }

    protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => state.CopyTo(observation);
}
