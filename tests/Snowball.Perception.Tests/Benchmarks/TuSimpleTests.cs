using System.Numerics;
using System.Text.Json;
using Snowball.Perception.Benchmarks;
using Snowball.Perception.Metrics;
using Snowball.Sim;

namespace Snowball.Perception.Tests.Benchmarks;

public sealed class TuSimpleTests
{
    private const string Label = """{"lanes": [[-2, 600, 560, 520], [-2, 680, 720.5, -2]], "h_samples": [240, 300, 360, 420], "raw_file": "clips/a/20.jpg"}""";
    private static readonly PictureFit Fit = PictureFit.AtTheBottom(TuSimpleLabels.Width, TuSimpleLabels.Height, 320, 160);

    [Fact]
    public void LabelsAreReadLineByLine()
    {
        using var folder = new BenchmarkFolder();
        folder.Write("label_data_0313.json", Label);
        folder.Write("label_data_0531.json", Label.Replace("/a/", "/b/"), "");
        var pictures = TuSimpleLabels.ReadFolder(folder.Path);
        Assert.Equal(["clips/a/20.jpg", "clips/b/20.jpg"], pictures.Select(picture => picture.RawFile));
        Assert.Equal([240, 300, 360, 420], pictures[0].Rows);
        Assert.Equal<float>([-2, 680, 720.5f, -2], pictures[0].Lanes[1]);
        folder.Write("test_label.json", Label);
        Assert.Single(TuSimpleLabels.ReadFolder(folder.Path));
    }

    /// <summary>The detector finds the left lane, 1.5 pixels of the picture beside it, and another one far away.</summary>
    [Fact]
    public void ADetectorIsScoredAndItsPredictionsAreWritten()
    {
        using var folder = new BenchmarkFolder();
        folder.Write("test_label.json", Label);
        folder.Draw("clips/a/20.jpg", 1280, 720);
        var result = LaneBenchmark.TuSimple(folder.Path, Fit, Find, folder.At("out/predictions.json"));
        // All but one of the four rows of the second lane are wrong for the left one: both have none at the first.
        Assert.Equal(new TuSimpleResult(1, (1 + 0.25) / 2, 0.5, 0.5), result);

        using var written = JsonDocument.Parse(Assert.Single(File.ReadAllLines(folder.At("out/predictions.json"))));
        Assert.Equal("clips/a/20.jpg", written.RootElement.GetProperty("raw_file").GetString());
        Assert.True(written.RootElement.GetProperty("run_time").GetDouble() >= 0);
        double[][] lanes = [.. written.RootElement.GetProperty("lanes").EnumerateArray().Select(lane => lane.EnumerateArray().Select(x => x.GetDouble()).ToArray())];
        Assert.Equal([-2, 601.5, 561.5, 521.5], lanes[0]);
        Assert.Equal(2, lanes.Length);

        static IReadOnlyList<IReadOnlyList<Vector2>> Find(byte[] grey)
        {
            Assert.Equal((3 * 320 * 160, 90), (grey.Length, grey[^1]));
            // Middles of pixels are half a pixel further here.
            return [[Place(622, 270.5f), Place(502, 450.5f)], [Place(70, 270.5f), Place(10, 450.5f)]];
        }
    }

    [Theory]
    [InlineData("{", 2, "is not a label of TuSimple's")]
    [InlineData("""{"lanes": [], "raw_file": "a.jpg"}""", 2, "h_samples: is missing")]
    [InlineData("""{"lanes": [[1, 2]], "h_samples": [240], "raw_file": "a.jpg"}""", 2, "lanes[0]: has 2 columns for 1 rows")]
    [InlineData("""{"lanes": [[1, "x"]], "h_samples": [240, 250], "raw_file": "a.jpg"}""", 2, "lanes[0]: \"x\" is not a number")]
    [InlineData("""{"lanes": 3, "h_samples": [240], "raw_file": "a.jpg"}""", 2, "is not a label of TuSimple's")]
    [InlineData("[]", 2, "is not a label of TuSimple's")]
    public void AWrongLineIsToldWithItsPlace(string line, int number, string fault)
    {
        using var folder = new BenchmarkFolder();
        string file = folder.Write("test_label.json", Label, line);
        var thrown = Assert.Throws<InputException>(() => TuSimpleLabels.Read(file));
        Assert.StartsWith($"{file}:{number}: ", thrown.Message);
        Assert.Contains(fault, thrown.Message);
    }

    [Fact]
    public void WhatIsMissingIsTold()
    {
        using var folder = new BenchmarkFolder();
        Assert.Contains("none of label_data*.json, test_label.json is there", Assert.Throws<InputException>(() => TuSimpleLabels.ReadFolder(folder.Path)).Message);
        Assert.Contains("no such folder", Assert.Throws<InputException>(() => TuSimpleLabels.ReadFolder(folder.At("nowhere"))).Message);
        folder.Write("test_label.json", Label);
        Assert.Contains("20.jpg: the picture is missing", Run().Message);
        folder.Write("clips/a/20.jpg", "no picture");
        Assert.Contains("20.jpg: is not a picture", Run().Message);
        folder.Draw("clips/a/20.jpg", 640, 360);
        Assert.Contains("20.jpg: the picture has 640 x 360 pixels, not 1280 x 720", Run().Message);

        InputException Run() => Assert.Throws<InputException>(() => LaneBenchmark.TuSimple(folder.Path, Fit, _ => [], folder.At("out.json")));
    }

    private static Vector2 Place(float column, float row) => Fit.ToInput(new(column, row));
}
