using Snowball.Learning.Formats;
using Snowball.Learning.Networks;
using Snowball.Learning.Runs;
using Snowball.Perception.Networks;
using Snowball.Perception.Training;
using Snowball.Perception.Training.Pretraining;
using Snowball.Sim.Environments;

namespace Snowball.Perception.Tests.Training.Pretraining;

/// <summary>Learning without labels, on drawn lines.</summary>
public sealed class PretrainingTests : IDisposable
{
    private static readonly FrameShape Frame = new(1, 48, 84);

    private static readonly PretrainingOptions Options = new()
    {
        BatchSize = 16, StepsOfEpoch = 60, Epochs = 2, ValidationFrames = 64, LearningRate = 2e-3, WarmUp = 10, Width = 32, FirstRow = 4, BlockSide = 6,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AMaskIsThatOfItsSeed()
    {
        var mask = new BlockMask(Frame, side: 12, share: 0.5);
        byte[] one = Draw(3), same = Draw(3), other = Draw(4);
        Assert.Equal(one, same);
        Assert.NotEqual(one, other);
        Assert.Equal(14, mask.Hidden);

        byte[] Draw(int seed)
        {
            byte[] hidden = new byte[Frame.Size];
            // What was there before does not matter.
            Array.Fill(hidden, (byte)7);
            mask.Draw(new Random(seed), hidden);
            return hidden;
        }
    }

    [Theory]
    [InlineData(12)]
    [InlineData(10)]
    public void AMaskHidesWholeBlocks(int side)
    {
        var mask = new BlockMask(Frame, side, share: 0.4);
        byte[] hidden = new byte[Frame.Size];
        mask.Draw(new Random(1), hidden);
        int blocks = 0;
        for (int top = 0; top < 48; top += side)
        {
            for (int left = 0; left < 84; left += side)
            {
                byte first = hidden[top * 84 + left];
                blocks += first;
                for (int y = top; y < Math.Min(top + side, 48); y++)
                {
                    for (int x = left; x < Math.Min(left + side, 84); x++) Assert.Equal(first, hidden[y * 84 + x]);
                }
            }
        }
        Assert.Equal(mask.Hidden, blocks);
    }

    /// <summary>Where all is hidden it paints the same p whatever is there: (p - 1)^2 + (p + 1)^2 = 2 p^2 + 2, in units of the deviation.</summary>
    [Fact]
    public void TheLossIsInUnitsOfTheDeviation()
    {
        using var learner = new ReconstructionLearner(Frame, Options, new Random(1));
        byte[] hidden = new byte[Frame.Size];
        Array.Fill(hidden, (byte)1);
        Assert.Equal(2 * Loss(128) + 2, Loss(128 + 48) + Loss(128 - 48), 1e-4);

        double Loss(int level)
        {
            byte[] frame = new byte[Frame.Size];
            Array.Fill(frame, (byte)level);
            return learner.Loss(frame, hidden);
        }
    }

    [Fact]
    public void TellsWhatIsHiddenAndRepeatsToTheBit()
    {
        double loss = Train("a");
        Assert.Equal(loss, Train("b"));
        double first = MetricsLog.Read(Path.Combine(_folder["a"], RunFolder.MetricsName))[0].Values["loss"];
        Assert.True(loss < 0.6 * first, $"{first}, then {loss}");
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["a"], LaneNetworkFile.WeightsName)), File.ReadAllBytes(Path.Combine(_folder["b"], LaneNetworkFile.WeightsName)));
    }

    [Fact]
    public void GoesOnAsIfItHadNotBeenStopped() =>
        StoppedRuns.GoOnAsIfNeverStopped(_folder, (run, told, stop) => Training(Options with { Epochs = 4, StepsOfEpoch = 4 }, told).Train(run, progress: null, stop), isDescribed: false);

    [Fact]
    public void ALaneNetworkTakesUpItsEncoderByName()
    {
        Train("encoder");
        var weights = SafetensorsFile.Read(Path.Combine(_folder["encoder"], LaneNetworkFile.WeightsName)).Tensors;
        using var learner = new LaneLearner(new FrameShape(1, 20, 40), new LaneTrainingOptions { Width = 32 }, LaneScale.Highway, new Random(1));
        var before = learner.Weights();
        learner.StartFrom(weights);
        var after = learner.Weights();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(after, pair => Assert.True(pair.Value.Bytes.Span.SequenceEqual((pair.Key.StartsWith("encoder.", StringComparison.Ordinal) ? weights[pair.Key] : before[pair.Key]).Bytes.Span)));
    }

    private double Train(string name)
    {
        using var run = RunFolder.Create(_folder[name], "{}");
        return Training(Options).Train(run, progress: null, default);
    }

    private static EncoderPretraining Training(PretrainingOptions options, Action<SeedSplit>? told = null) => new(options, seed: 2, (split, seed) =>
    {
        told?.Invoke(split);
        return new DrawnLines(new Random((int)(seed * 31 + (ulong)split)));
    });
}
