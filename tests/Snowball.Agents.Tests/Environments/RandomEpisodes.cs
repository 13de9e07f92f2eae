using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Agents.Tests.Environments;

/// <summary>Observes and pays numbers that are never the same twice; one step in twelve terminates the episode.</summary>
internal sealed class RandomEpisodes(int worlds) : SmallEnvironment(worlds, 2, Fields("a", "b"), ActionSpec.Continuous(["x", "y"]))
{
    protected override void Start(Span<float> state, ref RandomStream noise)
    {
        state[0] = noise.NextUnit();
        state[1] = noise.NextUnit();
    }

    protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise)
    {
        Start(state, ref noise);
        return (noise.NextUniform(-1f, 1f), noise.NextUnit() < 1f / 12);
    }

    protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => state.CopyTo(observation);
}

/// <summary>Adds frames: three pictures of two pixels in two channels, each drawn from the observation; an episode begins with copies of its first picture.</summary>
internal sealed class WithFrames(IBatchEnvironment inner) : IBatchEnvironment
{
    private const int Picture = 4, Stack = 3;
    private readonly byte[] _frames = new byte[inner.Agents * Picture * Stack], _final = new byte[inner.Agents * Picture * Stack];

    public int Agents => inner.Agents;

    public ObservationSpec Observation => inner.Observation;

    public ActionSpec Action => inner.Action;

    public ReadOnlySpan<float> Observations => inner.Observations;

    public ReadOnlySpan<float> FinalObservations => inner.FinalObservations;

    public FrameSpec FrameSpec { get; } = new(["t.a", "t.b", "t-1.a", "t-1.b", "t-2.a", "t-2.b"], 1, 2);

    public ReadOnlySpan<byte> Frames => _frames;

    public ReadOnlySpan<byte> FinalFrames => _final;

    public ReadOnlySpan<float> Rewards => inner.Rewards;

    public ReadOnlySpan<float> Costs => inner.Costs;

    public ReadOnlySpan<bool> Terminated => inner.Terminated;

    public ReadOnlySpan<bool> Truncated => inner.Truncated;

    public int StateBytes => inner.StateBytes + _frames.Length;

    public void Reset(ulong seed)
    {
        inner.Reset(seed);
        for (int agent = 0; agent < Agents; agent++) Begin(agent);
    }

    public void Step(ReadOnlySpan<float> actions)
    {
        inner.Step(actions);
        for (int agent = 0; agent < Agents; agent++)
        {
            bool ends = Terminated[agent] || Truncated[agent];
            var stack = Of(_frames, agent);
            stack[..(Picture * (Stack - 1))].CopyTo(stack[Picture..]);
            Draw(agent, ends ? FinalObservations : Observations, stack);
            if (!ends) continue;
            stack.CopyTo(Of(_final, agent));
            Begin(agent);
        }
    }

    public void Save(Span<byte> state)
    {
        _frames.CopyTo(state);
        inner.Save(state[_frames.Length..]);
    }

    public void Restore(ReadOnlySpan<byte> state)
    {
        state[.._frames.Length].CopyTo(_frames);
        inner.Restore(state[_frames.Length..]);
    }

    private void Begin(int agent)
    {
        for (int back = 0; back < Stack; back++) Draw(agent, Observations, Of(_frames, agent)[(back * Picture)..]);
    }

    private void Draw(int agent, ReadOnlySpan<float> observations, Span<byte> picture)
    {
        for (int i = 0; i < Picture; i++) picture[i] = (byte)(observations[agent * Observation.Size] * (i + 1) * 1000);
    }

    private static Span<byte> Of(byte[] frames, int agent) => frames.AsSpan(agent * Picture * Stack, Picture * Stack);
}
