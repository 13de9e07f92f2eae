using Snowball.Agents.Replay;
using Snowball.Sim.Sensors.Cameras;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Sac;

/// <summary>Steps of the past and noise to learn from, drawn anew for each gradient step. The tensors alias the arrays.</summary>
internal sealed class SacBatch : IDisposable
{
    public SacBatch(int rows, ReplayLayout layout, FrameSpec? frames)
    {
        Steps = new ReplayBatch(rows, layout);
        Noise = new float[rows * layout.ActionSize];
        NextNoise = new float[rows * layout.ActionSize];
        Tensors = new SacTensors(
            new Sensed(Alias(Steps.Observations, rows, layout.ObservationSize), Pictures(Steps.Frames)),
            Alias(Steps.Actions, rows, layout.ActionSize), Alias(Steps.Returns, rows), Alias(Steps.Discounts, rows),
            new Sensed(Alias(Steps.NextObservations, rows, layout.ObservationSize), Pictures(Steps.NextFrames)),
            Alias(Noise, rows, layout.ActionSize), Alias(NextNoise, rows, layout.ActionSize));

        Tensor? Pictures(byte[] bytes) => frames is null ? null : Alias(bytes, rows, frames.Channels.Length, frames.Height, frames.Width);
    }

    /// <summary>What was done and what came of it; the actions are in (-1, 1).</summary>
    public ReplayBatch Steps { get; }

    /// <summary>[rows x dimensions], standard normal: makes the actor's actions.</summary>
    public float[] Noise { get; }

    /// <summary>[rows x dimensions], the same after the steps.</summary>
    public float[] NextNoise { get; }

    public SacTensors Tensors { get; }

    public void Dispose() => Tensors.Dispose();

    private static Tensor Alias(Array values, params long[] shape)
    {
        using var flat = from_array(values);
        return flat.view(shape).DetachFromDisposeScope();
    }
}

/// <summary>What a network reads: numbers [rows, numbers], and bytes of frames [rows, channels, height, width] where there are any.</summary>
internal sealed record Sensed(Tensor Numbers, Tensor? Frames) : IDisposable
{
    public Sensed To(Device device) => new(Numbers.to(device), Frames?.to(device));

    public void Dispose()
    {
        Numbers.Dispose();
        Frames?.Dispose();
    }
}

/// <summary>A batch as the losses read it; all but <see cref="Sensed"/> and what has dimensions is [rows].</summary>
internal sealed record SacTensors(Sensed Before, Tensor Actions, Tensor Returns, Tensor Discounts, Sensed After, Tensor Noise, Tensor NextNoise) : IDisposable
{
    /// <summary>The same on another device; what is there already is not copied.</summary>
    public SacTensors To(Device device) => new(
        Before.To(device), Actions.to(device), Returns.to(device), Discounts.to(device), After.To(device), Noise.to(device), NextNoise.to(device));

    public void Dispose()
    {
        Before.Dispose();
        Actions.Dispose();
        Returns.Dispose();
        Discounts.Dispose();
        After.Dispose();
        Noise.Dispose();
        NextNoise.Dispose();
    }
}
