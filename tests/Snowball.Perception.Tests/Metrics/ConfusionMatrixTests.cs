using CsCheck;
using Snowball.Perception.Metrics;

namespace Snowball.Perception.Tests.Metrics;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void OverlapIsIntersectionOverUnionOfPixels()
    {
        var matrix = new ConfusionMatrix(4);
        matrix.Add([0, 0, 0, 0, 1, 1, 2, 2], [0, 0, 1, 2, 1, 1, 2, 1]);
        Assert.Equal((1L, 1L, 2L), (matrix[0, 1], matrix[2, 1], matrix[0, 0]));
        // Class 3 is nowhere, and is left out of the mean.
        Assert.Equal((2 / 4.0, 2 / 4.0, 1 / 3.0), (matrix.Overlap(0), matrix.Overlap(1), matrix.Overlap(2)));
        Assert.True(double.IsNaN(matrix.Overlap(3)));
        Assert.Equal((2 / 4.0 + 2 / 4.0 + 1 / 3.0) / 3, matrix.MeanOverlap, 1e-12);
        Assert.Equal(5 / 8.0, matrix.Accuracy);
        Assert.Throws<ArgumentException>(() => matrix.Add([0], [0, 1]));
    }

    [Fact]
    public void ItIsThatOfSetsOfPixels() => Gen.Select(Gen.Byte[0, 4], Gen.Byte[0, 4]).Array[1, 60].Sample(pixels =>
    {
        var matrix = new ConfusionMatrix(5);
        foreach (var part in pixels.Chunk(7)) matrix.Add([.. part.Select(p => p.Item1)], [.. part.Select(p => p.Item2)]);
        for (byte kind = 0; kind < 5; kind++)
        {
            int[] are = Places(p => p.Item1 == kind), called = Places(p => p.Item2 == kind);
            if (are.Length + called.Length == 0) Assert.True(double.IsNaN(matrix.Overlap(kind)));
            else Assert.Equal(are.Intersect(called).Count() / (double)are.Union(called).Count(), matrix.Overlap(kind), 1e-12);
        }

        int[] Places(Func<(byte, byte), bool> isWanted) => [.. Enumerable.Range(0, pixels.Length).Where(i => isWanted(pixels[i]))];
    });
}
