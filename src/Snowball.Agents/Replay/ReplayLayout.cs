using Snowball.Sim.Environments;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Agents.Replay;

/// <summary>
/// How an agent's past lies in memory: a ring of rows, each with the observation at one time, what was done then and what came of it. What was
/// observed next is in the next row, so that nothing is kept twice; the last observation of a truncated episode takes a row of its own.
/// Of frames that are stacks of pictures a row keeps the newest picture alone: the others are in the rows before.
/// </summary>
internal sealed record ReplayLayout
{
    /// <summary>Lays out the past of an environment's agents.</summary>
    /// <param name="environment">Whose steps are remembered.</param>
    /// <param name="options">How many.</param>
    /// <param name="rolloutSteps">Steps that may be written while earlier ones are drawn.</param>
    public ReplayLayout(IBatchEnvironment environment, ReplayOptions options, int rolloutSteps)
    {
        (Agents, ObservationSize, ActionSize) = (environment.Agents, environment.Observation.Size, environment.Action.Dimensions);
        FrameBytes = environment.FrameSpec?.Size ?? 0;
        Pictures = environment.FrameSpec is { } frame ? PicturesOf(frame) : 1;
        Window = (options.ReplaySize + Agents - 1) / Agents;
        // Each step in flight may be the last of a truncated episode, and the oldest row needs the pictures before it.
        Rows = Window + 2L * rolloutSteps + 1 + (Pictures - 1);
        RowBytes = (sizeof(float) * (ObservationSize + ActionSize + 1) + FrameBytes / Pictures + 1 + 3) / 4 * 4;
        IsPrioritised = options.Prioritised;
    }

    /// <summary>Rings.</summary>
    public int Agents { get; }

    /// <summary>Floats in an observation.</summary>
    public int ObservationSize { get; }

    /// <summary>Floats in an action.</summary>
    public int ActionSize { get; }

    /// <summary>Bytes in an agent's frames, all pictures of the stack; 0 without a camera.</summary>
    public int FrameBytes { get; }

    /// <summary>Pictures in the stack.</summary>
    public int Pictures { get; }

    /// <summary>Bytes of a picture.</summary>
    public int PictureBytes => FrameBytes / Pictures;

    /// <summary>The newest rows of a ring that are drawn from.</summary>
    public long Window { get; }

    /// <summary>Rows in a ring.</summary>
    public long Rows { get; }

    /// <summary>Bytes of a row: the observation's floats, the action's, the reward, the picture, a byte of flags; a multiple of four.</summary>
    public int RowBytes { get; }

    /// <summary>Whether there is a tree of priorities.</summary>
    public bool IsPrioritised { get; }

    /// <summary>Bytes of a ring.</summary>
    public long RingBytes => Rows * RowBytes;

    /// <summary>Bytes that a buffer of this layout takes.</summary>
    public long Bytes => Agents * RingBytes + (IsPrioritised ? SumTree.BytesOf(Agents * Rows) : 0);

    /// <summary>The pictures of a stack t.a, t.b, t-1.a, t-1.b, ...; 1 where the channels are named otherwise.</summary>
    private static int PicturesOf(FrameSpec frame)
    {
        int channels = frame.Channels.Count(name => name.StartsWith("t.", StringComparison.Ordinal));
        if (channels == 0 || frame.Channels.Length % channels != 0) return 1;
        for (int i = channels; i < frame.Channels.Length; i++)
        {
            if (frame.Channels[i] != $"t-{i / channels}{frame.Channels[i % channels][1..]}") return 1;
        }
        return frame.Channels.Length / channels;
    }
}
