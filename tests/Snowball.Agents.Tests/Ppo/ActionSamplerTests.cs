using Snowball.Agents.Distributions;
using Snowball.Agents.Ppo;
using Snowball.Learning.Inference;
using Snowball.Sim.Environments;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests.Ppo;

/// <summary>The managed sampler and libtorch's loss must speak of the same distribution.</summary>
public sealed class ActionSamplerTests
{
    private const int Rows = 20_000;

    [Fact]
    public void DrawsIndicesAsOftenAsTheSoftmaxSays()
    {
        float[] logits = [0.5f, -1f, 1.5f];
        var (actions, logProbabilities) = Act(ActionSpec.Discrete(["a", "b", "c"]), logits, []);
        double sum = logits.Sum(logit => Math.Exp(logit));
        for (int i = 0; i < logits.Length; i++)
        {
            double p = Math.Exp(logits[i]) / sum, share = actions.Count(action => action == i) / (double)Rows;
            Assert.InRange(share, p - 4 * Math.Sqrt(p * (1 - p) / Rows), p + 4 * Math.Sqrt(p * (1 - p) / Rows));
        }
        AssertLibtorchAgrees(logits, null, actions, logProbabilities, actions.Length);
    }

    [Fact]
    public void DrawsNumbersWithTheMeanAndDeviationOfTheGaussian()
    {
        float[] means = [0.25f, -0.5f], logStd = [-1f, 0f];
        var (actions, logProbabilities) = Act(ActionSpec.Continuous(["x", "y"]), means, logStd);
        for (int i = 0; i < 2; i++)
        {
            double[] drawn = [.. actions.Where((_, at) => at % 2 == i).Select(x => (double)x)];
            double mean = drawn.Average(), std = Math.Sqrt(drawn.Average(x => (x - mean) * (x - mean))), expected = Math.Exp(logStd[i]);
            Assert.Equal(means[i], mean, 4 * expected / Math.Sqrt(Rows));
            Assert.Equal(expected, std, 4 * expected / Math.Sqrt(2.0 * Rows));
        }
        AssertLibtorchAgrees(means, logStd, actions, logProbabilities, actions.Length / 2);
    }

    [Fact]
    public void ClipsWhatTheEnvironmentGetsAndNotWhatItLearnsFrom()
    {
        var sampler = Sampler(ActionSpec.Continuous(["x"]), [3f], [-3f]);
        float[] actions = new float[8], commands = new float[8];
        sampler.Act(new float[8], [], [], 0, 0, new float[8], actions, commands, new float[8]);
        Assert.All(actions, action => Assert.InRange(action, 2.5f, 3.5f));
        Assert.All(commands, command => Assert.Equal(1f, command));
    }

    [Fact]
    public void ADrawDependsOnTheAgentAndTheTickAlone()
    {
        var sampler = Sampler(ActionSpec.Continuous(["x"]), [0f], [0f]);
        float[] all = new float[8], part = new float[3];
        sampler.Act(new float[8], [], [], 0, 7, new float[8], all, new float[8], new float[8]);
        sampler.Act(new float[3], [], [], 4, 7, new float[3], part, new float[3], new float[3]);
        Assert.Equal(all[4..7], part);
        sampler.Act(new float[3], [], [], 4, 8, new float[3], part, new float[3], new float[3]);
        Assert.NotEqual(all[4..7], part);
    }

    [Fact]
    public void DrawsSquashedNumbersAsOftenAsTheirDensitySays()
    {
        float[] means = [0.5f, -1.5f], logStd = [-0.5f, 0.2f];
        var (actions, logProbabilities) = Act(ActionSpec.Continuous(["x", "y"]), means, logStd, ContinuousDistribution.Squashed);
        // tanh is monotonic: the share of actions below its value at a quantile of the Gaussian is the Gaussian's.
        for (int i = 0; i < 2; i++)
        {
            double below = actions.Where((_, at) => at % 2 == i).Count(u => Math.Tanh(u) < Math.Tanh(means[i] + 0.67448975 * Math.Exp(logStd[i])));
            Assert.Equal(0.75, below / Rows, 4 * Math.Sqrt(0.75 * 0.25 / Rows));
        }
        AssertLibtorchAgrees(means, logStd, actions, logProbabilities, actions.Length / 2, ContinuousDistribution.Squashed);
    }

    [Fact]
    public void SquashesWhatTheEnvironmentGets()
    {
        float[] actions = new float[8], commands = new float[8];
        Sampler(ActionSpec.Continuous(["x"]), [1f], [-1f], ContinuousDistribution.Squashed).Act(new float[8], [], [], 0, 0, new float[8], actions, commands, new float[8]);
        Assert.All(actions.Zip(commands), pair => Assert.Equal(Math.Tanh(pair.First), pair.Second, 1e-6));
    }

    /// <summary>A network whose output is its bias.</summary>
    private static ActionSampler Sampler(
        ActionSpec action, float[] output, float[] logStd, ContinuousDistribution continuous = ContinuousDistribution.Gaussian) =>
        new(new(action, continuous), new MlpInference([new DenseLayer(1, output.Length, new float[output.Length], output, Activation.None)]), logStd, seed: 5);

    private static (float[] Actions, float[] LogProbabilities) Act(
        ActionSpec action, float[] output, float[] logStd, ContinuousDistribution continuous = ContinuousDistribution.Gaussian)
    {
        float[] actions = new float[Rows * action.Dimensions], logProbabilities = new float[Rows];
        Sampler(action, output, logStd, continuous).Act(
            new float[Rows], [], [], 0, 0, new float[Rows * output.Length], actions, new float[actions.Length], logProbabilities);
        return (actions, logProbabilities);
    }

    private static void AssertLibtorchAgrees(
        float[] output, float[]? logStd, float[] actions, float[] logProbabilities, int rows,
        ContinuousDistribution continuous = ContinuousDistribution.Gaussian)
    {
        using var scope = NewDisposeScope();
        var action = logStd is null ? ActionSpec.Discrete(["a", "b", "c"]) : ActionSpec.Continuous(["x", "y"]);
        var (outputs, drawn) = (tensor(output).expand(rows, -1), tensor(actions, rows, actions.Length / rows));
        var logProbability = logStd is null ? nn.functional.log_softmax(outputs, 1).gather(1, drawn.to_type(ScalarType.Int64)).squeeze(1)
            : continuous == ContinuousDistribution.Squashed ? SquashedGaussian.LogDensity(outputs, tensor(logStd), drawn)
            : DiagonalGaussian.LogDensity(outputs, tensor(logStd), drawn);
        Assert.All(logProbability.data<float>().ToArray().Zip(logProbabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

        // So does what the update makes of them.
        int dimensions = action.Dimensions;
        float[] slopes = new float[output.Length], logStdSlopes = new float[output.Length];
        float entropy = 0;
        for (int row = 0; row < rows; row++)
        {
            (float evaluated, entropy) = new ActionDistribution(action, continuous).Evaluate(
                output, logStd ?? [], actions.AsSpan(row * dimensions, dimensions), slopes, logStdSlopes, slopes, logStdSlopes);
            Assert.Equal(logProbabilities[row], evaluated, 1e-5f);
        }

        // The entropy is the mean of -log p over the draws.
        double measured = -logProbabilities.Average(), spread = Math.Sqrt(logProbabilities.Average(l => (-l - measured) * (-l - measured)) / rows);
        Assert.Equal(entropy, measured, 4 * spread);
    }
}
