using Snowball.Learning.Runs;
using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;
using Snowball.Perception.Networks;
using Snowball.Perception.Training;
using Snowball.Sim.Environments;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Training;

/// <summary>Whole trainings, on drawn lines instead of rendered roads.</summary>
public sealed class LaneTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly LaneTrainingOptions Options = new()
    {
        BatchSize = 32, StepsOfEpoch = 30, Epochs = 3, ValidationFrames = 64, LearningRate = 3e-3, WarmUp = 10, Width = 32, FirstRow = 4,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LearnsAndRepeatsToTheBit()
    {
        var report = Train("a", Options);
        Train("b", Options);

        // Guessing the middle errs by half a metre; a line is seen to a fraction of that.
        Assert.True(report.All.Offset.MeanAbsolute < 0.2, $"{report.All.Offset.MeanAbsolute}");
        foreach (string name in (string[])[RunFolder.MetricsName, LaneNetworkFile.WeightsName, LaneNetworkFile.DescriptionName])
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["a"], name)), File.ReadAllBytes(Path.Combine(_folder["b"], name)));
    }

    [Fact]
    public void GoesOnAsIfItHadNotBeenStopped()
    {
        var options = Options with { StepsOfEpoch = 5 };
        Train("whole", options);
        using var stop = new CancellationTokenSource();
        int epochs = 0;
        using (var run = RunFolder.Create(_folder["parts"], "{}"))
        {
            Assert.Throws<OperationCanceledException>(() => Training(options, split =>
            {
                if (split == SeedSplit.Training && ++epochs == 3) stop.Cancel();
            }).Train(run, progress: null, stop.Token));
        }
        using (var run = RunFolder.Resume(_folder["parts"], message => Assert.Fail(message))) Training(options).Train(run, progress: null, default);

        foreach (string name in (string[])[RunFolder.MetricsName, LaneNetworkFile.WeightsName, LaneNetworkFile.DescriptionName])
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["whole"], name)), File.ReadAllBytes(Path.Combine(_folder["parts"], name)));
    }

    [Fact]
    public void StopsWhereValidationsGetNoBetter()
    {
        Train("run", Options with { StepsOfEpoch = 1, Epochs = 50, Patience = 2, LearningRate = 0, FinalLearningRate = 0 });
        Assert.InRange(MetricsLog.Read(Path.Combine(_folder["run"], RunFolder.MetricsName)).Count, 1, 5);
    }

    private LaneReport Train(string name, LaneTrainingOptions options)
    {
        using var run = RunFolder.Create(_folder[name], "{}");
        return Training(options).Train(run, progress: null, default);
    }

    private static LaneTraining Training(LaneTrainingOptions options, Action<SeedSplit>? told = null) => new("lane", ["drawn"], options, seed: 5, (split, seed) =>
    {
        told?.Invoke(split);
        return new DrawnLines(new Random(HashCode(split, seed)));
    }, threads: 1);

    private static int HashCode(SeedSplit split, ulong seed) => (int)(seed * 31 + (ulong)split);

    /// <summary>Frames of a bright column, whose place tells the offset.</summary>
    private sealed class DrawnLines(Random random) : IFrameSource
    {
        private static readonly Pinhole Lens = Pinhole.WithFieldOfView(40, 24, 1f);
        private static readonly CameraPose Pose = new(new(1, 0, 1.3f), System.Numerics.Vector3.UnitX, System.Numerics.Vector3.UnitY, System.Numerics.Vector3.UnitZ);

        public int Width => 40;

        public int Height => 24;

        public int SequenceLength => 1;

        public void Next(LabelledFrames batch)
        {
            for (int frame = 0; frame < batch.Count; frame++)
            {
                float offset = 2 * random.NextSingle() - 1;
                batch.Labels[frame] = new FrameLabels(new EgoLane(offset, 0, 0, 3.5f), [], []);
                batch.Infos[frame] = new FrameInfo("drawn", 1, 0, 0, Lens, Pose, default, "clear", 25, 0);
                for (int pixel = 0; pixel < batch.Pixels; pixel++)
                {
                    float away = pixel % Width + 0.5f - (20 + 12 * offset);
                    batch.Colour[frame * batch.Pixels + pixel] = (byte)(40 + 200 * MathF.Exp(-0.5f * away * away));
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
