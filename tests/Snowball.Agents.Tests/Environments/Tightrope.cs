using Snowball.Agents.Imitation;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Tests.Environments;

/// <summary>
/// A place on a rope, from -5 to 5, and a gust to come that pushes one place to either side with probability 1/4 each. A step to the left, none or one to the right;
/// beyond the ends one falls. The agent sees the place alone.
/// </summary>
internal sealed class Tightrope(int worlds) : SmallEnvironment(
    worlds, 2, Fields([.. Enumerable.Range(-Reach, Places).Select(place => $"at_{place}")]), ActionSpec.Discrete(["left", "none", "right"]))
{
    private const int Reach = 5, Places = 2 * Reach + 1;

    protected override void Start(Span<float> state, ref RandomStream noise) => (state[0], state[1]) = (0, Gust(ref noise));

    protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise)
    {
        state[0] += action[0] - 1 + state[1];
        state[1] = Gust(ref noise);
        bool falls = Math.Abs(state[0]) > Reach;
        return (falls ? 0 : 1, falls);
    }

    protected override void Observe(ReadOnlySpan<float> state, Span<float> observation)
    {
        observation.Clear();
        if (Math.Abs(state[0]) <= Reach) observation[(int)state[0] + Reach] = 1;
    }

    private static float Gust(ref RandomStream noise) => noise.NextUnit() switch { < 0.25f => -1, < 0.5f => 1, _ => 0 };

    /// <summary>Sees the gust, and so never leaves the middle: what it does elsewhere is not seen while it walks itself.</summary>
    internal sealed class Walker(Tightrope rope) : ITeacher
    {
        public void Act(Span<float> actions)
        {
            for (int world = 0; world < actions.Length; world++)
            {
                var state = rope.Truth(world);
                actions[world] = 1 + Math.Clamp(-state[0] - state[1], -1, 1);
            }
        }
    }
}
