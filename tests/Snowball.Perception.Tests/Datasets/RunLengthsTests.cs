using CsCheck;
using Snowball.Perception.Datasets;

namespace Snowball.Perception.Tests.Datasets;

public sealed class RunLengthsTests
{
    [Fact]
    public void RunsGoDownTheColumnsAndBeginOutside()
    {
        // The example of pycocotools' mask.py: [0 0 1 1 1 0 1] is [2 3 1 1], and [1 1 1 1 1 1 0] is [0 6 1].
        Assert.Equal([2, 3, 1, 1], RunLengths.Of([0, 0, 1, 1, 1, 0, 1], width: 1, value: 1));
        Assert.Equal([0, 6, 1], RunLengths.Of([1, 1, 1, 1, 1, 1, 0], width: 1, value: 1));
        // Two rows of three; column by column it is 0 7 7 7 0 0.
        Assert.Equal([1, 3, 2], RunLengths.Of([0, 7, 0, 7, 7, 0], width: 3, value: 7));
        Assert.Equal([6], RunLengths.Of([0, 7, 0, 7, 7, 0], width: 3, value: 2));
    }

    [Fact]
    public void FillingUndoesIt() =>
        Gen.Int[1, 9].SelectMany(width => Gen.Byte[0, 2].Array[5 * width].Select(plane => (width, plane))).Sample((width, plane) =>
        {
            var runs = RunLengths.Of(plane, width, value: 1);
            Assert.Equal(plane.Length, runs.Sum());
            var filled = new byte[plane.Length];
            RunLengths.Fill(runs.AsSpan(), width, value: 1, filled);
            Assert.Equal(plane.Select(value => value == 1), filled.Select(value => value == 1));
        });

    [Theory]
    [InlineData(4, 3)]
    [InlineData(2, 3)]
    public void RunsOfAnotherSizeAreRefused(params int[] runs) => Assert.Throws<ArgumentException>(() => RunLengths.Fill(runs, width: 2, value: 1, new byte[6]));
}
