using Snowball.Sim.Environments;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Agents.Tests.Environments;

/// <summary>The discrete identity by pictures alone: which quarter of 36 x 36 pixels is bright says which of four actions pays. An episode begins with a stack of equal pictures.</summary>
internal sealed class PictureEnvironment : IBatchEnvironment
{
    private const int Size = 36;
    private readonly IdentityEnvironment _inner;
    private readonly byte[] _frames, _finalFrames;

    public PictureEnvironment(int worlds, int stack = 1)
    {
        _inner = new IdentityEnvironment(worlds, isDiscrete: true) { MaxSteps = 10 };
        FrameSpec = new([.. Enumerable.Range(0, stack).Select(back => $"t-{back}.grey")], Size, Size);
        _frames = new byte[worlds * FrameSpec.Size];
        _finalFrames = new byte[_frames.Length];
    }

    public int Agents => _inner.Agents;

    public ObservationSpec Observation { get; } = new([]);

    public ActionSpec Action => _inner.Action;

    public ReadOnlySpan<float> Observations => [];

    public ReadOnlySpan<float> FinalObservations => [];

    public FrameSpec FrameSpec { get; }

    public ReadOnlySpan<byte> Frames => _frames;

    public ReadOnlySpan<byte> FinalFrames => _finalFrames;

    public ReadOnlySpan<float> Rewards => _inner.Rewards;

    public ReadOnlySpan<float> Costs => _inner.Costs;

    public ReadOnlySpan<bool> Terminated => _inner.Terminated;

    public ReadOnlySpan<bool> Truncated => _inner.Truncated;

    public int StateBytes => _inner.StateBytes + _frames.Length;

    public void Reset(ulong seed)
    {
        _inner.Reset(seed);
        for (int world = 0; world < Agents; world++) Begin(world);
    }

    public void Step(ReadOnlySpan<float> actions)
    {
        _inner.Step(actions);
        for (int world = 0; world < Agents; world++)
        {
            bool ends = Terminated[world] || Truncated[world];
            var stack = Stack(_frames, world);
            stack[..^(Size * Size)].CopyTo(stack[(Size * Size)..]);
            Draw(ends ? _inner.FinalObservations : _inner.Observations, world, stack);
            if (!ends) continue;
            stack.CopyTo(Stack(_finalFrames, world));
            Begin(world);
        }
    }

    public void Save(Span<byte> state)
    {
        _frames.CopyTo(state);
        _inner.Save(state[_frames.Length..]);
    }

    public void Restore(ReadOnlySpan<byte> state)
    {
        state[.._frames.Length].CopyTo(_frames);
        _inner.Restore(state[_frames.Length..]);
    }

    private void Begin(int world)
    {
        var stack = Stack(_frames, world);
        for (int i = 0; i < stack.Length; i += Size * Size) Draw(_inner.Observations, world, stack[i..]);
    }

    private Span<byte> Stack(byte[] frames, int world) => frames.AsSpan(world * FrameSpec.Size, FrameSpec.Size);

    private static void Draw(ReadOnlySpan<float> oneHot, int world, Span<byte> picture)
    {
        for (int pixel = 0; pixel < Size * Size; pixel++)
        {
            int quarter = pixel / Size / (Size / 2) * 2 + pixel % Size / (Size / 2);
            picture[pixel] = (byte)(oneHot[world * 4 + quarter] == 1 ? 255 : 40);
        }
    }
}
