using CsCheck;
using Snowball.Learning.Inference;

namespace Snowball.Learning.Tests.Inference;

public sealed class RunningNormaliserTests
{
    [Fact]
    public void StartsAsTheIdentity()
    {
        var output = new float[3];
        new RunningNormaliser(3).Normalise([1, -2, 3], output);

        Assert.All(output.Zip([1f, -2f, 3f]), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void KnowsMeanAndVarianceOfASmallTable()
    {
        var normaliser = new RunningNormaliser(2);

        normaliser.Update([2, 10, 4, 10, 4, 10, 4, 10]);
        normaliser.Update([5, 10, 5, 10, 7, 10, 9, 10]);

        // The textbook sample 2, 4, 4, 4, 5, 5, 7, 9: mean 5, standard deviation 2.
        Assert.Equal(8, normaliser.Count);
        Assert.Equal([5.0, 10.0], normaliser.Mean.ToArray());
        Assert.Equal(4.0, normaliser.Variance[0], 1e-12);
        Assert.Equal(0.0, normaliser.Variance[1], 1e-12);
    }

    [Fact]
    public void AnyCutIntoBatchesGivesTheStatisticsOfTheWhole() =>
        Gen.Select(Gen.Float[-100, 100].Array[60], Gen.Int[1, 19], Gen.Int[1, 10]).Sample((values, cut, size) =>
        {
            const int columns = 3;
            var normaliser = new RunningNormaliser(columns);
            normaliser.Update(values.AsSpan(0, cut * columns));
            foreach (var batch in values[(cut * columns)..].Chunk(size * columns))
            {
                normaliser.Update(batch);
            }

            for (var column = 0; column < columns; column++)
            {
                double[] all = [.. values.Where((_, i) => i % columns == column)];
                var mean = all.Average();
                Assert.Equal(mean, normaliser.Mean[column], 1e-9);
                Assert.Equal(all.Average(x => (x - mean) * (x - mean)), normaliser.Variance[column], 1e-8);
            }
        });

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(25)]
    public void NormalisesToZeroMeanAndUnitVarianceAndClips(int columns)
    {
        var random = new Random(1);
        var normaliser = new RunningNormaliser(columns);
        var batch = RandomLayers.Values(random, 1000 * columns, 50);
        normaliser.Update(batch);

        var output = new float[batch.Length];
        normaliser.Normalise(batch, output);

        for (var column = 0; column < columns; column++)
        {
            double[] all = [.. output.Where((_, i) => i % columns == column)];
            Assert.Equal(0, all.Average(), 1e-5);
            Assert.Equal(1, all.Average(x => x * x), 1e-5);
        }

        float[] far = [.. Enumerable.Range(0, columns).Select(i => i % 2 == 0 ? 1e6f : -1e6f)];
        normaliser.Normalise(far, far);
        Assert.Equal([.. Enumerable.Range(0, columns).Select(i => i % 2 == 0 ? 10f : -10f)], far);
    }

    [Fact]
    public void ContinuesExactlyFromItsState()
    {
        var random = new Random(2);
        var whole = new RunningNormaliser(5);
        whole.Update(RandomLayers.Values(random, 50, 3));
        var resumed = new RunningNormaliser(whole.Mean, whole.Variance, whole.Count);
        var next = RandomLayers.Values(random, 35, 3);

        whole.Update(next);
        resumed.Update(next);

        Assert.Equal(whole.Mean.ToArray(), resumed.Mean.ToArray());
        Assert.Equal(whole.Variance.ToArray(), resumed.Variance.ToArray());
        Assert.Equal(17, resumed.Count);
    }

    [Fact]
    public void RefusesWhatDoesNotFit()
    {
        Assert.Throws<ArgumentException>(() => new RunningNormaliser(0));
        Assert.Throws<ArgumentException>(() => new RunningNormaliser([0, 0], [1], 1));
        Assert.Throws<ArgumentException>(() => new RunningNormaliser([0], [-1], 1));
        Assert.Throws<ArgumentException>(() => new RunningNormaliser([double.NaN], [1], 1));
        Assert.Throws<ArgumentException>(() => new RunningNormaliser([0], [1], -1));
        Assert.Throws<ArgumentException>(() => new RunningNormaliser(2).Update([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new RunningNormaliser(2).Normalise([1, 2, 3], new float[3]));
        Assert.Throws<ArgumentException>(() => new RunningNormaliser(2).Normalise([1, 2], new float[1]));
    }
}
