using Snowball.Agents.Ppo;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Tests.Ppo;

/// <summary>Values worked out by hand, and derivatives beside finite differences, on either side of every corner.</summary>
public sealed class PpoLossTests
{
    [Theory]
    [InlineData(1.1f, 2f, -2.2f, -2f)]
    [InlineData(1.5f, 2f, -2.4f, 0f)]    // gains beyond the range do not count
    [InlineData(0.5f, 2f, -1f, -2f)]
    [InlineData(0.5f, -2f, 1.6f, 0f)]
    [InlineData(1.5f, -2f, 3f, 2f)]      // losses do
    public void ThePolicyGainsNothingBeyondTheRange(float ratio, float advantage, float loss, float slope)
    {
        var actual = PpoLoss.Policy(ratio, advantage, 0.2f);
        Assert.Equal(loss, actual.Loss, 1e-6f);
        Assert.Equal(slope, actual.Slope, 1e-6f);
    }

    [Theory]
    [InlineData(1f, 0.9f, 2f, 0f, 1f, -2f)]
    [InlineData(1f, 0.9f, 2f, 0.2f, 1f, -2f)]       // within the range it is the same
    [InlineData(1.8f, 1f, 2f, 0.2f, 0.64f, 0f)]     // held at 1.2, where the error is larger
    [InlineData(3f, 1.9f, 2f, 0.2f, 1f, 2f)]        // held at 2.1, but the larger error counts
    public void AValueIsHeldNearToWhatItWas(float value, float before, float target, float range, float error, float slope)
    {
        var actual = PpoLoss.Value(value, before, target, range);
        Assert.Equal(error, actual.Error, 1e-6f);
        Assert.Equal(slope, actual.Slope, 1e-6f);
    }

    /// <summary>The whole loss of a row by each output, and by the logarithm of the standard deviation.</summary>
    [Theory]
    [InlineData("discrete")]
    [InlineData("gaussian")]
    [InlineData("squashed")]
    public void DerivativesAgreeWithFiniteDifferences(string kind)
    {
        var action = kind == "discrete" ? ActionSpec.Discrete(["a", "b", "c"]) : ActionSpec.Continuous(["x", "y"]);
        var distribution = new ActionDistribution(action, kind == "squashed" ? ContinuousDistribution.Squashed : ContinuousDistribution.Gaussian);
        var options = new PpoOptions { ValueClipRange = 0.2, ValueCoefficient = 0.7 };
        using var rollout = new Rollout(new RolloutShape(Steps: 1, Agents: 6, SequenceLength: 1, Numbers: 1, Frames: [], Memory: 0, action.Dimensions), [0.9f, 0.9f]);
        var minibatch = new Minibatch(Rows: 6, AdvantageShift: 0.1f, AdvantageScale: 1.3f, EntropyCoefficient: 0.05);
        var random = new Random(1);
        float[] logStd = action.IsDiscrete ? [] : [-0.5f, 0.2f];
        for (int row = 0; row < 6; row++)
        {
            for (int i = 0; i < action.Dimensions; i++) rollout.Actions[row * action.Dimensions + i] = action.IsDiscrete ? row % 3 : random.NextSingle() * 3 - 1.5f;
            // Ratios on both sides of the range.
            rollout.LogProbabilities[row] = -1.5f + 0.5f * row;
            foreach (var critic in rollout.Critics) (critic.Advantages[row], critic.Values[row], critic.Targets[row]) = (row % 2 == 0 ? 1f : -1f, 0.3f * row, 1f);
        }
        var loss = new PpoLoss(rollout, distribution, options);

        for (int row = 0; row < 6; row++)
        {
            float[] outputs = [.. Enumerable.Range(0, loss.Outputs).Select(_ => random.NextSingle() * 2 - 1)], gradient = new float[loss.Outputs], ignored = new float[loss.Outputs];
            loss.Begin(minibatch, logStd);
            loss.Add(row, outputs, gradient);
            float[] logStdGradient = [.. loss.LogStdGradient];
            for (int i = 0; i < outputs.Length; i++) Assert.Equal(Slope(outputs, i), gradient[i], 2e-3f);
            for (int i = 0; i < logStd.Length; i++) Assert.Equal(Slope(logStd, i), logStdGradient[i], 2e-3f);

            float Slope(float[] numbers, int i)
            {
                const float Step = 2e-3f;
                float value = numbers[i];
                double up = At(value + Step), down = At(value - Step);
                numbers[i] = value;
                return (float)((up - down) / (2 * Step));

                double At(float x)
                {
                    numbers[i] = x;
                    loss.Begin(minibatch, logStd);
                    loss.Add(row, outputs, ignored);
                    float secondError = PpoLoss.Value(outputs[^1], rollout.Critics[1].Values[row], rollout.Critics[1].Targets[row], 0.2f).Error;
                    return (loss.Sums[0] + 0.7 * (loss.Sums[1] + secondError) - 0.05 * loss.Sums[2]) / 6;
                }
            }
        }
    }
}
