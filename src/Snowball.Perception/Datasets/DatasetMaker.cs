using Snowball.Sim;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Datasets;

/// <summary>Drives scenarios and writes what their cameras see into a folder.</summary>
public static class DatasetMaker
{
    /// <summary>Makes a dataset, or what of it is missing.</summary>
    /// <param name="plan">What.</param>
    /// <param name="scenarios">The plan's.</param>
    /// <param name="folder">Where to; new, empty, or begun by the same plan.</param>
    /// <param name="cameras">What draws.</param>
    /// <param name="threads">Threads that drive and draw.</param>
    /// <param name="progress">Is told how many frames are there and of how many, after each batch.</param>
    /// <param name="cancellation">Leaves everything to be gone on with.</param>
    /// <exception cref="InputException">The folder holds something else.</exception>
    /// <exception cref="MachineException">The machine lacks what is needed.</exception>
    public static void Make(
        DatasetPlan plan, IReadOnlyList<Scenario> scenarios, string folder, CameraRigFactory cameras, int threads, Action<int, int> progress, CancellationToken cancellation)
    {
        var writer = new DatasetWriter(folder, plan);
        if (writer.IsComplete) return;
        var batch = new LabelledFrames(plan.BatchSize, plan.Width, plan.Height);
        for (int i = 0, first = 0; i < scenarios.Count; i++)
        {
            int end = first + plan.FramesOf(i);
            if (first == end) continue;
            using var source = new SimulatorFrames(scenarios[i], SettingsOf(plan, threads), plan.Seed, cameras);
            while (first < end)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = Math.Min(plan.BatchSize, end - first);
                if (writer.Has(first)) source.Skip();
                else
                {
                    source.Next(batch);
                    writer.Write(first, batch, count);
                }
                first += count;
                progress(first, plan.Frames);
            }
        }
        writer.Complete();
    }

    private static FrameSettings SettingsOf(DatasetPlan plan, int threads) => new()
    {
        Width = plan.Width, Height = plan.Height, Worlds = plan.Worlds, SequenceLength = plan.Sequence, Appearance = Appearances.Named(plan.Appearance),
        Split = plan.Split, Threads = threads,
    };
}
