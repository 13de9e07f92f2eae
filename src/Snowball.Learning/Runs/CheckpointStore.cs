using System.Globalization;

namespace Snowball.Learning.Runs;

/// <summary>The checkpoints of a run: the last two.</summary>
/// <param name="folder">Where they are; it is created when the first is saved.</param>
public sealed class CheckpointStore(string folder)
{
    private const int Kept = 2;
    private const string Prefix = "step-";
    private const string Extension = ".safetensors";

    /// <summary>Writes a checkpoint atomically, then deletes those that are no longer kept.</summary>
    /// <param name="checkpoint">The training's state.</param>
    public void Save(Checkpoint checkpoint)
    {
        checkpoint.Write(PathOf(checkpoint.Step));

        // Later steps than this one are left from before a resume.
        var earlier = 0;
        foreach (var (step, path) in Find())
        {
            if (step > checkpoint.Step || earlier++ >= Kept)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>The latest checkpoint that is whole; damaged ones are passed over with a warning.</summary>
    /// <param name="warn">Is told what is wrong with each that is passed over.</param>
    /// <returns>The checkpoint, or null if none was ever saved.</returns>
    /// <exception cref="CorruptFileException">There are checkpoints, but none is whole.</exception>
    public Checkpoint? LoadLatest(Action<string> warn)
    {
        CorruptFileException? last = null;
        foreach (var (_, path) in Find())
        {
            try
            {
                return Checkpoint.Read(path);
            }
            catch (CorruptFileException e)
            {
                warn($"Skipped a checkpoint: {e.Message}");
                last = e;
            }
        }

        return last is null ? null : throw new CorruptFileException(folder, $"no checkpoint is whole ({last.Message})", last);
    }

    /// <summary>The numbered checkpoints, the latest first.</summary>
    private List<(long Step, string Path)> Find()
    {
        var found = new List<(long Step, string Path)>();
        if (Directory.Exists(folder))
        {
            foreach (var path in Directory.GetFiles(folder, Prefix + "*" + Extension))
            {
                var digits = Path.GetFileNameWithoutExtension(path)[Prefix.Length..];
                if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var step))
                {
                    found.Add((step, path));
                }
            }
        }

        found.Sort((a, b) => b.Step.CompareTo(a.Step));
        return found;
    }

    private string PathOf(long step) =>
        Path.Combine(folder, Prefix + step.ToString("D12", CultureInfo.InvariantCulture) + Extension);
}
