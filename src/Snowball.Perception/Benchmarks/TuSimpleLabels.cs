using System.Collections.Immutable;
using System.Text.Json;
using Snowball.Learning;
using Snowball.Sim;

namespace Snowball.Perception.Benchmarks;

/// <summary>The lanes of a picture of the TuSimple benchmark.</summary>
/// <param name="RawFile">The picture, from the benchmark's folder.</param>
/// <param name="Rows">The rows at which lanes are given, pixels.</param>
/// <param name="Lanes">The column of each lane at each row, pixels, below 0 where there is none. Whole numbers are middles of pixels.</param>
public sealed record TuSimplePicture(string RawFile, ImmutableArray<float> Rows, ImmutableArray<ImmutableArray<float>> Lanes);

/// <summary>
/// Files of the TuSimple lane detection challenge: a JSON object a line with <c>raw_file</c>, <c>h_samples</c> and <c>lanes</c>, and in predictions <c>run_time</c>
/// (github.com/TuSimple/tusimple-benchmark, doc/lane_detection).
/// </summary>
public static class TuSimpleLabels
{
    /// <summary>Of the pictures, pixels.</summary>
    public const int Width = 1280, Height = 720;

    /// <summary>The row where the lanes of the example in the benchmark's description meet, pixels; other pictures are within some tens of it.</summary>
    public const float Horizon = 241;

    /// <summary>Label files of a folder, as the benchmark names them.</summary>
    private static readonly string[] s_patterns = ["label_data*.json", "test_label.json"];

    /// <summary>Reads the labels of a folder: of its test set where that is there, else of its training set.</summary>
    /// <exception cref="InputException">There are none, or a line is not what it should be.</exception>
    public static IReadOnlyList<TuSimplePicture> ReadFolder(string folder)
    {
        if (!Directory.Exists(folder)) throw new InputException("there is no such folder", folder);
        foreach (string pattern in s_patterns.Reverse())
        {
            string[] files = [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal)];
            if (files.Length > 0) return [.. files.SelectMany(Read)];
        }
        throw new InputException($"has no labels: none of {string.Join(", ", s_patterns)} is there", folder);
    }

    /// <summary>Reads a file of labels.</summary>
    /// <exception cref="InputException">It cannot be read, or a line is not what it should be.</exception>
    public static IReadOnlyList<TuSimplePicture> Read(string file)
    {
        string[] lines = BenchmarkPictures.Lines(file);
        var pictures = new List<TuSimplePicture>(lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i])) pictures.Add(Parse(lines[i], file, i + 1));
        }
        return pictures;
    }

    /// <summary>Writes predictions as the public evaluator reads them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="predictions">Lanes at the rows of the labels, and the time that each took, ms.</param>
    public static void Write(string file, IEnumerable<(TuSimplePicture Picture, double Milliseconds)> predictions) => AtomicFile.Write(file, stream =>
    {
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        foreach (var (picture, milliseconds) in predictions)
        {
            text.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["raw_file"] = picture.RawFile,
                ["lanes"] = picture.Lanes.Select(lane => lane.Select(column => column < 0 ? -2 : Math.Round(column, 1))),
                ["run_time"] = Math.Round(milliseconds, 1),
            }));
        }
    });

    private static TuSimplePicture Parse(string line, string file, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            string rawFile = Key("raw_file").GetString() ?? throw Wrong("raw_file", "must be text");
            var rows = Numbers(Key("h_samples"), "h_samples");
            var lanes = ImmutableArray.CreateBuilder<ImmutableArray<float>>();
            foreach (var lane in Key("lanes").EnumerateArray())
            {
                var columns = Numbers(lane, $"lanes[{lanes.Count}]");
                if (columns.Length != rows.Length) throw Wrong($"lanes[{lanes.Count}]", $"has {columns.Length} columns for {rows.Length} rows");
                lanes.Add(columns);
            }
            return new(rawFile, rows, lanes.ToImmutable());

            JsonElement Key(string key) => document.RootElement.TryGetProperty(key, out var value) ? value : throw Wrong(key, "is missing");

            ImmutableArray<float> Numbers(JsonElement array, string key)
            {
                var numbers = ImmutableArray.CreateBuilder<float>();
                foreach (var element in array.EnumerateArray())
                {
                    if (element.ValueKind != JsonValueKind.Number) throw Wrong(key, $"{element.GetRawText()} is not a number");
                    numbers.Add(element.GetSingle());
                }
                return numbers.ToImmutable();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new InputException($"is not a label of TuSimple's: {fault.Message}", file, number);
        }

        InputException Wrong(string key, string fault) => new(fault, file, number, key);
    }
}
