using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using Snowball.Perception.Metrics;
using Snowball.Sim;

namespace Snowball.Perception.Benchmarks;

/// <summary>Finds lines in a picture: the points of each along it, pixels, from [3][height][width] bytes of red, green and blue.</summary>
public delegate IReadOnlyList<IReadOnlyList<Vector2>> LaneFinder(byte[] colour);

/// <summary>Runs a detector on the pictures of public benchmarks, scores it, and writes what the public evaluators read.</summary>
public static class LaneBenchmark
{
    // Middles of pixels are whole numbers in benchmarks, here they are halves.
    private static readonly Vector2 s_middle = new(0.5f);

    /// <summary>TuSimple: see <see cref="TuSimpleScore"/>.</summary>
    /// <param name="folder">Of the benchmark.</param>
    /// <param name="fit">How its pictures become what the detector reads.</param>
    /// <param name="find">The detector.</param>
    /// <param name="predictions">File that is written.</param>
    /// <exception cref="InputException">Labels or pictures are missing or not what they should be.</exception>
    public static TuSimpleResult TuSimple(string folder, PictureFit fit, LaneFinder find, string predictions)
    {
        var score = new TuSimpleScore();
        var written = new List<(TuSimplePicture, double)>();
        foreach (var truth in TuSimpleLabels.ReadFolder(folder))
        {
            var (lines, milliseconds) = Find(BenchmarkPictures.PathOf(folder, truth.RawFile), fit, find);
            var lanes = lines.Select(line => TuSimpleScore.Sample(line, truth.Rows)).ToImmutableArray();
            score.Add(lanes, truth.Lanes, truth.Rows, fit.Width);
            written.Add((truth with { Lanes = lanes }, milliseconds));
        }
        TuSimpleLabels.Write(predictions, written);
        return score.Result;
    }

    /// <summary>CULane: see <see cref="CulaneScore"/>.</summary>
    /// <param name="folder">Of the benchmark.</param>
    /// <param name="list">Of the pictures, from the folder.</param>
    /// <param name="fit">How its pictures become what the detector reads.</param>
    /// <param name="find">The detector.</param>
    /// <param name="predictions">Folder that is written.</param>
    /// <exception cref="InputException">Labels or pictures are missing or not what they should be.</exception>
    public static CulaneResult Culane(string folder, string list, PictureFit fit, LaneFinder find, string predictions)
    {
        var score = new CulaneScore();
        foreach (var truth in CulaneLabels.Read(folder, list))
        {
            var (lines, _) = Find(BenchmarkPictures.PathOf(folder, truth.File), fit, find);
            score.Add(lines, [.. truth.Lanes.Select(lane => (IReadOnlyList<Vector2>)lane)], fit.Width, fit.Height);
            CulaneLabels.Write(predictions, truth with { Lanes = [.. lines.Select(line => line.ToImmutableArray())] });
        }
        return score.Result;
    }

    private static (IReadOnlyList<IReadOnlyList<Vector2>> Lines, double Milliseconds) Find(string path, PictureFit fit, LaneFinder find)
    {
        using var picture = BenchmarkPictures.Read(path);
        if (picture.Width != fit.Width || picture.Height != fit.Height)
        {
            throw new InputException($"the picture has {picture.Width} x {picture.Height} pixels, not {fit.Width} x {fit.Height}", path);
        }
        byte[] input = fit.Colour(picture);
        long start = Stopwatch.GetTimestamp();
        var found = find(input);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return ([.. found.Select(line => line.Select(point => fit.ToPicture(point) - s_middle).ToArray())], milliseconds);
    }
}
