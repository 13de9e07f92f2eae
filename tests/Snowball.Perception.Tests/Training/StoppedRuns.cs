using Snowball.Learning.Runs;
using Snowball.Perception.Networks;
using Snowball.Sim.Environments;

namespace Snowball.Perception.Tests.Training;

/// <summary>Trainings that are stopped and gone on with.</summary>
internal static class StoppedRuns
{
    /// <summary>Trains at one go; and again with a stop when the third epoch begins, going on after it: both must leave the same files.</summary>
    /// <param name="folder">Where runs go.</param>
    /// <param name="train">Trains in a run folder, and tells of every source of frames that it makes.</param>
    /// <param name="isDescribed">Whether it leaves a whole network with its description, not an encoder alone.</param>
    public static void GoOnAsIfNeverStopped(TemporaryFolder folder, Action<RunFolder, Action<SeedSplit>, CancellationToken> train, bool isDescribed = true)
    {
        using (var run = RunFolder.Create(folder["whole"], "{}")) train(run, _ => { }, default);
        using var stop = new CancellationTokenSource();
        int epochs = 0;
        using (var run = RunFolder.Create(folder["parts"], "{}"))
        {
            Assert.Throws<OperationCanceledException>(() => train(run, split =>
            {
                if (split == SeedSplit.Training && ++epochs == 3) stop.Cancel();
            }, stop.Token));
        }
        using (var run = RunFolder.Resume(folder["parts"], message => Assert.Fail(message))) train(run, _ => { }, default);
        AssertSame(folder, "whole", "parts", isDescribed);
    }

    /// <summary>Two runs must have left the same metrics and the same network.</summary>
    public static void AssertSame(TemporaryFolder folder, string first, string second, bool isDescribed = true)
    {
        foreach (string name in (string[])[RunFolder.MetricsName, LaneNetworkFile.WeightsName, .. isDescribed ? [LaneNetworkFile.DescriptionName] : Array.Empty<string>()])
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder[first], name)), File.ReadAllBytes(Path.Combine(folder[second], name)));
    }
}
