using Snowball.Learning.Inference;
using Snowball.Sim.Numerics;
using Snowball.Sim.Sensors.Cameras;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Imitation;

/// <summary>Rows of demonstrations as the network reads them. Tensors alias the arrays.</summary>
internal sealed class Minibatch : IDisposable
{
    private readonly float[] _observations, _actions;
    private readonly byte[] _frames;
    private readonly Tensor _observationTensor, _actionTensor;
    private readonly Tensor? _frameTensor;
    private readonly int _rows, _size, _frameSize, _dimensions;

    public Minibatch(int rows, int size, FrameSpec? frames, int dimensions)
    {
        (_rows, _size, _frameSize, _dimensions) = (rows, size, frames?.Size ?? 0, dimensions);
        _observations = new float[rows * size];
        _actions = new float[rows * dimensions];
        _frames = new byte[rows * _frameSize];
        _observationTensor = from_array(_observations).reshape(rows, size).DetachFromDisposeScope();
        _actionTensor = from_array(_actions).reshape(rows, dimensions).DetachFromDisposeScope();
        if (frames is not null) _frameTensor = from_array(_frames).reshape(rows, frames.Channels.Length, frames.Height, frames.Width).DetachFromDisposeScope();
    }

    /// <summary>Draws the rows, with replacement.</summary>
    public void Fill(Demonstrations demonstrations, RunningNormaliser? normaliser, ref RandomStream noise)
    {
        for (int row = 0; row < _rows; row++)
        {
            int from = noise.NextIndex(demonstrations.Count);
            demonstrations.Observation(from).CopyTo(_observations.AsSpan(row * _size));
            demonstrations.Frames(from).CopyTo(_frames.AsSpan(row * _frameSize));
            demonstrations.Action(from).CopyTo(_actions.AsSpan(row * _dimensions));
        }
        normaliser?.Normalise(_observations, _observations);
    }

    /// <summary>The rows where gradients are computed.</summary>
    public (Tensor Observations, Tensor? Frames, Tensor Actions) To(Device device) =>
        (_observationTensor.to(device), _frameTensor?.to(device), _actionTensor.to(device));

    public void Dispose()
    {
        _observationTensor.Dispose();
        _actionTensor.Dispose();
        _frameTensor?.Dispose();
    }
}
