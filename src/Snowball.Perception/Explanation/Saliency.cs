using OpenCvSharp;

namespace Snowball.Perception.Explanation;

/// <summary>Makes values of pixels fit to be looked at.</summary>
internal static class Saliency
{
    // Beyond this share of all sizes there is no more to see: single pixels would leave all others dark.
    private const double BrightShare = 0.99;

    /// <summary>Relative to what is great among them, from -1 to 1.</summary>
    public static float[] Relative(float[] values)
    {
        float[] sizes = [.. values.Select(MathF.Abs).Order()];
        float great = MathF.Max(sizes[(int)(BrightShare * (sizes.Length - 1))], float.Epsilon);
        return [.. values.Select(value => Math.Clamp(value / great, -1, 1))];
    }

    /// <summary>Spread over neighbours, so that single pixels make areas.</summary>
    public static float[] Smooth(float[] values, int width, int height)
    {
        using var plane = Mat.FromPixelData(height, width, MatType.CV_32FC1, values);
        using var smooth = new Mat();
        Cv2.GaussianBlur(plane, smooth, new Size(0, 0), sigmaX: 0.8);
        smooth.GetArray(out float[] spread);
        return spread;
    }
}
