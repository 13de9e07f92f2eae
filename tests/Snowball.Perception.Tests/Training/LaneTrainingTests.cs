using Snowball.Learning.Formats;
using Snowball.Learning.Networks;
using Snowball.Learning.Runs;
using Snowball.Perception.Inference;
using Snowball.Perception.Networks;
using Snowball.Perception.Robustness;
using Snowball.Perception.Training;
using Snowball.Sim;
using Snowball.Sim.Environments;

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
        StoppedRuns.AssertSame(_folder, "a", "b");
    }

    [Fact]
    public void GoesOnAsIfItHadNotBeenStopped()
    {
        var options = Options with { StepsOfEpoch = 5 };
        StoppedRuns.GoOnAsIfNeverStopped(_folder, (run, told, stop) => Training(options, told).Train(run, progress: null, stop));
    }

    [Fact]
    public void StopsWhereValidationsGetNoBetter()
    {
        Train("run", Options with { StepsOfEpoch = 1, Epochs = 50, Patience = 2, LearningRate = 0, FinalLearningRate = 0 });
        Assert.InRange(MetricsLog.Read(Path.Combine(_folder["run"], RunFolder.MetricsName)).Count, 1, 5);
    }

    [Fact]
    public void StartsFromTheEncoderOfAnother()
    {
        var frame = new FrameShape(1, 24 - Options.FirstRow, 40);
        using var other = new LaneLearner(frame, Options, LaneScale.Highway, new Random(77));
        var weights = other.Weights();
        using (var run = RunFolder.Create(_folder["run"], "{}"))
            Training(Options with { Epochs = 1, StepsOfEpoch = 1, LearningRate = 0, FinalLearningRate = 0 }, start: weights).Train(run, progress: null, default);

        var learned = SafetensorsFile.Read(Path.Combine(_folder["run"], LaneNetworkFile.WeightsName)).Tensors;
        Assert.Equal(weights.Keys.Order(), learned.Keys.Order());
        foreach (var (name, tensor) in weights)
            Assert.Equal(name.StartsWith("encoder.", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal), tensor.Bytes.Span.SequenceEqual(learned[name].Bytes.Span));

        weights.Remove("encoder.output.bias");
        using var fresh = new LaneLearner(frame, Options, LaneScale.Highway, new Random(1));
        Assert.Contains("'encoder.output.bias' are missing", Assert.Throws<InputException>(() => fresh.StartFrom(weights)).Message);
    }

    [Fact]
    public void WhoLearnedFromAttacksErrsLessUnderThem()
    {
        var options = Options with { Epochs = 4, StepsOfEpoch = 60 };
        Train("plain", options);
        Train("hardened", options with { AdversarialEpsilon = 8 });
        using var source = new DrawnLines(new Random(3));
        var frames = new LaneFrames(source, batchSize: 64, frames: 64);

        Assert.True(Attacked("hardened") < 0.8 * Attacked("plain"), $"{Attacked("hardened")} is not well below {Attacked("plain")}");

        double Attacked(string name)
        {
            var attack = new LaneAttack(DifferentiableLaneNetwork.Load(_folder[name]));
            byte[] attacked = attack.ProjectedGradient(frames.Frames.Span, frames.Lanes.Span, epsilon: 8, steps: 5);
            return frames.With(attacked).Judge(LaneEstimator.Load(_folder[name])).All.Offset.MeanAbsolute;
        }
    }

    private LaneReport Train(string name, LaneTrainingOptions options)
    {
        using var run = RunFolder.Create(_folder[name], "{}");
        return Training(options).Train(run, progress: null, default);
    }

    private static LaneTraining Training(LaneTrainingOptions options, Action<SeedSplit>? told = null, IReadOnlyDictionary<string, SafeTensor>? start = null) => new("lane", ["drawn"], options, seed: 5, (split, seed) =>
    {
        told?.Invoke(split);
        return new DrawnLines(new Random(HashCode(split, seed)));
    }, threads: 1, start);

    private static int HashCode(SeedSplit split, ulong seed) => (int)(seed * 31 + (ulong)split);
}
