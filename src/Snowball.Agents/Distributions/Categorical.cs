using Snowball.Sim.Numerics;

namespace Snowball.Agents.Distributions;

/// <summary>One of several choices, each with a probability proportional to exp(score).</summary>
internal static class Categorical
{
    /// <summary>Logarithm of the probability of a choice, and entropy in nats, with their derivatives by the scores.</summary>
    /// <param name="scores">[choices].</param>
    /// <param name="chosen">Index of the choice.</param>
    /// <param name="slopes">[choices], receives the derivatives of the logarithm.</param>
    /// <param name="entropySlopes">[choices], receives those of the entropy.</param>
    public static (float LogProbability, float Entropy) Evaluate(ReadOnlySpan<float> scores, int chosen, Span<float> slopes, Span<float> entropySlopes)
    {
        float max = scores[0];
        foreach (float score in scores) max = score > max ? score : max;
        float sum = 0;
        foreach (float score in scores) sum += Elementary.Exp(score - max);

        float logSum = max + Elementary.Log(sum), entropy = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            float logProbability = scores[i] - logSum, probability = Elementary.Exp(scores[i] - max) / sum;
            slopes[i] = (i == chosen ? 1f : 0f) - probability;
            entropySlopes[i] = -probability * logProbability;
            entropy += entropySlopes[i];
        }
        // d entropy / d score = -p (log p + entropy).
        for (int i = 0; i < scores.Length; i++) entropySlopes[i] -= entropy * ((i == chosen ? 1f : 0f) - slopes[i]);
        return (scores[chosen] - logSum, entropy);
    }

    /// <summary>Draws a choice by the inverse of the cumulated distribution.</summary>
    /// <param name="scores">[choices].</param>
    /// <param name="unit">Uniform in [0, 1).</param>
    public static (int Index, float LogProbability) Draw(ReadOnlySpan<float> scores, float unit)
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
}
