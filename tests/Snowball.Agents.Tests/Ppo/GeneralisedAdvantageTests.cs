using CsCheck;
using Snowball.Agents.Ppo;

namespace Snowball.Agents.Tests.Ppo;

public sealed class GeneralisedAdvantageTests
{
    /// <summary>One agent, discount 0.5, lambda 0.5; the deltas are worked out by hand beside each expectation.</summary>
    [Fact]
    public void AgreesWithAHandComputedRollout()
    {
        float[] rewards = [1, 2, 3, 4], values = [10, 20, 30, 40, 50], final = [0, 60, 70, 0];
        var advantages = new float[4];
        GeneralisedAdvantage.Compute(1, rewards, values, final, [false, false, true, false], [false, true, false, false], 0.5f, 0.5f, advantages);

        Assert.Equal(4 + 0.5f * 50 - 40, advantages[3]);         // the rollout ends, the episode does not: -11
        Assert.Equal(3 - 30, advantages[2]);                     // terminated: no value beyond, nothing flows back
        Assert.Equal(2 + 0.5f * 60 - 20, advantages[1]);         // truncated: the value of the final observation
        Assert.Equal(1 + 0.5f * 20 - 10 + 0.25f * 12, advantages[0]);
    }

    /// <summary>
    /// The same by its definition: the sum of (discount lambda)^k delta_(t+k), forwards, up to the end of the episode
    /// or the rollout.
    /// </summary>
    [Fact]
    public void AgreesWithTheSumThatDefinesIt()
    {
        var cases = from agents in Gen.Int[1, 4]
                    from steps in Gen.Int[1, 20]
                    from rewards in Gen.Float[-1, 1].Array[agents * steps]
                    from values in Gen.Float[-5, 5].Array[agents * (steps + 1)]
                    from final in Gen.Float[-5, 5].Array[agents * steps]
                    from ends in Gen.Int[0, 9].Array[agents * steps]
                    from discount in Gen.Float[0, 1]
                    from lambda in Gen.Float[0, 1]
                    select (agents, steps, rewards, values, final, ends, discount, lambda);
        cases.Sample(c =>
        {
            bool[] terminated = [.. c.ends.Select(end => end is 0 or 2)], truncated = [.. c.ends.Select(end => end is 1 or 2)];
            var advantages = new float[c.rewards.Length];
            GeneralisedAdvantage.Compute(c.agents, c.rewards, c.values, c.final, terminated, truncated, c.discount, c.lambda, advantages);
            for (int i = 0; i < advantages.Length; i++)
            {
                double sum = 0, weight = 1;
                for (int k = i; k < advantages.Length; k += c.agents, weight *= (double)c.discount * c.lambda)
                {
                    double next = terminated[k] ? 0 : truncated[k] ? c.final[k] : c.values[k + c.agents];
                    sum += weight * (c.rewards[k] + c.discount * next - c.values[k]);
                    if (terminated[k] || truncated[k]) break;
                }
                if (Math.Abs(sum - advantages[i]) > 1e-3) return false;
            }
            return true;
        });
    }

    [Fact]
    public void RefusesArraysThatDoNotFit() => Assert.Throws<ArgumentException>(
        () => GeneralisedAdvantage.Compute(2, new float[4], new float[4], new float[4], new bool[4], new bool[4], 1, 1, new float[4]));
}
