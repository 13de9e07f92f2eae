using CsCheck;
using Snowball.Agents.Replay;

namespace Snowball.Agents.Tests.Replay;

public sealed class SumTreeTests
{
    /// <summary>Weights are small whole numbers, so that the sums of both are exact.</summary>
    [Fact]
    public void FindsWhatAScanFinds() => Gen.Select(Gen.Int[0, 5].Array[1, 40], Gen.Double[0, 1]).Sample((weights, unit) =>
    {
        if (weights.Sum() == 0) weights[^1] = 1;
        var tree = new SumTree(weights.Length);
        for (int leaf = 0; leaf < weights.Length; leaf++) tree.Set(leaf, 7);
        for (int leaf = 0; leaf < weights.Length; leaf++) tree.Set(leaf, weights[leaf]);
        double point = unit * weights.Sum() * 0.999999;

        int expected = 0;
        double passed = weights[0];
        while (passed <= point) passed += weights[++expected];

        Assert.Equal(weights.Sum(), tree.Total);
        Assert.Equal(expected, tree.Find(point));
    });

    /// <summary>Chi-square with 9 degrees of freedom exceeds 27.9 once in a thousand times.</summary>
    [Fact]
    public void DrawsInProportionToTheWeights()
    {
        double[] weights = [0.1, 3, 0, 0.5, 2, 1, 0.7, 0.3, 4, 0.9, 1.5];
        var tree = new SumTree(weights.Length);
        for (int leaf = 0; leaf < weights.Length; leaf++) tree.Set(leaf, weights[leaf]);
        var random = new Random(3);
        var counts = new int[weights.Length];
        const int Draws = 100_000;
        for (int i = 0; i < Draws; i++) counts[tree.Find(random.NextDouble() * tree.Total)]++;

        Assert.Equal(0, counts[2]);
        double chiSquare = 0;
        for (int leaf = 0; leaf < weights.Length; leaf++)
        {
            double expected = Draws * weights[leaf] / weights.Sum();
            if (expected > 0) chiSquare += (counts[leaf] - expected) * (counts[leaf] - expected) / expected;
        }
        Assert.InRange(chiSquare, 0, 27.9);
    }

    [Fact]
    public void APointAtTheVeryEndFindsALeafWithWeight()
    {
        var tree = new SumTree(5);
        tree.Set(0, 0.1);
        tree.Set(1, 0.2);
        Assert.Equal(1, tree.Find(tree.Total));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void RefusesWhatIsNoWeight(double weight) => Assert.Throws<ArithmeticException>(() => new SumTree(2).Set(0, weight));
}
