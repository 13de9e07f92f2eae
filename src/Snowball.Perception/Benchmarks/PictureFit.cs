using System.Numerics;
using OpenCvSharp;

namespace Snowball.Perception.Benchmarks;

/// <summary>
/// How the pictures of a benchmark become what a detector reads: scaled alike in both directions to its width, so that angles stay, then cut above and below, or filled
/// up with black.
/// </summary>
/// <param name="Width">Of the benchmark's pictures, pixels.</param>
/// <param name="Height">Of the benchmark's pictures, pixels.</param>
/// <param name="InputWidth">Of what is read, pixels.</param>
/// <param name="InputHeight">Of what is read, pixels.</param>
/// <param name="Top">Rows of the scaled picture that are cut off above; below 0, black ones that are put there.</param>
public sealed record PictureFit(int Width, int Height, int InputWidth, int InputHeight, int Top)
{
    private float Scale => InputWidth / (float)Width;

    private int ScaledHeight => (int)MathF.Round(Scale * Height);

    /// <summary>The lower edges meet: the road is seen from its beginning.</summary>
    public static PictureFit AtTheBottom(int width, int height, int inputWidth, int inputHeight)
    {
        var fit = new PictureFit(width, height, inputWidth, inputHeight, 0);
        return fit with { Top = fit.ScaledHeight - inputHeight };
    }

    /// <summary>The horizons meet: a road looks as to the camera that the detector knows, if its field of view is alike.</summary>
    /// <param name="width">Of the benchmark's pictures, pixels.</param>
    /// <param name="height">Of the benchmark's pictures, pixels.</param>
    /// <param name="horizon">Its row in the benchmark's pictures.</param>
    /// <param name="inputWidth">Of what is read, pixels.</param>
    /// <param name="inputHeight">Of what is read, pixels.</param>
    /// <param name="inputHorizon">Its row in what is read.</param>
    public static PictureFit AtTheHorizon(int width, int height, float horizon, int inputWidth, int inputHeight, float inputHorizon)
        => new(width, height, inputWidth, inputHeight, (int)MathF.Round(horizon * inputWidth / width - inputHorizon));

    /// <summary>What is read of a picture: [3][InputHeight][InputWidth], red, green, blue; for a grey one thrice the same.</summary>
    /// <param name="picture">Grey, or blue, green and red; of any size with the proportions of the benchmark's.</param>
    public byte[] Colour(Mat picture)
    {
        using var colour = picture.Channels() == 1 ? picture.CvtColor(ColorConversionCodes.GRAY2RGB) : picture.CvtColor(ColorConversionCodes.BGR2RGB);
        using var scaled = colour.Resize(new Size(InputWidth, ScaledHeight), interpolation: InterpolationFlags.Area);
        var input = new byte[3 * InputHeight * InputWidth];
        int first = Math.Max(0, -Top), last = Math.Min(InputHeight, ScaledHeight - Top);
        if (first >= last) return input;
        var planes = scaled.Split();
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i].GetArray(out byte[] pixels);
            pixels.AsSpan((first + Top) * InputWidth, (last - first) * InputWidth).CopyTo(input.AsSpan((i * InputHeight + first) * InputWidth));
            planes[i].Dispose();
        }
        return input;
    }

    /// <summary>Where a place of what is read is in the picture, pixels.</summary>
    public Vector2 ToPicture(Vector2 place) => new Vector2(place.X, place.Y + Top) / Scale;

    /// <summary>Where a place of the picture is in what is read, pixels.</summary>
    public Vector2 ToInput(Vector2 place) => place * Scale - new Vector2(0, Top);
}
