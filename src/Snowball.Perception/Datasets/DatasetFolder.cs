using System.Collections.Immutable;
using System.Text.Json;
using Snowball.Learning;
using Snowball.Sim;
using Snowball.Sim.Numerics;

namespace Snowball.Perception.Datasets;

/// <summary>
/// A folder of labelled frames. As a source it gives its sequences in their order, or shuffled anew in each epoch, over and over.
/// </summary>
public sealed class DatasetFolder : IFrameSource
{
    private readonly PlaneFiles _planes;
    private readonly ulong? _shuffle;
    private readonly int[] _order;
    private int _next;
    private uint _epoch;

    /// <param name="path">The folder.</param>
    /// <param name="shuffle">Seed of the order; null for that of the folder.</param>
    /// <param name="weather">Which of <see cref="WeatherNames.All"/> to give; null for all.</param>
    /// <exception cref="InputException">There is no dataset, it is not finished, or it has no frame in that weather.</exception>
    /// <exception cref="CorruptFileException">A file is damaged.</exception>
    public DatasetFolder(string path, ulong? shuffle = null, IReadOnlyCollection<string>? weather = null)
    {
        Path = path;
        Plan = ReadPlan(path);
        _planes = new PlaneFiles(path, Plan.Width, Plan.Height);
        Frames = ReadFrames(path, Plan);
        _shuffle = shuffle;
        _order = [.. Enumerable.Range(0, Frames.Length / Plan.Sequence).Where(sequence => weather?.Contains(Frames[sequence * Plan.Sequence].Info.Weather) ?? true)];
        if (_order.Length == 0) throw new InputException($"has no frame in {string.Join(" or ", weather ?? [])}", path);
        Shuffle();
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What it holds.</summary>
    public DatasetPlan Plan { get; }

    /// <summary>All frames but for their pixels, by number.</summary>
    public ImmutableArray<FrameRecord> Frames { get; }

    /// <inheritdoc/>
    public int Width => Plan.Width;

    /// <inheritdoc/>
    public int Height => Plan.Height;

    /// <inheritdoc/>
    public int SequenceLength => Plan.Sequence;

    /// <inheritdoc/>
    public void Next(LabelledFrames batch)
    {
        if (batch.Count % SequenceLength != 0) throw new ArgumentException($"The batch must have a multiple of {SequenceLength} frames.", nameof(batch));
        for (int frame = 0; frame < batch.Count;)
        {
            if (_next == _order.Length)
            {
                (_next, _epoch) = (0, _epoch + 1);
                Shuffle();
            }
            int first = _order[_next++] * SequenceLength;
            for (int time = 0; time < SequenceLength; time++) Read(first + time, batch, frame++);
        }
    }

    /// <summary>Reads a frame into a place of a batch.</summary>
    /// <exception cref="CorruptFileException">A picture is missing or damaged.</exception>
    public void Read(int id, LabelledFrames batch, int place)
    {
        if (batch.Width != Width || batch.Height != Height) throw new ArgumentException($"The batch must have frames of {Width} x {Height} pixels.", nameof(batch));
        _planes.Read(id, batch, place);
        (batch.Infos[place], batch.Labels[place]) = (Frames[id].Info, Frames[id].Labels);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static DatasetPlan ReadPlan(string path)
    {
        string file = System.IO.Path.Combine(path, DatasetWriter.PlanName);
        if (!File.Exists(file)) throw new InputException($"is no dataset: it has no {DatasetWriter.PlanName}", path);
        try
        {
            var plan = JsonSerializer.Deserialize<DatasetPlan>(File.ReadAllText(file), FrameRecord.Format) ?? throw new JsonException("there is no plan");
            return plan.Format == DatasetPlan.CurrentFormat ? plan : throw new JsonException($"format {plan.Format} is not {DatasetPlan.CurrentFormat}");
        }
        catch (JsonException fault)
        {
            throw new CorruptFileException(file, fault.Message, fault);
        }
    }

    private static ImmutableArray<FrameRecord> ReadFrames(string path, DatasetPlan plan)
    {
        string file = System.IO.Path.Combine(path, DatasetWriter.FramesName);
        if (!File.Exists(file)) throw new InputException("is not finished: make it again with the same options, and it goes on", path);
        try
        {
            ImmutableArray<FrameRecord> frames = [.. File.ReadLines(file).Select(FrameRecord.OfLine)];
            bool isWhole = frames.Length == plan.Frames && frames.Select((frame, i) => frame.Id == i).All(holds => holds);
            return isWhole ? frames : throw new CorruptFileException(file, $"does not have the frames 0 to {plan.Frames - 1}");
        }
        catch (JsonException fault)
        {
            throw new CorruptFileException(file, fault.Message, fault);
        }
    }

    /// <summary>A permutation by Fisher and Yates.</summary>
    private void Shuffle()
    {
        if (_shuffle is not { } seed) return;
        var random = new RandomStream(seed, RandomPurpose.Replay, slot: 0, _epoch);
        for (int i = _order.Length - 1; i > 0; i--)
        {
            int other = random.NextIndex(i + 1);
            (_order[i], _order[other]) = (_order[other], _order[i]);
        }
    }
}
