using System.Collections.Immutable;

namespace Snowball.Perception.Datasets;

/// <summary>Masks as COCO writes them: lengths of runs of pixels outside and inside by turns, outside first, down the columns from the left.</summary>
public static class RunLengths
{
    /// <summary>The runs of the pixels that have a value.</summary>
    /// <param name="plane">[height][width].</param>
    /// <param name="width">Pixels.</param>
    /// <param name="value">What is inside.</param>
    public static ImmutableArray<int> Of(ReadOnlySpan<byte> plane, int width, byte value)
    {
        var runs = ImmutableArray.CreateBuilder<int>();
        bool isInside = false;
        int run = 0, height = plane.Length / width;
        for (int column = 0; column < width; column++)
        {
            for (int row = 0; row < height; row++)
            {
                if (plane[row * width + column] == value == isInside)
                {
                    run++;
                    continue;
                }
                runs.Add(run);
                (isInside, run) = (!isInside, 1);
            }
        }
        runs.Add(run);
        return runs.ToImmutable();
    }

    /// <summary>Sets the pixels inside of runs to a value.</summary>
    /// <exception cref="ArgumentException">The runs are not as long as the plane.</exception>
    public static void Fill(ReadOnlySpan<int> runs, int width, byte value, Span<byte> plane)
    {
        int height = plane.Length / width, pixel = 0;
        for (int run = 0; run < runs.Length; run++)
        {
            for (int end = pixel + runs[run]; pixel < end; pixel++)
            {
                if (pixel >= plane.Length) throw new ArgumentException($"The runs are longer than {plane.Length} pixels.", nameof(runs));
                if (run % 2 == 1) plane[pixel % height * width + pixel / height] = value;
            }
        }
        if (pixel != plane.Length) throw new ArgumentException($"The runs have {pixel} pixels, the plane {plane.Length}.", nameof(runs));
    }
}
