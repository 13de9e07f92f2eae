using Snowball.Rendering.Cameras;

namespace Snowball.Rendering.Tests.Cameras;

/// <summary>The blur against the two-dimensional sum in double precision.</summary>
public sealed class LensBlurTests
{
    [Theory]
    [InlineData(8, 8, 0.3f)]
    [InlineData(21, 13, 0.8f)]
    [InlineData(32, 24, 2f)]
    [InlineData(9, 10, 7f)]
    public void IsTheGaussianSum(int width, int height, float deviation)
    {
        var random = new Random(1);
        float[] plane = [.. Enumerable.Range(0, width * height).Select(_ => 255f * random.NextSingle())];
        double[] expected = Reference(plane, width, height, deviation);

        var blur = new LensBlur(width, height);
        blur.Apply(new float[width * height], 2f * deviation);
        blur.Apply(plane, deviation);

        for (int i = 0; i < plane.Length; i++) Assert.Equal(expected[i], plane[i], 2e-3);
    }

    [Fact]
    public void AnEvenPictureStaysSoAndAPointSpreadsEvenly()
    {
        var blur = new LensBlur(33, 33);
        var plane = new float[33 * 33];
        Array.Fill(plane, 200f);
        blur.Apply(plane, 1.5f);
        Assert.All(plane, value => Assert.Equal(200f, value, 1e-3f));

        Array.Clear(plane);
        plane[16 * 33 + 16] = 255f;
        blur.Apply(plane, 1.5f);
        Assert.Equal(255, plane.Sum(value => (double)value), 1e-2);
        Assert.Equal(plane[16 * 33 + 13], plane[19 * 33 + 16], 1e-5f);
    }

    private static double[] Reference(float[] plane, int width, int height, double deviation)
    {
        int radius = (int)Math.Ceiling(3 * deviation);
        var blurred = new double[plane.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double sum = 0, weights = 0;
                for (int v = -radius; v <= radius; v++)
                {
                    for (int u = -radius; u <= radius; u++)
                    {
                        double weight = Math.Exp(-(u * u + v * v) / (2 * deviation * deviation));
                        sum += weight * plane[Math.Clamp(y + v, 0, height - 1) * width + Math.Clamp(x + u, 0, width - 1)];
                        weights += weight;
                    }
                }
                blurred[y * width + x] = sum / weights;
            }
        }
        return blurred;
    }
}
