using Snowball.Learning.Formats;

namespace Snowball.Agents.Imitation;

/// <summary>
/// What students saw and what the teacher did there: a ring that keeps the newest rows. Frames stay bytes.
/// </summary>
/// <param name="capacity">Rows that are kept.</param>
/// <param name="observationSize">Numbers of an observation, which may be none where there are frames.</param>
/// <param name="frameSize">Bytes of the frames beside it, which may be none.</param>
/// <param name="actionSize">Numbers of an action.</param>
internal sealed class Demonstrations(int capacity, int observationSize, int frameSize, int actionSize)
{
    private readonly float[] _observations = new float[(long)capacity * observationSize];
    private readonly byte[] _frames = new byte[(long)capacity * frameSize];
    private readonly float[] _actions = new float[(long)capacity * actionSize];

    /// <summary>Rows that were ever added.</summary>
    public long Added { get; private set; }

    /// <summary>Rows that are there.</summary>
    public int Count => (int)Math.Min(Added, capacity);

    /// <summary>Bytes that a ring takes.</summary>
    public static long Bytes(int capacity, int observationSize, int frameSize, int actionSize) =>
        capacity * (long)(sizeof(float) * (observationSize + actionSize) + frameSize);

    /// <summary>Adds rows, over the oldest ones where there is no more room.</summary>
    /// <param name="observations">[rows x size].</param>
    /// <param name="frames">[rows x frame size].</param>
    /// <param name="actions">[rows x action size].</param>
    public void Add(ReadOnlySpan<float> observations, ReadOnlySpan<byte> frames, ReadOnlySpan<float> actions)
    {
        int rows = actions.Length / actionSize;
        for (int row = 0; row < rows; row++)
        {
            int at = (int)(Added++ % capacity);
            observations.Slice(row * observationSize, observationSize).CopyTo(_observations.AsSpan(at * observationSize));
            frames.Slice(row * frameSize, frameSize).CopyTo(_frames.AsSpan(at * frameSize));
            actions.Slice(row * actionSize, actionSize).CopyTo(_actions.AsSpan(at * actionSize));
        }
    }

    /// <summary>What was seen in a row, [size].</summary>
    public ReadOnlySpan<float> Observation(int row) => _observations.AsSpan(row * observationSize, observationSize);

    /// <summary>The frames of a row, [frame size].</summary>
    public ReadOnlySpan<byte> Frames(int row) => _frames.AsSpan(row * frameSize, frameSize);

    /// <summary>What the teacher did in a row, [action size].</summary>
    public ReadOnlySpan<float> Action(int row) => _actions.AsSpan(row * actionSize, actionSize);

    /// <summary>Adds all rows to a file.</summary>
    public void Save(SafetensorsFile state)
    {
        state.Add<long>("demonstrations.added", [Added], 1);
        state.Add<float>("demonstrations.observations", _observations.AsSpan(0, Count * observationSize), Count, observationSize);
        state.Add<byte>("demonstrations.frames", _frames.AsSpan(0, Count * frameSize), Count, frameSize);
        state.Add<float>("demonstrations.actions", _actions.AsSpan(0, Count * actionSize), Count, actionSize);
    }

    /// <summary>Takes up the rows of a file.</summary>
    /// <exception cref="Learning.CorruptFileException">Something is missing, or of another shape.</exception>
    public void Load(SafetensorsFile state)
    {
        Added = state.Get<long>("demonstrations.added", 1)[0];
        state.Get<float>("demonstrations.observations", Count, observationSize).CopyTo(_observations, 0);
        state.Get<byte>("demonstrations.frames", Count, frameSize).CopyTo(_frames, 0);
        state.Get<float>("demonstrations.actions", Count, actionSize).CopyTo(_actions, 0);
    }
}
