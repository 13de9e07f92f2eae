using CsCheck;
using Snowball.Agents.Dqn;
using Snowball.Learning.Networks;

namespace Snowball.Agents.Tests.Dqn;

public sealed class CategoricalProjectionTests
{
    /// <summary>An atom's share is that of a triangle around it, as wide as two spacings (equation 7 of Bellemare et al.).</summary>
    [Fact]
    public void AgreesWithTheTrianglesOfTheDefinition() => Gen.Select(
        Gen.Int[2, 12], Gen.Double[-20, 20], Gen.Double[0.1, 30], Gen.Double[-40, 40], Gen.Double[0, 1], Gen.Int[0, 1_000_000]).Sample(
        (count, low, width, reward, discount, seed) =>
        {
            var atoms = new ReturnAtoms(count, (float)low, (float)(low + width));
            var random = new Random(seed);
            double[] weights = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
            float[] source = [.. weights.Select(weight => (float)(weight / weights.Sum()))];
            var projected = new float[count];
            CategoricalProjection.Project(atoms, [(float)reward], [(float)discount], source, projected);

            double spacing = width / (count - 1);
            for (int j = 0; j < count; j++)
            {
                double expected = 0;
                for (int i = 0; i < count; i++)
                {
                    double value = Math.Clamp(reward + discount * (low + i * spacing), low, low + width);
                    expected += source[i] * Math.Max(0, 1 - Math.Abs(value - (low + j * spacing)) / spacing);
                }
                Assert.Equal(expected, projected[j], 1e-3);
            }
        });

    [Fact]
    public void KeepsProbabilitiesAndTheMeanInsideTheAtoms()
    {
        var atoms = new ReturnAtoms(11, -5, 5);
        float[] source = [0, 0, 0, 0.25f, 0, 0.5f, 0.25f, 0, 0, 0, 0];
        var projected = new float[22];
        CategoricalProjection.Project(atoms, [1.3f, 100f], [0.9f, 0f], [.. source, .. source], projected);
        double mean = 0, sourceMean = 0;
        for (int i = 0; i < 11; i++)
        {
            mean += projected[i] * (i - 5);
            sourceMean += source[i] * (i - 5);
        }
        Assert.Equal(1, projected[..11].Sum(), 1e-6);
        Assert.Equal(1.3 + 0.9 * sourceMean, mean, 1e-5);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], projected[11..]);
    }
}
