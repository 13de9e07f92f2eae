using System.Numerics;
using Snowball.Perception.Benchmarks;
using Snowball.Perception.Metrics;
using Snowball.Sim;

namespace Snowball.Perception.Tests.Benchmarks;

public sealed class CulaneTests
{
    private static readonly PictureFit Fit = PictureFit.AtTheBottom(CulaneLabels.Width, CulaneLabels.Height, 410, 160);

    [Fact]
    public void ListsAndLanesAreRead()
    {
        using var folder = Example();
        var pictures = CulaneLabels.Read(folder.Path);
        Assert.Equal(["/driver_1/a.MP4/00020.jpg", "/driver_1/a.MP4/00050.jpg"], pictures.Select(picture => picture.File));
        Assert.Equal([new(600.25f, 590), new(700, 400), new(760, 300)], pictures[0].Lanes[0]);
        Assert.Equal((2, 0), (pictures[0].Lanes.Length, pictures[1].Lanes.Length));
        folder.Write("list/train_gt.txt", "/driver_1/a.MP4/00020.jpg /laneseg_label_w16/driver_1/a.MP4/00020.png 0 1 1 0");
        Assert.Equal("/driver_1/a.MP4/00020.jpg", Assert.Single(CulaneLabels.Read(folder.Path, "list/train_gt.txt")).File);
    }

    [Fact]
    public void ADetectorIsScoredAndItsPredictionsAreWritten()
    {
        using var folder = Example();
        folder.Draw("driver_1/a.MP4/00020.jpg", 1640, 590);
        folder.Draw("driver_1/a.MP4/00050.jpg", 1640, 590);
        string predictions = folder.At("out");
        // The left lane in both pictures; in the second there is none.
        var result = LaneBenchmark.Culane(
            folder.Path, CulaneLabels.TestList, Fit, _ => [[Place(600.75f, 590.5f), Place(700.5f, 400.5f), Place(760.5f, 300.5f)]], predictions);
        Assert.Equal(new CulaneResult(1, 1, 1), result);
        var written = Assert.Single(CulaneLabels.ReadLanes(Path.Combine(predictions, "driver_1/a.MP4/00020.lines.txt")));
        Assert.Equal(new Vector2(600.25f, 590), written[0]);
        Assert.True(File.Exists(Path.Combine(predictions, "driver_1/a.MP4/00050.lines.txt")));
    }

    [Fact]
    public void AWrongLineIsToldWithItsPlace()
    {
        using var folder = Example();
        string lanes = folder.Write("driver_1/a.MP4/00020.lines.txt", "1 2 3 4", "1 2 3");
        Assert.Equal($"{lanes}:2: expected pairs of column and row, not 3 numbers", Assert.Throws<InputException>(() => CulaneLabels.Read(folder.Path)).Message);
        folder.Write("driver_1/a.MP4/00020.lines.txt", "1 2 NaN 4");
        Assert.Equal($"{lanes}:1: 'NaN' is not a number", Assert.Throws<InputException>(() => CulaneLabels.Read(folder.Path)).Message);
        File.Delete(lanes);
        Assert.StartsWith($"{folder.At("list/test.txt")}:1: /driver_1/a.MP4/00020.jpg has no lanes", Assert.Throws<InputException>(() => CulaneLabels.Read(folder.Path)).Message);
        Assert.Contains("cannot be read", Assert.Throws<InputException>(() => CulaneLabels.Read(folder.Path, "list/none.txt")).Message);
    }

    private static BenchmarkFolder Example()
    {
        var folder = new BenchmarkFolder();
        folder.Write("list/test.txt", "/driver_1/a.MP4/00020.jpg", "/driver_1/a.MP4/00050.jpg");
        folder.Write("driver_1/a.MP4/00020.lines.txt", "600.25 590 700 400 760 300 ", "1000 590 920 400 880 300");
        folder.Write("driver_1/a.MP4/00050.lines.txt");
        return folder;
    }

    private static Vector2 Place(float column, float row) => Fit.ToInput(new(column, row));
}
