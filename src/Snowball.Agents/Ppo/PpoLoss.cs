using Snowball.Sim.Numerics;

namespace Snowball.Agents.Ppo;

/// <summary>Rows of a rollout that take one step of the optimiser together.</summary>
/// <param name="Rows">How many.</param>
/// <param name="AdvantageShift">Is taken off the advantages.</param>
/// <param name="AdvantageScale">Then they are multiplied by it.</param>
/// <param name="EntropyCoefficient">Weight of the entropy at this time.</param>
internal readonly record struct Minibatch(int Rows, float AdvantageShift, float AdvantageScale, double EntropyCoefficient);

/// <summary>
/// PPO's loss and its derivatives by the outputs of the networks, row by row: all that an algorithm has to say to a network. A worker has one for its share of
/// a minibatch. Derivatives are those of the minibatch's mean, so that the workers' gradients add up to the minibatch's.
/// </summary>
internal sealed class PpoLoss
{
    private readonly Rollout _rollout;
    private readonly ActionDistribution _distribution;
    private readonly float _clipRange, _valueClipRange, _valueCoefficient;
    private readonly float[] _logStd, _outputSlopes, _logStdSlopes, _entropyOutputSlopes, _entropyLogStdSlopes;
    private Minibatch _minibatch;

    public PpoLoss(Rollout rollout, ActionDistribution distribution, PpoOptions options)
    {
        (_rollout, _distribution) = (rollout, distribution);
        (_clipRange, _valueClipRange, _valueCoefficient) = ((float)options.ClipRange, (float)options.ValueClipRange, (float)options.ValueCoefficient);
        int outputs = distribution.Outputs, dimensions = distribution.Action.IsDiscrete ? 0 : outputs;
        (_outputSlopes, _entropyOutputSlopes) = (new float[outputs], new float[outputs]);
        (_logStdSlopes, _entropyLogStdSlopes) = (new float[dimensions], new float[dimensions]);
        _logStd = new float[dimensions];
        LogStdGradient = new float[dimensions];
    }

    /// <summary>Outputs of the networks for a row: the policy's, then one of each critic.</summary>
    public int Outputs => _distribution.Outputs + _rollout.Critics.Length;

    /// <summary>Sums over the rows since <see cref="Begin"/>: policy loss, squared error of the first critic, entropy, KL divergence, clipped ratios.</summary>
    public double[] Sums { get; } = new double[5];

    /// <summary>[dimensions], the derivative by the logarithm of the standard deviation of continuous actions, summed over the rows.</summary>
    public float[] LogStdGradient { get; }

    /// <summary>Starts a share of a minibatch.</summary>
    /// <param name="minibatch">The whole one.</param>
    /// <param name="logStd">[dimensions] of continuous actions, as it is now; empty for discrete ones.</param>
    public void Begin(in Minibatch minibatch, ReadOnlySpan<float> logStd)
    {
        _minibatch = minibatch;
        logStd.CopyTo(_logStd);
        Array.Clear(Sums);
        Array.Clear(LogStdGradient);
    }

    /// <summary>Takes up a row.</summary>
    /// <param name="row">Of the rollout.</param>
    /// <param name="outputs">[Outputs] for its observation.</param>
    /// <param name="gradient">[Outputs], receives the derivatives.</param>
    public void Add(int row, ReadOnlySpan<float> outputs, Span<float> gradient)
    {
        float share = 1f / _minibatch.Rows;
        int actions = _distribution.Outputs, dimensions = _distribution.Action.Dimensions;
        var (logProbability, entropy) = _distribution.Evaluate(
            outputs[..actions], _logStd, _rollout.Actions.AsSpan(row * dimensions, dimensions), _outputSlopes, _logStdSlopes, _entropyOutputSlopes, _entropyLogStdSlopes);

        float logRatio = logProbability - _rollout.LogProbabilities[row], ratio = Elementary.Exp(logRatio);
        float advantage = (_rollout.Critics[0].Advantages[row] - _minibatch.AdvantageShift) * _minibatch.AdvantageScale;
        var (policyLoss, ratioSlope) = Policy(ratio, advantage, _clipRange);
        // d ratio / d log probability is the ratio.
        float probabilitySlope = ratioSlope * ratio * share, entropySlope = -(float)_minibatch.EntropyCoefficient * share;
        for (int i = 0; i < actions; i++) gradient[i] = probabilitySlope * _outputSlopes[i] + entropySlope * _entropyOutputSlopes[i];
        for (int i = 0; i < LogStdGradient.Length; i++) LogStdGradient[i] += probabilitySlope * _logStdSlopes[i] + entropySlope * _entropyLogStdSlopes[i];

        float firstError = 0;
        for (int critic = 0; critic < _rollout.Critics.Length; critic++)
        {
            var rollout = _rollout.Critics[critic];
            var (error, slope) = Value(outputs[actions + critic], rollout.Values[row], rollout.Targets[row], _valueClipRange);
            gradient[actions + critic] = _valueCoefficient * share * slope;
            if (critic == 0) firstError = error;
        }

        Sums[0] += policyLoss;
        Sums[1] += firstError;
        Sums[2] += entropy;
        // (ratio - 1) - log(ratio): unbiased for KL(old || new), never negative, and of low variance.
        Sums[3] += ratio - 1f - logRatio;
        Sums[4] += MathF.Abs(ratio - 1f) > _clipRange ? 1 : 0;
    }

    /// <summary>
    /// The policy's loss for one row: what is gained by moving the ratio out of its range does not count (Schulman, Wolski, Dhariwal, Radford, Klimov:
    /// "Proximal policy optimization algorithms", 2017, equation 7).
    /// </summary>
    /// <param name="ratio">New probability of the action over the old one.</param>
    /// <param name="advantage">Of the action.</param>
    /// <param name="range">How far the ratio may move from 1.</param>
    /// <returns>The loss, and its derivative by the ratio.</returns>
    internal static (float Loss, float Slope) Policy(float ratio, float advantage, float range)
    {
        float free = ratio * advantage, held = Math.Clamp(ratio, 1 - range, 1 + range) * advantage;
        return free <= held ? (-free, -advantage) : (-held, 0);
    }

    /// <summary>
    /// A critic's squared error for one row. With a range it is the larger one of two, of the value and of the value held near to what it was: that
    /// of OpenAI's baselines (2017), of which Andrychowicz et al. (ICLR 2021) found no use and some harm.
    /// </summary>
    /// <param name="value">Of the critic.</param>
    /// <param name="before">What it was in the rollout.</param>
    /// <param name="target">What it should be.</param>
    /// <param name="range">How far it may move in an update; 0 for any distance.</param>
    /// <returns>The error, and its derivative by the value.</returns>
    internal static (float Error, float Slope) Value(float value, float before, float target, float range)
    {
        float error = value - target;
        if (range == 0) return (error * error, 2 * error);
        float moved = value - before, held = before + Math.Clamp(moved, -range, range) - target;
        if (error * error >= held * held) return (error * error, 2 * error);
        return (held * held, MathF.Abs(moved) < range ? 2 * held : 0);
    }
}
