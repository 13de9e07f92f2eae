using Snowball.Learning.Inference;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Ppo;

/// <summary>
/// Draws actions from the policy's distribution in managed code. A draw depends on (seed, agent, tick) and the observation
/// alone, not on the thread or the batch. Immutable.
/// </summary>
internal sealed class ActionSampler(ActionSpec action, INetworkInference network, float[] logStd, ulong seed)
{
    private const float HalfLogTwoPi = 0.918938533f;

    /// <summary>Acts for the agents from <paramref name="first"/> on, as many as <paramref name="logProbabilities"/> has.</summary>
    /// <param name="observations">[rows x size], normalised.</param>
    /// <param name="actions">[rows x dimensions], receives what was drawn.</param>
    /// <param name="commands">[rows x dimensions], receives what the environment takes: clipped to [-1, 1] if continuous.</param>
    /// <param name="logProbabilities">[rows], receives the logarithms of their probabilities (densities).</param>
    public void Act(
        ReadOnlySpan<float> observations, int first, uint tick, Span<float> scratch, Span<float> actions, Span<float> commands, Span<float> logProbabilities)
    {
        int outputs = network.OutputSize;
        network.Forward(observations, [], [], logProbabilities.Length, scratch);
        for (int row = 0; row < logProbabilities.Length; row++)
        {
            var noise = new RandomStream(seed, RandomPurpose.PolicyNoise, first + row, tick);
            var output = scratch.Slice(row * outputs, outputs);
            if (action.IsDiscrete)
            {
                (int index, logProbabilities[row]) = Choose(output, noise.NextUnit());
                actions[row] = commands[row] = index;
            }
            else
            {
                var drawn = actions.Slice(row * outputs, outputs);
                logProbabilities[row] = Draw(output, ref noise, drawn);
                for (int i = 0; i < outputs; i++) commands[row * outputs + i] = Elementary.Clip(drawn[i], -1f, 1f);
            }
        }
    }

    /// <summary>An index with probability proportional to exp(score), by the inverse of the cumulated distribution.</summary>
    private static (int Index, float LogProbability) Choose(ReadOnlySpan<float> scores, float unit)
    {
        float max = scores[0];
        foreach (float score in scores) max = score > max ? score : max;
        float sum = 0;
        foreach (float score in scores) sum += Elementary.Exp(score - max);

        int index = 0;
        float passed = Elementary.Exp(scores[0] - max), target = unit * sum;
        while (passed <= target && index + 1 < scores.Length) passed += Elementary.Exp(scores[++index] - max);
        return (index, scores[index] - max - Elementary.Log(sum));
    }

    private float Draw(ReadOnlySpan<float> means, ref RandomStream noise, Span<float> drawn)
    {
        float logDensity = 0;
        for (int i = 0; i < means.Length; i++)
        {
            float z = noise.NextNormal();
            drawn[i] = means[i] + Elementary.Exp(logStd[i]) * z;
            logDensity += -0.5f * z * z - logStd[i] - HalfLogTwoPi;
        }
        return logDensity;
    }
}
