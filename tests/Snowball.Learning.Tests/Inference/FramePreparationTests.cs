using Snowball.Learning.Inference;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Tests.Inference;

public sealed class FramePreparationTests
{
    [Fact]
    public void LeavesOutTheFirstRowsOfEveryChannel()
    {
        var preparation = new FramePreparation(new FrameShape(2, 3, 2), firstRow: 2);
        byte[] prepared = new byte[8];

        // Two frames; what is kept of a channel has two values, one darker and one brighter than its mean by one standard deviation.
        preparation.Apply([9, 9, 9, 9, 10, 20, 9, 9, 9, 9, 30, 20, 9, 9, 9, 9, 0, 255, 9, 9, 9, 9, 255, 0], prepared);

        Assert.Equal(new FrameShape(2, 1, 2), preparation.Prepared);
        Assert.Equal([80, 176, 176, 80, 80, 176, 176, 80], prepared);
    }

    [Fact]
    public void BrightnessAndContrastDoNotMatter()
    {
        var frame = new FrameShape(1, 20, 30);
        var preparation = new FramePreparation(frame, firstRow: 0);
        byte[] bright = new byte[frame.Size], dark = new byte[frame.Size], first = new byte[frame.Size], second = new byte[frame.Size];
        var random = new Random(1);
        for (int i = 0; i < bright.Length; i++)
        {
            int value = random.Next(60);
            (bright[i], dark[i]) = ((byte)(60 + 3 * value), (byte)(5 + value));
        }

        preparation.Apply(bright, first);
        preparation.Apply(dark, second);

        Assert.Equal(first.Select(value => (int)value), second.Select(value => (int)value), (a, b) => Math.Abs(a - b) <= 1);
    }

    [Fact]
    public void OneColourStaysOneColour()
    {
        byte[] prepared = new byte[12];
        new FramePreparation(new FrameShape(1, 4, 3), firstRow: 0).Apply(Enumerable.Repeat((byte)200, 12).ToArray(), prepared);
        Assert.All(prepared, value => Assert.Equal(128, value));
    }
}
