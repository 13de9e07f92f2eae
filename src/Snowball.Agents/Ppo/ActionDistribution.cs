using Snowball.Agents.Distributions;
using Snowball.Learning.Inference;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Ppo;

/// <summary>How continuous actions are kept in [-1, 1].</summary>
public enum ContinuousDistribution
{
    /// <summary>A diagonal Gaussian; the environment gets its draws clipped, while the probabilities are those of the draws.</summary>
    Gaussian,

    /// <summary>tanh of a diagonal Gaussian, with the exact density of the action.</summary>
    Squashed,
}

/// <summary>
/// What a policy network's output stands for: the scores of discrete actions, or the means of continuous ones, with a logarithm of
/// the standard deviation that is the same in all states.
/// </summary>
/// <param name="Action">Discrete or continuous.</param>
/// <param name="Continuous">Which distribution continuous actions have.</param>
internal readonly record struct ActionDistribution(ActionSpec Action, ContinuousDistribution Continuous)
{
    /// <summary>Outputs of the network that it reads.</summary>
    public int Outputs => Action.IsDiscrete ? Action.Choices : Action.Dimensions;

    /// <summary>Draws one agent's action, and returns the logarithm of its probability, or density.</summary>
    /// <param name="output">[outputs], of the network.</param>
    /// <param name="logStd">[dimensions]; not read for discrete actions.</param>
    /// <param name="noise">Where the numbers come from.</param>
    /// <param name="drawn">[dimensions], receives what to learn from: an index, or numbers as drawn before they are clipped or squashed.</param>
    /// <param name="command">[dimensions], receives what the environment takes.</param>
    public float Draw(ReadOnlySpan<float> output, ReadOnlySpan<float> logStd, ref RandomStream noise, Span<float> drawn, Span<float> command)
    {
        if (Action.IsDiscrete)
        {
            (int index, float logProbability) = Categorical.Draw(output, noise.NextUnit());
            drawn[0] = command[0] = index;
            return logProbability;
        }

        bool isSquashed = Continuous == ContinuousDistribution.Squashed;
        float logDensity = isSquashed
            ? SquashedGaussian.Draw(output, logStd, ref noise, drawn)
            : DiagonalGaussian.Draw(output, logStd, ref noise, drawn);
        for (int i = 0; i < drawn.Length; i++)
            command[i] = isSquashed ? ElementaryFunctions.Tanh(drawn[i]) : Elementary.Clip(drawn[i], -1f, 1f);
        return logDensity;
    }

    /// <summary>Logarithm of an action's probability, or density, and entropy in nats, with their derivatives.</summary>
    /// <param name="output">[outputs], of the network.</param>
    /// <param name="logStd">[dimensions]; empty for discrete actions, and so are its derivatives.</param>
    /// <param name="drawn">[dimensions], as <see cref="Draw"/> gave it.</param>
    /// <param name="byOutput">[outputs], receives the derivative of the logarithm by the output.</param>
    /// <param name="byLogStd">[dimensions], receives that by <paramref name="logStd"/>.</param>
    /// <param name="entropyByOutput">[outputs], receives the derivative of the entropy by the output.</param>
    /// <param name="entropyByLogStd">[dimensions], receives that by <paramref name="logStd"/>.</param>
    public (float LogProbability, float Entropy) Evaluate(
        ReadOnlySpan<float> output, ReadOnlySpan<float> logStd, ReadOnlySpan<float> drawn,
        Span<float> byOutput, Span<float> byLogStd, Span<float> entropyByOutput, Span<float> entropyByLogStd)
    {
        if (Action.IsDiscrete) return Categorical.Evaluate(output, (int)drawn[0], byOutput, entropyByOutput);
        return Continuous == ContinuousDistribution.Squashed
            ? (SquashedGaussian.LogDensity(output, logStd, drawn, byOutput, byLogStd), SquashedGaussian.Entropy(output, logStd, entropyByOutput, entropyByLogStd))
            : (DiagonalGaussian.LogDensity(output, logStd, drawn, byOutput, byLogStd), DiagonalGaussian.Entropy(logStd, entropyByOutput, entropyByLogStd));
    }
}
