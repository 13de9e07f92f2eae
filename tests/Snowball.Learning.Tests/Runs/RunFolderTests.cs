using Snowball.Learning.Runs;

namespace Snowball.Learning.Tests.Runs;

public sealed class RunFolderTests : TemporaryFolder
{
    [Fact]
    public void ARunHasItsOwnFolder() =>
        Assert.Equal(Path.Combine("runs", "lane-keeping", "ppo-7"), RunFolder.PathOf("runs", "lane-keeping", "ppo", 7));

    [Fact]
    public void AResumedRunLogsWhatAnUnbrokenOneWould()
    {
        var (whole, killed) = (File("whole"), File("killed"));
        using (var run = RunFolder.Create(whole, "{}"))
        {
            Assert.Null(run.Start);
            Train(run, 1, 6);
        }

        using (var run = RunFolder.Create(killed, """{"seed":7}"""))
        {
            Train(run, 1, 3);
        }

        using (var run = RunFolder.Resume(killed, _ => { }))
        {
            // Step 3 was logged, but its checkpoint was not reached: checkpoints are saved on even steps.
            Assert.Equal(2, run.Start!.Step);
            Assert.Equal("""{"seed":7}""", run.Configuration);
            Train(run, 3, 6);
        }

        Assert.Equal(
            System.IO.File.ReadAllText(Path.Combine(whole, "metrics.jsonl")),
            System.IO.File.ReadAllText(Path.Combine(killed, "metrics.jsonl")));
        Assert.Equal(2, Directory.GetFiles(killed, "events.out.tfevents.*").Length);
    }

    [Fact]
    public void TwoProcessesDoNotTrainInOneFolder()
    {
        using (var run = RunFolder.Create(Folder, "{}"))
        {
            Train(run, 1, 3);
            Assert.Contains("another process trains in the folder", Assert.Throws<IOException>(() => RunFolder.Resume(Folder, _ => { })).Message);
            Train(run, 4, 5);
        }

        using (var run = RunFolder.Resume(Folder, _ => { })) Assert.Equal(4, run.Start!.Step);
        Assert.DoesNotContain("lock", Directory.GetFiles(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void TheWallTimeOfAResumedRunGoesOnWhereItWas()
    {
        using (var run = RunFolder.Create(Folder, "{}"))
        {
            Train(run, 1, 3);
        }

        // As if it had taken an hour: the third step is done once more.
        System.IO.File.WriteAllText(File("timing.jsonl"), """
            {"step":1,"seconds":1800}
            {"step":2,"seconds":3600}
            {"step":3,"seconds":5400}

            """);
        using (var run = RunFolder.Resume(Folder, _ => { }))
        {
            Train(run, 3, 4);
        }

        var seconds = RunFolder.ReadTiming(Folder);
        Assert.Equal([1L, 2, 3, 4], seconds.Keys.Order());
        Assert.Equal((1800, 3600), (seconds[1], seconds[2]));
        Assert.InRange(seconds[3], 3600, 5000);
        Assert.InRange(seconds[4], seconds[3], 5000);
        Assert.Empty(RunFolder.ReadTiming(File("missing")));
    }

    [Fact]
    public void ARunKilledBeforeItsFirstCheckpointStartsAgain()
    {
        using (var run = RunFolder.Create(Folder, "{}"))
        {
            run.Log(1, new Dictionary<string, double>());
        }

        using (var run = RunFolder.Resume(Folder, _ => { }))
        {
            Assert.Null(run.Start);
        }

        Assert.Empty(System.IO.File.ReadAllText(File("metrics.jsonl")));
    }

    [Fact]
    public void AnEarlierRunIsNotOverwritten()
    {
        RunFolder.Create(Folder, "{}").Dispose();

        Assert.Contains("holds an earlier run", Assert.Throws<IOException>(() => RunFolder.Create(Folder, "{}")).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => RunFolder.Resume(File("missing"), _ => { }));
    }

    private static void Train(RunFolder run, int first, int last)
    {
        for (var step = first; step <= last; step++)
        {
            run.Log(step, new Dictionary<string, double> { ["loss"] = 1.0 / step });
            if (step % 2 == 0)
            {
                run.Checkpoints.Save(new Checkpoint(step, "{}"));
            }
        }
    }
}
