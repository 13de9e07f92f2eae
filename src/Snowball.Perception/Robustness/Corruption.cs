using System.Collections.Immutable;
using OpenCvSharp;

namespace Snowball.Perception.Robustness;

/// <summary>
/// What spoils pictures, in five severities, after the habit of Hendrycks and Dietterich ("Benchmarking neural network robustness to common corruptions and perturbations",
/// ICLR 2019). The kinds are theirs but for <c>dirt</c>, the strengths are for grey frames of about 84 x 84 pixels.
/// </summary>
/// <param name="Name">What it is called.</param>
/// <param name="Change">Changes a plane [height][width] in place, by a severity from 0 on and random numbers.</param>
public sealed record Corruption(string Name, Action<Mat, int, Random> Change)
{
    /// <summary>Severities, from 1 on.</summary>
    public const int Severities = 5;

    // By severity: standard deviation of 255; share of pixels; pixels; pixels; of 255; factor; share; streaks a thousand pixels; blots; pixels of a side; quality.
    private static readonly double[]
        s_noise = [4, 8, 14, 22, 32], s_impulses = [0.01, 0.02, 0.04, 0.08, 0.14], s_defocus = [0.6, 0.9, 1.3, 1.8, 2.5], s_motion = [3, 5, 7, 10, 13],
        s_brightness = [25, 50, 75, 100, 130], s_contrast = [0.6, 0.4, 0.25, 0.15, 0.08], s_fog = [0.25, 0.4, 0.55, 0.68, 0.8], s_rain = [1, 2, 4, 7, 11],
        s_dirt = [2, 4, 7, 11, 16], s_pixels = [1.4, 1.8, 2.3, 3, 4], s_quality = [50, 30, 18, 10, 5];

    /// <summary>All kinds.</summary>
    public static ImmutableArray<Corruption> All { get; } =
    [
        new("gaussian-noise", (plane, severity, random) => ForEach(plane, value => value + s_noise[severity] * Normal(random))),
        new("impulse-noise", (plane, severity, random) => ForEach(plane, value =>
        {
            // Both numbers are always drawn: the pixels of a severity are among those of the next.
            double place = random.NextDouble(), impulse = random.NextDouble();
            return place >= s_impulses[severity] ? value : impulse < 0.5 ? 0 : 255;
        })),
        new("defocus", (plane, severity, _) => Cv2.GaussianBlur(plane, plane, new Size(0, 0), s_defocus[severity])),
        new("motion-blur", (plane, severity, random) =>
        {
            double angle = Math.PI * random.NextDouble(), half = 0.5 * (s_motion[severity] - 1);
            int side = 2 * (int)Math.Ceiling(half) + 1;
            using var kernel = new Mat(side, side, MatType.CV_32FC1, Scalar.All(0));
            Line(kernel, 0.5 * (side - 1), 0.5 * (side - 1), half * Math.Cos(angle), half * Math.Sin(angle), Scalar.All(1), 1);
            Cv2.Divide(kernel, Cv2.Sum(kernel), kernel);
            Cv2.Filter2D(plane, plane, -1, kernel, borderType: BorderTypes.Replicate);
        }),
        new("brightness", (plane, severity, random) => plane.ConvertTo(plane, -1, 1, random.Next(2) == 0 ? s_brightness[severity] : -s_brightness[severity])),
        new("contrast", (plane, severity, _) => plane.ConvertTo(plane, -1, s_contrast[severity], (1 - s_contrast[severity]) * Cv2.Mean(plane).Val0)),
        new("fog", (plane, severity, random) =>
        {
            using var fog = Clouds(plane.Size(), random);
            Cv2.AddWeighted(plane, 1 - s_fog[severity], fog, s_fog[severity], 0, plane);
        }),
        new("rain", (plane, severity, random) =>
        {
            double angle = Math.PI * (0.5 + 0.15 * (2 * random.NextDouble() - 1));
            using var drops = new Mat(plane.Size(), MatType.CV_8UC1, Scalar.All(0));
            for (int drop = (int)(s_rain[severity] * plane.Total() / 1000); drop > 0; drop--)
            {
                double half = 0.02 * plane.Rows * (1 + 2 * random.NextDouble());
                Line(drops, plane.Cols * random.NextDouble(), plane.Rows * random.NextDouble(), half * Math.Cos(angle), half * Math.Sin(angle), Scalar.All(40 + 60 * random.NextDouble()), 1);
            }
            Cv2.Add(plane, drops, plane);
        }),
        new("dirt", (plane, severity, random) =>
        {
            for (int blot = (int)s_dirt[severity]; blot > 0; blot--)
            {
                var centre = new Point(random.Next(plane.Cols), random.Next(plane.Rows));
                Cv2.Circle(plane, centre, (int)(plane.Rows * (0.03 + 0.05 * random.NextDouble())), Scalar.All(40), thickness: -1, LineTypes.AntiAlias);
            }
        }),
        new("pixelate", (plane, severity, _) =>
        {
            using var coarse = new Mat();
            Cv2.Resize(plane, coarse, new Size((int)(plane.Cols / s_pixels[severity]), (int)(plane.Rows / s_pixels[severity])), interpolation: InterpolationFlags.Area);
            Cv2.Resize(coarse, plane, plane.Size(), interpolation: InterpolationFlags.Nearest);
        }),
        new("jpeg", (plane, severity, _) =>
        {
            Cv2.ImEncode(".jpg", plane, out byte[] encoded, [(int)ImwriteFlags.JpegQuality, (int)s_quality[severity]]);
            using var decoded = Cv2.ImDecode(encoded, ImreadModes.Grayscale);
            decoded.CopyTo(plane);
        }),
    ];

    /// <summary>Spoils frames, each by random numbers of its own: the same at every severity.</summary>
    /// <param name="frames">[count][height][width].</param>
    /// <param name="height">Pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="severity">From 1 to <see cref="Severities"/>.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <returns>The spoilt frames.</returns>
    public unsafe byte[] Apply(ReadOnlySpan<byte> frames, int height, int width, int severity, int seed)
    {
        byte[] spoilt = frames.ToArray();
        var seeds = new Random(seed);
        fixed (byte* pixels = spoilt)
        {
            for (int first = 0; first < spoilt.Length; first += height * width)
            {
                using var plane = Mat.FromPixelData(height, width, MatType.CV_8UC1, (nint)(pixels + first));
                Change(plane, severity - 1, new Random(seeds.Next()));
            }
        }
        return spoilt;
    }

    /// <summary>Changes each pixel of a plane without gaps between its rows.</summary>
    private static unsafe void ForEach(Mat plane, Func<double, double> change)
    {
        var pixels = new Span<byte>((void*)plane.Data, (int)plane.Total());
        foreach (ref byte pixel in pixels) pixel = (byte)Math.Clamp(change(pixel) + 0.5, 0, 255);
    }

    /// <summary>Bright clouds of noise in octaves, each finer and half as strong.</summary>
    private static Mat Clouds(Size size, Random random)
    {
        using var sum = new Mat(size, MatType.CV_32FC1, Scalar.All(190));
        double strength = 40;
        for (int cells = 2; cells <= 16; cells *= 2)
        {
            using var coarse = new Mat(cells, cells, MatType.CV_32FC1);
            for (int y = 0; y < cells; y++)
            {
                for (int x = 0; x < cells; x++) coarse.Set(y, x, (float)(strength * (2 * random.NextDouble() - 1)));
            }
            using var fine = new Mat();
            Cv2.Resize(coarse, fine, size, interpolation: InterpolationFlags.Cubic);
            Cv2.Add(sum, fine, sum);
            strength /= 2;
        }
        var clouds = new Mat();
        sum.ConvertTo(clouds, MatType.CV_8UC1);
        return clouds;
    }

    private static void Line(Mat plane, double x, double y, double alongX, double alongY, Scalar value, int thickness)
    {
        // Sixteenths of pixels.
        Point At(int side) => new((int)Math.Round(16 * (x + side * alongX)), (int)Math.Round(16 * (y + side * alongY)));
        Cv2.Line(plane, At(-1), At(1), value, thickness, plane.Type() == MatType.CV_8UC1 ? LineTypes.AntiAlias : LineTypes.Link8, shift: 4);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
