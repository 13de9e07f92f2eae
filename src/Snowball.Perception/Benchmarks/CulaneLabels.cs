using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using Snowball.Sim;

namespace Snowball.Perception.Benchmarks;

/// <summary>The lanes of a picture of the CULane benchmark.</summary>
/// <param name="File">The picture, from the benchmark's folder.</param>
/// <param name="Lanes">Points along each lane, column and row, pixels.</param>
public sealed record CulanePicture(string File, ImmutableArray<ImmutableArray<Vector2>> Lanes);

/// <summary>
/// Files of the CULane benchmark (xingangpan.github.io/projects/CULane.html): lists of pictures, and beside each picture a text with the extension <c>.lines.txt</c>, a lane a line
/// as column and row after column and row.
/// </summary>
public static class CulaneLabels
{
    /// <summary>Of the pictures, pixels.</summary>
    public const int Width = 1640, Height = 590;

    /// <summary>The row of the horizon, pixels, about; detectors commonly leave out the 240 rows at the top.</summary>
    public const float Horizon = 260;

    /// <summary>The list of the test set in the benchmark's folder.</summary>
    public const string TestList = "list/test.txt";

    /// <summary>Reads the pictures of a list with their lanes.</summary>
    /// <param name="folder">The benchmark's folder.</param>
    /// <param name="list">The list, from the folder. What stands behind the picture in a line, such as the segmentation of training lists, is left.</param>
    /// <exception cref="InputException">The list or a label cannot be read, or is not what it should be.</exception>
    public static IReadOnlyList<CulanePicture> Read(string folder, string list = TestList)
    {
        if (!Directory.Exists(folder)) throw new InputException("there is no such folder", folder);
        string file = BenchmarkPictures.PathOf(folder, list);
        string[] lines = BenchmarkPictures.Lines(file);
        var pictures = new List<CulanePicture>(lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            string name = lines[i].Trim().Split(' ')[0];
            if (name.Length == 0) continue;
            string labels = BenchmarkPictures.PathOf(folder, LabelOf(name));
            if (!File.Exists(labels)) throw new InputException($"{name} has no lanes: {labels} is missing", file, i + 1);
            pictures.Add(new(name, ReadLanes(labels)));
        }
        return pictures;
    }

    /// <summary>Reads the lanes of a picture.</summary>
    /// <exception cref="InputException">The file cannot be read, or a line is not pairs of numbers.</exception>
    public static ImmutableArray<ImmutableArray<Vector2>> ReadLanes(string file)
    {
        string[] lines = BenchmarkPictures.Lines(file);
        var lanes = ImmutableArray.CreateBuilder<ImmutableArray<Vector2>>();
        for (int i = 0; i < lines.Length; i++)
        {
            string[] cells = lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length == 0) continue;
            if (cells.Length % 2 != 0) throw new InputException($"expected pairs of column and row, not {cells.Length} numbers", file, i + 1);
            var points = ImmutableArray.CreateBuilder<Vector2>(cells.Length / 2);
            for (int cell = 0; cell < cells.Length; cell += 2) points.Add(new(Number(cells[cell], file, i + 1), Number(cells[cell + 1], file, i + 1)));
            lanes.Add(points.MoveToImmutable());
        }
        return lanes.ToImmutable();
    }

    /// <summary>Writes predictions as the public evaluator reads them: a text for each picture, in folders as the pictures are.</summary>
    /// <param name="folder">A folder of predictions.</param>
    /// <param name="picture">The lanes that are predicted.</param>
    public static void Write(string folder, CulanePicture picture)
    {
        string file = BenchmarkPictures.PathOf(folder, LabelOf(picture.File));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var text = new StringBuilder();
        foreach (var lane in picture.Lanes)
        {
            text.AppendJoin(' ', lane.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.##} {point.Y:0.##}"))).Append('\n');
        }
        File.WriteAllText(file, text.ToString());
    }

    /// <summary>The name of a picture's lanes.</summary>
    private static string LabelOf(string picture) => Path.ChangeExtension(picture, ".lines.txt");

    private static float Number(string cell, string file, int line)
        => float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw new InputException($"'{cell}' is not a number", file, line);
}
