using OpenCvSharp;
using Snowball.Learning;

namespace Snowball.Perception.Robustness;

/// <summary>Draws what corruptions do to a frame: a row for each, from the clean frame to the highest severity.</summary>
public static class CorruptionPainter
{
    private const int Scale = 2, Gap = 4, NameWidth = 130;

    /// <summary>Writes a sheet.</summary>
    /// <param name="frame">[height][width].</param>
    /// <param name="height">Pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="file">A .png file to write.</param>
    public static void WriteSheet(ReadOnlySpan<byte> frame, int height, int width, int seed, string file)
    {
        int cellWidth = Scale * width + Gap, cellHeight = Scale * height + Gap;
        using var sheet = new Mat(Gap + Corruption.All.Length * cellHeight, NameWidth + (1 + Corruption.Severities) * cellWidth, MatType.CV_8UC1, Scalar.All(25));
        for (int row = 0; row < Corruption.All.Length; row++)
        {
            var corruption = Corruption.All[row];
            int top = Gap + row * cellHeight;
            Cv2.PutText(sheet, corruption.Name, new Point(Gap, top + cellHeight / 2), HersheyFonts.HersheySimplex, fontScale: 0.45, Scalar.All(225), thickness: 1, LineTypes.AntiAlias);
            for (int severity = 0; severity <= Corruption.Severities; severity++)
            {
                byte[] shown = severity == 0 ? frame.ToArray() : corruption.Apply(frame, height, width, severity, seed);
                using var small = Mat.FromPixelData(height, width, MatType.CV_8UC1, shown);
                using var place = new Mat(sheet, new Rect(NameWidth + severity * cellWidth, top, Scale * width, Scale * height));
                Cv2.Resize(small, place, place.Size(), interpolation: InterpolationFlags.Nearest);
            }
        }
        Cv2.ImEncode(".png", sheet, out byte[] encoded);
        AtomicFile.Write(file, stream => stream.Write(encoded));
    }
}
