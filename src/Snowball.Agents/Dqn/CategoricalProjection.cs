using Snowball.Learning.Networks;

namespace Snowball.Agents.Dqn;

/// <summary>
/// Distributions of returns over fixed atoms: that of reward + discount * return is shared out between the atoms on either side, so that its mean
/// stays where it lies within them (Bellemare, Dabney, Munos: "A distributional perspective on reinforcement learning", ICML 2017, algorithm 1).
/// </summary>
internal static class CategoricalProjection
{
    /// <summary>Projects each row.</summary>
    /// <param name="atoms">The returns.</param>
    /// <param name="rewards">[rows], scaled as the atoms are.</param>
    /// <param name="discounts">[rows]; 0 where nothing follows.</param>
    /// <param name="probabilities">[rows x atoms] of the return that follows.</param>
    /// <param name="projected">[rows x atoms], receives those of the whole return.</param>
    public static void Project(
        ReturnAtoms atoms, ReadOnlySpan<float> rewards, ReadOnlySpan<float> discounts, ReadOnlySpan<float> probabilities, Span<float> projected)
    {
        projected.Clear();
        float spacing = (atoms.High - atoms.Low) / (atoms.Count - 1);
        for (int row = 0; row < rewards.Length; row++)
        {
            var source = probabilities.Slice(row * atoms.Count, atoms.Count);
            var target = projected.Slice(row * atoms.Count, atoms.Count);
            for (int i = 0; i < source.Length; i++)
            {
                float value = Math.Clamp(rewards[row] + discounts[row] * (atoms.Low + i * spacing), atoms.Low, atoms.High);
                float place = Math.Clamp((value - atoms.Low) / spacing, 0, atoms.Count - 1);
                int below = Math.Min((int)place, atoms.Count - 2);
                float above = place - below;
                target[below] += source[i] * (1 - above);
                target[below + 1] += source[i] * above;
            }
        }
    }
}
