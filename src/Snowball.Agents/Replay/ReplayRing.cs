using System.Runtime.InteropServices;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Replay;

/// <summary>
/// The past of one agent. A row's position counts on and on; its place in the ring is the remainder. Rows from <see cref="Committed"/> on are being
/// written, perhaps by another thread, and are not looked at, but for the observation in the first of them.
/// </summary>
internal sealed class ReplayRing(ReplayLayout layout, int agent)
{
    private const byte Begins = 1, Terminated = 2, Truncated = 4, Final = 8;

    private readonly int _action = layout.ObservationSize * sizeof(float);
    private readonly int _reward = (layout.ObservationSize + layout.ActionSize) * sizeof(float);
    private readonly int _picture = (layout.ObservationSize + layout.ActionSize + 1) * sizeof(float);
    private readonly byte[] _rows = new byte[layout.RingBytes];

    /// <summary>Position of the row that holds the newest observation, with no action yet.</summary>
    public long Written { get; private set; }

    /// <summary><see cref="Written"/> as it was when the writing was last made known.</summary>
    public long Committed { get; private set; }

    /// <summary>Position of the oldest row that may be drawn.</summary>
    public long Oldest => Math.Max(0, Committed - layout.Window);

    /// <summary>The rows from the first on that have ever been written.</summary>
    public Memory<byte> Used => _rows.AsMemory(0, (int)(Math.Min(Written + 1, layout.Rows) * layout.RowBytes));

    /// <summary>Takes the first observation of all.</summary>
    public void Begin(IBatchEnvironment environment)
    {
        (Written, Committed) = (0, 0);
        Observe(environment.Observations, environment.Frames, Begins);
    }

    /// <summary>Takes what was done and what came of it, from the environment that has just been stepped.</summary>
    public void Add(ReadOnlySpan<float> actions, IBatchEnvironment environment)
    {
        var row = Row(Written);
        bool isTerminated = environment.Terminated[agent], isTruncated = !isTerminated && environment.Truncated[agent];
        actions.Slice(agent * layout.ActionSize, layout.ActionSize).CopyTo(MemoryMarshal.Cast<byte, float>(row[_action.._reward]));
        MemoryMarshal.Write(row[_reward..], environment.Rewards[agent]);
        row[^1] |= isTerminated ? Terminated : isTruncated ? Truncated : (byte)0;
        Written++;
        if (isTruncated)
        {
            Observe(environment.FinalObservations, environment.FinalFrames, Final);
            Written++;
        }
        Observe(environment.Observations, environment.Frames, isTerminated || isTruncated ? Begins : (byte)0);
    }

    /// <summary>Makes known what was written.</summary>
    public void Commit() => Committed = Written;

    /// <summary>Goes on from rows that were <see cref="Used"/>.</summary>
    public void Restore(long written, ReadOnlySpan<byte> rows)
    {
        rows.CopyTo(_rows);
        (Written, Committed) = (written, written);
    }

    /// <summary>Whether a row is a step, not the end of a truncated episode.</summary>
    public bool IsStep(long position) => (Row(position)[^1] & Final) == 0;

    /// <summary>The action of a row.</summary>
    public ReadOnlySpan<float> Action(long position) => MemoryMarshal.Cast<byte, float>(Row(position)[_action.._reward]);

    /// <summary>The observation of a row.</summary>
    public ReadOnlySpan<float> Observation(long position) => MemoryMarshal.Cast<byte, float>(Row(position)[.._action]);

    /// <summary>Puts the frames of a row together: its picture and those before it, and before an episode's first picture its copies.</summary>
    public void ReadFrames(long position, Span<byte> frames)
    {
        for (int back = 0; back < layout.Pictures; back++)
        {
            var row = Row(position);
            row.Slice(_picture, layout.PictureBytes).CopyTo(frames[(back * layout.PictureBytes)..]);
            if ((row[^1] & Begins) == 0) position--;
        }
    }

    /// <summary>
    /// The discounted sum of up to <paramref name="steps"/> rewards from a row on, with the position of the observation after them, and the discount of
    /// its value: none after a terminated episode.
    /// </summary>
    public (float Return, float Discount, long Next) Look(long position, int steps, double discount)
    {
        double sum = 0, weight = 1;
        long end = Math.Min(position + steps, Committed);
        while (true)
        {
            var row = Row(position++);
            sum += weight * MemoryMarshal.Read<float>(row[_reward..]);
            weight *= discount;
            if ((row[^1] & Terminated) != 0) return ((float)sum, 0, position);
            if ((row[^1] & Truncated) != 0 || position >= end) return ((float)sum, (float)weight, position);
        }
    }

    private void Observe(ReadOnlySpan<float> observations, ReadOnlySpan<byte> frames, byte flags)
    {
        if (Written - Committed > layout.Rows - layout.Window - layout.Pictures) throw new InvalidOperationException("More steps were written at once than were announced.");
        var row = Row(Written);
        observations.Slice(agent * layout.ObservationSize, layout.ObservationSize).CopyTo(MemoryMarshal.Cast<byte, float>(row[.._action]));
        if (layout.FrameBytes > 0) frames.Slice(agent * layout.FrameBytes, layout.PictureBytes).CopyTo(row[_picture..]);
        row[^1] = flags;
    }

    private Span<byte> Row(long position) => _rows.AsSpan((int)(position % layout.Rows * layout.RowBytes), layout.RowBytes);
}
