using Snowball.Learning.Runs;

namespace Snowball.Learning.Tests.Runs;

public sealed class MetricsLogTests : TemporaryFolder
{
    private string Log => File("metrics.jsonl");

    [Fact]
    public void WritesOneObjectALine()
    {
        using (var log = new MetricsLog(Log, -1))
        {
            log.Write(10, new Dictionary<string, double> { ["mean_return"] = 1.5, ["min_ttc"] = double.PositiveInfinity });
            log.Write(20, new Dictionary<string, double>());

            Assert.Equal(2, System.IO.File.ReadLines(Log).Count());
        }

        Assert.Equal("""
            {"step":10,"mean_return":1.5,"min_ttc":"Infinity"}
            {"step":20}

            """, System.IO.File.ReadAllText(Log));
    }

    [Theory]
    [InlineData(20, 3)]
    [InlineData(25, 3)]
    [InlineData(9, 0)]
    [InlineData(-1, 0)]
    [InlineData(100, 5)]
    public void ContinuesAfterTheLinesOfACheckpoint(long lastStep, int kept)
    {
        string[] lines = ["{\"step\":10}", "{\"step\":20,\"a\":1}", "{\"step\":20,\"b\":1}", "{\"step\":30}", "{\"step\":40}"];
        System.IO.File.WriteAllText(Log, string.Join("\n", lines) + "\n{\"step\":5");

        using (var log = new MetricsLog(Log, lastStep))
        {
            log.Write(99, new Dictionary<string, double>());
        }

        Assert.Equal([.. lines[..kept], "{\"step\":99}"], System.IO.File.ReadAllLines(Log));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{\"loss\":1}")]
    [InlineData("{\"step\":\"ten\"}")]
    public void ADamagedLineIsNamed(string line)
    {
        System.IO.File.WriteAllText(Log, "{\"step\":10}\n" + line + "\n");

        var e = Assert.Throws<CorruptFileException>(() => new MetricsLog(Log, 10));

        Assert.Equal($"{Log}: line 2 is no JSON object with a step", e.Message);
    }

    [Fact]
    public void ReadsWhatIsWritten()
    {
        using var log = new MetricsLog(Log, -1);
        log.Write(10, new Dictionary<string, double> { ["gate/thw.any"] = 0.25, ["kl"] = double.NaN });
        log.Write(20, new Dictionary<string, double>());

        // While the log is still open.
        var lines = MetricsLog.Read(Log);

        Assert.Equal([10L, 20], lines.Select(line => line.Step));
        Assert.Equal((0.25, double.NaN), (lines[0].Values["gate/thw.any"], lines[0].Values["kl"]));
    }

    [Fact]
    public void ReadingLeavesOutALineThatIsNotWholeAndNamesADamagedOne()
    {
        System.IO.File.WriteAllText(Log, "{\"step\":10}\n{\"step\":2");
        Assert.Equal(10, Assert.Single(MetricsLog.Read(Log)).Step);

        System.IO.File.WriteAllText(Log, "{\"step\":10}\n{\"loss\":2}\n");
        Assert.Equal($"{Log}: line 2 is no JSON object with a step and numbers", Assert.Throws<CorruptFileException>(() => MetricsLog.Read(Log)).Message);
    }
}
