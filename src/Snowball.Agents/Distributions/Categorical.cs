using Snowball.Sim.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Distributions;

/// <summary>One of several choices, each with a probability proportional to exp(score).</summary>
internal static class Categorical
{
    /// <summary>[rows] logarithm of the probability of each row's choice, and [rows] entropy in nats.</summary>
    /// <param name="scores">[rows, choices].</param>
    /// <param name="chosen">[rows, 1], indices as floats.</param>
    public static (Tensor LogProbability, Tensor Entropy) Evaluate(Tensor scores, Tensor chosen)
    {
        var logProbabilities = nn.functional.log_softmax(scores, 1);
        var logProbability = logProbabilities.gather(1, chosen.to_type(ScalarType.Int64)).squeeze(1);
        return (logProbability, -(logProbabilities.exp() * logProbabilities).sum(1));
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
