using System.Numerics;
using CsCheck;
using OpenCvSharp;
using Snowball.Perception.Benchmarks;

namespace Snowball.Perception.Tests.Benchmarks;

public sealed class PictureFitTests
{
    [Fact]
    public void TheLowerEdgesOrTheHorizonsMeet()
    {
        Assert.Equal(new PictureFit(1280, 720, 320, 160, 20), PictureFit.AtTheBottom(1280, 720, 320, 160));
        var fit = PictureFit.AtTheHorizon(1280, 720, horizon: 240, 320, 160, inputHorizon: 80);
        Assert.Equal(-20, fit.Top);
        Assert.Equal(new Vector2(160, 80), fit.ToInput(new Vector2(640, 240)));
    }

    [Fact]
    public void PlacesGoThereAndBack() => Gen.Select(Gen.Int[8, 2000], Gen.Int[8, 500], Gen.Int[-100, 100], Gen.Float[-50, 2000], Gen.Float[-50, 2000])
        .Sample((width, inputWidth, top, x, y) =>
        {
            var fit = new PictureFit(width, width / 2, inputWidth, inputWidth / 2, top);
            var back = fit.ToPicture(fit.ToInput(new(x, y)));
            Assert.Equal(0, Vector2.Distance(back, new(x, y)), 0.01f * (1 + width / (float)inputWidth));
        });

    [Theory]
    [InlineData(20)]
    [InlineData(-30)]
    [InlineData(-200)]
    public void PicturesAreScaledAndCutAsPlacesAre(int top)
    {
        using var picture = new Mat(720, 1280, MatType.CV_8UC3, Scalar.All(40));
        Cv2.Rectangle(picture, new Rect(640, 400, 80, 60), Scalar.All(200), thickness: -1);
        var fit = new PictureFit(1280, 720, 320, 160, top);
        byte[] input = fit.Colour(picture);
        Assert.Equal(3 * 320 * 160, input.Length);
        for (int row = 0; row < 160; row++)
        {
            for (int column = 0; column < 320; column++)
            {
                var at = fit.ToPicture(new(column + 0.5f, row + 0.5f));
                int expected = at.Y is < 0 or > 720 ? 0 : at.X is > 640 and < 720 && at.Y is > 400 and < 460 ? 200 : 40;
                for (int channel = 0; channel < 3; channel++) Assert.Equal(expected, input[(channel * 160 + row) * 320 + column]);
            }
        }
    }

    [Fact]
    public void RedComesFirst()
    {
        using var picture = new Mat(90, 160, MatType.CV_8UC3, new Scalar(10, 20, 30));
        byte[] input = new PictureFit(160, 90, 16, 9, 0).Colour(picture);
        Assert.Equal([30, 20, 10], Enumerable.Range(0, 3).Select(channel => (int)input[channel * 16 * 9]));
        using var grey = new Mat(90, 160, MatType.CV_8UC1, Scalar.All(77));
        Assert.All(new PictureFit(160, 90, 16, 9, 0).Colour(grey), value => Assert.Equal(77, value));
    }
}
