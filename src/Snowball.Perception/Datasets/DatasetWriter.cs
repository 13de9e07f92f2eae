using System.Text;
using System.Text.Json;
using Snowball.Learning;
using Snowball.Sim;

namespace Snowball.Perception.Datasets;

/// <summary>
/// Writes a folder of labelled frames, batch after batch. A batch counts once the file of its records is there, which comes last; killed at any time, it goes on
/// from there. Records and annotations of all frames are written when all are there.
/// </summary>
internal sealed class DatasetWriter
{
    /// <summary>Names in the folder.</summary>
    public const string PlanName = "dataset.json", FramesName = "frames.jsonl", PartsName = "parts";

    private readonly string _folder;
    private readonly DatasetPlan _plan;
    private readonly PlaneFiles _planes;

    /// <summary>Begins a dataset, or finds the one that was begun.</summary>
    /// <exception cref="InputException">The folder holds something else, or another dataset.</exception>
    /// <exception cref="MachineException">OpenCV, which writes PNG, cannot be loaded.</exception>
    public DatasetWriter(string folder, DatasetPlan plan)
    {
        (_folder, _plan) = (folder, plan);
        _planes = new PlaneFiles(folder, plan.Width, plan.Height);
        string file = Path.Combine(folder, PlanName), text = JsonSerializer.Serialize(plan, FrameRecord.Format);
        if (File.Exists(file))
        {
            if (File.ReadAllText(file) != text) throw new InputException("the folder holds another dataset: go on with the same options, or choose another one (--out FOLDER)", file);
        }
        else if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new InputException("the folder holds something that is no dataset: choose another one (--out FOLDER)", folder);
        }
        _planes.Create();
        Write(file, text);
    }

    /// <summary>Whether all is written.</summary>
    public bool IsComplete => File.Exists(Path.Combine(_folder, FramesName)) && !Directory.Exists(Parts);

    private string Parts => Path.Combine(_folder, PartsName);

    /// <summary>Whether the batch that begins with a frame is written.</summary>
    public bool Has(int first) => File.Exists(PartOf(first));

    /// <summary>Writes the frames at the start of a batch.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="batch">The frames.</param>
    /// <param name="count">How many of them.</param>
    public void Write(int first, LabelledFrames batch, int count)
    {
        var lines = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            _planes.Write(first + i, batch, i);
            lines.Append(new FrameRecord(first + i, batch.Infos[i], batch.Labels[i]).ToLine()).Append('\n');
        }
        Write(PartOf(first), lines.ToString());
    }

    /// <summary>Puts the records of all batches together, and writes the annotations of others' formats.</summary>
    public void Complete()
    {
        var parts = Directory.GetFiles(Parts, "*.jsonl");
        Array.Sort(parts, StringComparer.Ordinal);
        var frames = parts.SelectMany(File.ReadLines).Select(FrameRecord.OfLine).ToList();
        CocoFile.Write(_folder, _plan, frames);
        TuSimpleFile.Write(_folder, _plan, frames);
        AtomicFile.Write(Path.Combine(_folder, FramesName), stream =>
        {
            foreach (string part in parts) stream.Write(File.ReadAllBytes(part));
        });
        Directory.Delete(Parts, recursive: true);
    }

    private string PartOf(int first) => Path.Combine(Parts, $"{first:000000}.jsonl");

    private static void Write(string file, string text) => AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
