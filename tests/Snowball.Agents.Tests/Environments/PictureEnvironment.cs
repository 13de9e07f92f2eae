using Snowball.Sim.Environments;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Agents.Tests.Environments;

/// <summary>The discrete identity by pictures alone: which quarter of 36 x 36 pixels is bright says which of four actions pays.</summary>
internal sealed class PictureEnvironment : IBatchEnvironment
{
    private const int Size = 36;
    private readonly IdentityEnvironment _inner;
    private readonly byte[] _frames, _finalFrames;
    private readonly float[] _nothing;

    public PictureEnvironment(int worlds)
    {
        _inner = new IdentityEnvironment(worlds, isDiscrete: true) { MaxSteps = 10 };
        _frames = new byte[worlds * Size * Size];
        _finalFrames = new byte[_frames.Length];
        _nothing = new float[worlds];
    }

    public int Agents => _inner.Agents;

    public ObservationSpec Observation { get; } = new([new ObservationField("nothing", "", 1f)]);

    public ActionSpec Action => _inner.Action;

    public ReadOnlySpan<float> Observations => _nothing;

    public ReadOnlySpan<float> FinalObservations => _nothing;

    public FrameSpec? FrameSpec { get; } = new(["t.grey"], Size, Size);

    public ReadOnlySpan<byte> Frames => _frames;

    public ReadOnlySpan<byte> FinalFrames => _finalFrames;

    public ReadOnlySpan<float> Rewards => _inner.Rewards;

    public ReadOnlySpan<float> Costs => _inner.Costs;

    public ReadOnlySpan<bool> Terminated => _inner.Terminated;

    public ReadOnlySpan<bool> Truncated => _inner.Truncated;

    public int StateBytes => _inner.StateBytes;

    public void Reset(ulong seed)
    {
        _inner.Reset(seed);
        Draw(_inner.Observations, _frames);
    }

    public void Step(ReadOnlySpan<float> actions)
    {
        _inner.Step(actions);
        Draw(_inner.FinalObservations, _finalFrames);
        Draw(_inner.Observations, _frames);
    }

    public void Save(Span<byte> state) => _inner.Save(state);

    public void Restore(ReadOnlySpan<byte> state)
    {
        _inner.Restore(state);
        Draw(_inner.Observations, _frames);
    }

    private static void Draw(ReadOnlySpan<float> oneHot, Span<byte> frames)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            var (world, pixel) = Math.DivRem(i, Size * Size);
            int quarter = pixel / Size / (Size / 2) * 2 + pixel % Size / (Size / 2);
            frames[i] = (byte)(oneHot[world * 4 + quarter] == 1 ? 255 : 40);
        }
    }
}
