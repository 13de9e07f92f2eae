using Snowball.Agents.Dqn;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests.Dqn;

public sealed class DqnLossTests
{
    private static readonly double[] Weights = [1, 0.5, 0.25];

    [Fact]
    public void HuberIsSquaredInsideAndLinearOutside()
    {
        using var scope = NewDisposeScope();
        var values = tensor(new double[,] { { 0, 1.5 }, { 3, 0 }, { -2, 0 } });
        var actions = tensor(new long[,] { { 1 }, { 0 }, { 0 } });
        var (loss, errors) = DqnLoss.Huber(values, actions, tensor([1.0, 1.0, 1.0]), tensor(Weights));
        Assert.Equal([0.5, 2, -3], errors.data<double>().ToArray());
        Assert.Equal((1 * 0.125 + 0.5 * 1.5 + 0.25 * 2.5) / 3, loss.item<double>(), 1e-12);
        Gradients.AssertAgree([values], inputs => DqnLoss.Huber(inputs[0], actions, tensor([1.0, 1.0, 1.0]), tensor(Weights)).Loss);
    }

    [Fact]
    public void CrossEntropyIsLeastAtTheTarget()
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        var logits = tensor(Enumerable.Range(0, 3 * 2 * 4).Select(_ => random.NextDouble() * 4 - 2).ToArray()).reshape(3, 2, 4);
        var actions = tensor(new long[,] { { 1 }, { 0 }, { 1 } });
        var targets = tensor(new double[,] { { 0.1, 0.2, 0.3, 0.4 }, { 0, 0, 1, 0 }, { 0.25, 0.25, 0.5, 0 } });
        var (loss, errors) = DqnLoss.CrossEntropy(logits, actions, targets, tensor(Weights));

        double[] expected = new double[3];
        double sum = 0;
        for (int row = 0; row < 3; row++)
        {
            double[] scores = [.. Enumerable.Range(0, 4).Select(atom => logits[row, actions[row, 0].item<long>(), atom].item<double>())];
            double normal = Math.Log(scores.Sum(Math.Exp)), crossEntropy = 0;
            for (int atom = 0; atom < 4; atom++)
            {
                double p = targets[row, atom].item<double>();
                crossEntropy -= p * (scores[atom] - normal);
                expected[row] += p > 0 ? p * (Math.Log(p) - (scores[atom] - normal)) : 0;
            }
            sum += Weights[row] * crossEntropy / 3;
        }
        Assert.Equal(sum, loss.item<double>(), 1e-12);
        for (int row = 0; row < 3; row++) Assert.Equal(expected[row], errors[row].item<double>(), 1e-12);
        Gradients.AssertAgree([logits], inputs => DqnLoss.CrossEntropy(inputs[0], actions, targets, tensor(Weights)).Loss);

        // Logits that give the target have no error: the divergence is zero there and positive elsewhere.
        var exact = (targets + 1e-300).log().unsqueeze(1).expand(3, 2, 4);
        Assert.All(DqnLoss.CrossEntropy(exact, actions, targets, tensor(Weights)).Errors.data<double>().ToArray(), error => Assert.Equal(0, error, 1e-9));
    }
}
