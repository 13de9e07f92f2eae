namespace Snowball.Agents.Ppo;

/// <summary>
/// Generalised advantage estimation (Schulman, Moritz, Levine, Jordan, Abbeel: "High-dimensional continuous control using
/// generalized advantage estimation", ICLR 2016), with terminated and truncated steps kept apart.
/// </summary>
public static class GeneralisedAdvantage
{
    /// <summary>
    /// delta_t = r_t + discount * v'_t - v_t and A_t = delta_t + discount * lambda * A_(t+1), where v'_t is 0 after a
    /// terminated step, the value of the final observation after a truncated one, and v_(t+1) otherwise; no advantage
    /// flows back over the end of an episode.
    /// </summary>
    /// <param name="rewards">[steps x agents], and so are all but <paramref name="values"/>.</param>
    /// <param name="values">[(steps + 1) x agents]: the value of the observation before each step, and of the last one.</param>
    /// <param name="finalValues">Value of the final observation; read where a step is truncated and not terminated.</param>
    /// <param name="advantages">Receives the advantages; the value network's targets are advantages + values.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static void Compute(
        int agents, ReadOnlySpan<float> rewards, ReadOnlySpan<float> values, ReadOnlySpan<float> finalValues,
        ReadOnlySpan<bool> terminated, ReadOnlySpan<bool> truncated, float discount, float lambda, Span<float> advantages)
    {
        int count = rewards.Length;
        if (count % agents != 0 || values.Length != count + agents || finalValues.Length != count
            || terminated.Length != count || truncated.Length != count || advantages.Length != count)
        {
            throw new ArgumentException($"The rollout's arrays do not all hold whole steps of {agents} agents.");
        }

        for (int i = count - 1; i >= 0; i--)
        {
            bool ends = terminated[i] || truncated[i];
            float next = terminated[i] ? 0f : truncated[i] ? finalValues[i] : values[i + agents];
            float later = ends || i + agents >= count ? 0f : advantages[i + agents];
            advantages[i] = rewards[i] + discount * next - values[i] + discount * lambda * later;
        }
    }
}
