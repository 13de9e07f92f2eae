using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Runs;
using Snowball.Perception.Datasets;
using Snowball.Perception.Networks;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Perception.Tests.Training;
using Snowball.Perception.Training.MultiTask;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.MultiTask;

/// <summary>Whole trainings of the network with many heads, on drawn boxes instead of rendered roads.</summary>
public sealed class MultiTaskTrainingTests : IDisposable
{
    private static readonly MultiTaskTrainingOptions Options = new()
    {
        Stages = [new(32, 16, Sequences: 4, Epochs: 1), new(64, 32, Sequences: 4, Epochs: 2)], StepsOfEpoch = 3, ValidationFrames = 8, WarmUp = 2,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void GoesOnAsIfItHadNotBeenStopped(int sequenceLength)
    {
        var options = Options with { SequenceLength = sequenceLength };
        StoppedRuns.GoOnAsIfNeverStopped(_folder, (run, told, stop) => Training(options, told).Train(run, progress: null, stop));
    }

    [Fact]
    public void LeavesANetworkOfTheLastSizeAndAPictureOfWhatItSaw()
    {
        var report = Train("run", Options);
        Assert.True(MultiTaskFile.IsIn(_folder["run"]));
        var (model, network) = MultiTaskFile.Load(_folder["run"]);
        network.Dispose();
        Assert.Equal(new MultiTaskDescription(64, 32), model.Network);
        Assert.Equal(["drawn"], model.Training.Scenarios);
        Assert.Equal(model.Metrics["miou"], report.All.Metrics["miou"], 1e-9);
        foreach (string picture in (string[])[MultiTaskTraining.PictureName, MultiTaskTraining.WorstName]) Assert.True(new FileInfo(Path.Combine(_folder["run"], picture)).Length > 0);
    }

    /// <summary>Heads are trained on another network's encoder, which stays as it was, from a checkpoint too.</summary>
    [Fact]
    public void HeadsLearnOnAFrozenEncoder()
    {
        Train("first", Options);
        var start = SafetensorsFile.Read(Path.Combine(_folder["first"], LaneNetworkFile.WeightsName)).Tensors;
        var options = Options with { FreezeEncoder = true, Stages = [Options.Stages[1]] };
        using (var run = RunFolder.Create(_folder["second"], "{}")) Training(options with { Stages = [Options.Stages[1] with { Epochs = 1 }] }, start: start).Train(run, progress: null, default);
        using (var run = RunFolder.Resume(_folder["second"], message => Assert.Fail(message))) Training(options).Train(run, progress: null, default);

        var trained = SafetensorsFile.Read(Path.Combine(_folder["second"], LaneNetworkFile.WeightsName)).Tensors;
        foreach (var (name, tensor) in trained)
        {
            bool isSame = tensor.Bytes.Span.SequenceEqual(start[name].Bytes.Span);
            Assert.True(isSame == name.StartsWith("encoder.", StringComparison.Ordinal), name);
        }
    }

    /// <summary>A network with a memory starts from one of single frames, of which it takes all; one without an encoder is refused.</summary>
    [Fact]
    public void AMemoryIsAddedToWhatWasLearnedBefore()
    {
        Train("first", Options);
        var start = SafetensorsFile.Read(Path.Combine(_folder["first"], LaneNetworkFile.WeightsName)).Tensors.ToDictionary();
        var options = Options with { SequenceLength = 2, LearningRate = 0, FinalLearningRate = 0, Stages = [Options.Stages[1] with { Epochs = 1 }] };
        using (var run = RunFolder.Create(_folder["second"], "{}")) Training(options, start: start).Train(run, progress: null, default);

        var trained = SafetensorsFile.Read(Path.Combine(_folder["second"], LaneNetworkFile.WeightsName)).Tensors;
        Assert.Superset(start.Keys.ToHashSet(), trained.Keys.ToHashSet());
        foreach (var (name, tensor) in trained)
        {
            if (start.TryGetValue(name, out var before)) Assert.True(tensor.Bytes.Span.SequenceEqual(before.Bytes.Span), name);
            else Assert.StartsWith("memory.", name);
        }

        start.Remove("encoder.stem.weight");
        using var refused = RunFolder.Create(_folder["third"], "{}");
        Assert.Contains("'encoder.stem.weight' are missing", Assert.Throws<InputException>(() => Training(options, start: start).Train(refused, progress: null, default)).Message);
    }

    [Fact]
    public void DamagedNetworksAreRefused()
    {
        Train("run", Options with { Stages = [Options.Stages[1] with { Epochs = 1 }] });
        string description = Path.Combine(_folder["run"], LaneNetworkFile.DescriptionName);
        string text = File.ReadAllText(description);
        File.WriteAllText(description, text.Replace("\"has_memory\": false", "\"has_memory\": true"));
        Assert.Contains("memory", Assert.Throws<CorruptFileException>(() => MultiTaskFile.Load(_folder["run"])).Message);
        File.WriteAllText(description, text.Replace("\"width\": 64", "\"width\": 60"));
        Assert.Contains("60 x 32", Assert.Throws<CorruptFileException>(() => MultiTaskFile.Load(_folder["run"])).Message);
        File.WriteAllText(description, text.Replace("multi-task", "lane"));
        Assert.False(MultiTaskFile.IsIn(_folder["run"]));
    }

    private MultiTaskReport Train(string name, MultiTaskTrainingOptions options)
    {
        using var run = RunFolder.Create(_folder[name], "{}");
        return Training(options).Train(run, progress: null, default);
    }

    private static MultiTaskTraining Training(
        MultiTaskTrainingOptions options, Action<SeedSplit>? told = null, IReadOnlyDictionary<string, SafeTensor>? start = null) => new("multi-task", ["drawn"], options, seed: 5, (stage, split, seed) =>
    {
        told?.Invoke(split);
        return new DrawnBoxes(stage, options.SequenceLength, new Random((int)(seed * 31 + (ulong)split)));
    }, threads: 2, start);

    /// <summary>Frames of a bright box at a random place.</summary>
    private sealed class DrawnBoxes(TrainingStage stage, int sequenceLength, Random random) : IFrameSource
    {
        private static readonly CameraPose Pose = new(new(1, 0, 1.3f), System.Numerics.Vector3.UnitX, System.Numerics.Vector3.UnitY, System.Numerics.Vector3.UnitZ);

        public int Width => stage.Width;

        public int Height => stage.Height;

        public int SequenceLength => sequenceLength;

        public void Next(LabelledFrames batch)
        {
            for (int frame = 0; frame < batch.Count; frame++)
            {
                MultiTaskTests.Draw(batch, frame, random.Next(stage.Width - 12));
                batch.Infos[frame] = new FrameInfo("drawn", 1, 0, 0, Pinhole.WithFieldOfView(Width, Height, 1f), Pose, default, "clear", 25, 0);
            }
        }

        public void Dispose()
        {
        }
    }
}
