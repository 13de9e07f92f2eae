using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using Snowball.Learning;
using Snowball.Perception.Labels;

namespace Snowball.Perception.Datasets;

/// <summary>
/// The lane lines of a folder's frames as the TuSimple lane challenge (2017) writes them: a JSON object a line, with the column of each line at given rows, -2
/// where it is not seen. Rows are those of the challenge, whose pictures are 720 pixels high, in proportion. Pixels are counted from the middle of the first one.
/// </summary>
internal static class TuSimpleFile
{
    /// <summary>Name in the folder.</summary>
    public const string Name = "lanes.json";

    /// <summary>Column where a line is not seen.</summary>
    public const float Absent = -2f;

    private const int ItsHeight = 720, FirstRow = 160, LastRow = 710, Step = 10;

    /// <summary>The rows of a picture of a height.</summary>
    public static ImmutableArray<int> Rows(int height)
    {
        var rows = ImmutableArray.CreateBuilder<int>();
        for (int row = FirstRow; row <= LastRow; row += Step) rows.Add((int)MathF.Round((float)row * height / ItsHeight));
        return rows.ToImmutable();
    }

    /// <summary>The column of a line in the middle of a row, to a tenth of a pixel.</summary>
    public static float Column(LaneLine line, int row)
    {
        float middle = row + 0.5f;
        for (int i = 0; i + 1 < line.Pixels.Length; i++)
        {
            Vector2 near = line.Pixels[i], far = line.Pixels[i + 1];
            if (middle > near.Y || middle <= far.Y) continue;
            float column = near.X + (far.X - near.X) * (near.Y - middle) / (near.Y - far.Y) - 0.5f;
            return MathF.Round(10f * column) / 10f;
        }
        return Absent;
    }

    /// <summary>Writes it.</summary>
    public static void Write(string folder, DatasetPlan plan, IReadOnlyList<FrameRecord> frames) => AtomicFile.Write(Path.Combine(folder, Name), stream =>
    {
        var rows = Rows(plan.Height);
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        foreach (var frame in frames)
        {
            var lanes = frame.Labels.Lines.Select(line => rows.Select(row => Column(line, row)).ToImmutableArray()).ToImmutableArray();
            text.WriteLine(JsonSerializer.Serialize(new TuSimpleLine(PlaneFiles.ImageOf(frame.Id), lanes, rows), FrameRecord.Format));
        }
    });
}

/// <summary>A line of such a file: of a picture, [lines][rows] columns and the rows.</summary>
internal sealed record TuSimpleLine(string RawFile, ImmutableArray<ImmutableArray<float>> Lanes, ImmutableArray<int> HSamples);
