using Snowball.Rendering.Cameras;

namespace Snowball.Rendering.Tests.Cameras;

public sealed class SensorNoiseTests
{
    private const int Pixels = 84 * 84 + 5;

    /// <summary>Bounds of five standard errors.</summary>
    [Fact]
    public void IsNormal()
    {
        const int Pictures = 30;
        double sum = 0, squares = 0, fourth = 0, within = 0;
        for (uint step = 0; step < Pictures; step++)
        {
            foreach (double value in Draw(3, step, 0, 0))
            {
                sum += value;
                squares += value * value;
                fourth += value * value * value * value;
                if (Math.Abs(value) < 1) within++;
            }
        }
        double n = (double)Pictures * Pixels;
        Assert.InRange(sum / n, -5 / Math.Sqrt(n), 5 / Math.Sqrt(n));
        Assert.InRange(squares / n, 1 - 5 * Math.Sqrt(2 / n), 1 + 5 * Math.Sqrt(2 / n));
        Assert.InRange(fourth / n, 3 - 5 * Math.Sqrt(96 / n), 3 + 5 * Math.Sqrt(96 / n));
        Assert.InRange(within / n, 0.6827 - 5 * Math.Sqrt(0.2166 / n), 0.6827 + 5 * Math.Sqrt(0.2166 / n));
    }

    [Fact]
    public void NeighboursStepsChannelsCamerasAndEpisodesHaveNothingToDoWithEachOther()
    {
        float[] first = Draw(3, 7, 0, 0);
        float[][] others = [Draw(4, 7, 0, 0), Draw(3, 8, 0, 0), Draw(3, 7, 1, 0), Draw(3, 7, 0, 1), [.. first[1..], first[0]], [.. first[8..], .. first[..8]]];
        double bound = 5 / Math.Sqrt(Pixels);
        foreach (float[] other in others) Assert.InRange(first.Zip(other, (a, b) => (double)a * b).Sum() / Pixels, -bound, bound);
        Assert.Equal(first, Draw(3, 7, 0, 0));
    }

    [Fact]
    public void ScalesWithItsDeviationAndIsAdded()
    {
        float[] unit = Draw(9, 1, 2, 1), plane = new float[Pixels];
        Array.Fill(plane, 100f);
        SensorNoise.Add(plane, 4f, 9, 1, 2, 1);
        for (int i = 0; i < Pixels; i++) Assert.Equal(100 + 4 * unit[i], plane[i], 1e-4);
    }

    private static float[] Draw(ulong seed, uint step, uint camera, int channel)
    {
        var plane = new float[Pixels];
        SensorNoise.Add(plane, 1f, seed, step, camera, channel);
        return plane;
    }
}
