using System.Runtime.InteropServices;
using Snowball.Agents.Replay;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using Snowball.Sim.Sensors.Cameras;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Agents.Dqn;

/// <summary>Steps of the optimiser, each on a minibatch of the past.</summary>
internal sealed class DqnUpdate : IDisposable
{
    private readonly DqnOptions _options;
    private readonly DqnNetwork _network;
    private readonly Adam _optimiser;
    private readonly ReplayBuffer _replay;
    private readonly Device _device;
    private readonly ReplayBatch _batch;
    private readonly ReturnAtoms? _atoms;
    private readonly Tensor _observations, _next, _actions, _returns, _discounts, _weights;
    private readonly Tensor? _frames, _nextFrames, _projectedTensor;
    private readonly float[] _errors, _following, _projected;
    private readonly float[] _sums = new float[2];

    public DqnUpdate(DqnOptions options, DqnNetwork network, Adam optimiser, ReplayBuffer replay, ReplayLayout layout, FrameSpec? frame, Device device)
    {
        (_options, _network, _optimiser, _replay, _device) = (options, network, optimiser, replay, device);
        int rows = options.MinibatchSize;
        _batch = new ReplayBatch(rows, layout);
        _observations = Alias(_batch.Observations, rows, layout.ObservationSize);
        _next = Alias(_batch.NextObservations, rows, layout.ObservationSize);
        _actions = Alias(_batch.Actions, rows, 1);
        _returns = Alias(_batch.Returns, rows);
        _discounts = Alias(_batch.Discounts, rows);
        _weights = Alias(_batch.Weights, rows);
        if (frame is not null)
        {
            _frames = Alias(_batch.Frames, rows, frame.Channels.Length, frame.Height, frame.Width);
            _nextFrames = Alias(_batch.NextFrames, rows, frame.Channels.Length, frame.Height, frame.Width);
        }
        _errors = new float[rows];
        _atoms = options.Distributional ? options.Atoms : null;
        _following = new float[rows * (_atoms?.Count ?? 0)];
        _projected = new float[_following.Length];
        if (_atoms is not null) _projectedTensor = Alias(_projected, rows, _atoms.Count);
    }

    /// <summary>Mean loss, size of the errors and value of the actions taken, of the minibatches since <see cref="Run"/> began.</summary>
    public (double Loss, double Error, double Value) Means { get; private set; }

    /// <summary>Learns from a number of minibatches.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="taken">Minibatches before, which number the draws.</param>
    /// <param name="learningRate">Adam's step size.</param>
    /// <param name="importance">How far the bias of prioritised draws is undone.</param>
    /// <param name="normaliser">Of observations.</param>
    public void Run(ulong seed, long taken, double learningRate, double importance, RunningNormaliser? normaliser)
    {
        foreach (var group in _optimiser.ParamGroups) group.LearningRate = learningRate;
        double loss = 0, error = 0, value = 0;
        for (int i = 0; i < _options.Updates; i++)
        {
            Draw((uint)(taken + i), importance, normaliser);
            if (_options.Noisy) _network.DrawNoise(seed, taken + i);
            Step();
            if ((taken + i + 1) % _options.TargetInterval == 0) _network.Follow(_options.TargetRate);
            _replay.SetErrors(_batch, _errors);
            loss += _sums[0];
            value += _sums[1];
            foreach (float one in _errors) error += Math.Abs(one);
        }
        Means = (loss / _options.Updates, error / _options.Updates / _errors.Length, value / _options.Updates);
    }

    public void Dispose()
    {
        foreach (var tensor in (Tensor?[])[_observations, _next, _actions, _returns, _discounts, _weights, _frames, _nextFrames, _projectedTensor]) tensor?.Dispose();
    }

    private void Draw(uint draw, double importance, RunningNormaliser? normaliser)
    {
        _replay.Draw(_batch, draw, _options.Discount, importance);
        float scale = (float)_options.RewardScale;
        for (int row = 0; row < _batch.Rows; row++) _batch.Returns[row] *= scale;
        if (normaliser is null) return;
        normaliser.Normalise(_batch.Observations, _batch.Observations);
        normaliser.Normalise(_batch.NextObservations, _batch.NextObservations);
    }

    private void Step()
    {
        using var scope = NewDisposeScope();
        var actions = _actions.to(_device).to_type(ScalarType.Int64);
        var weights = _weights.to(_device);
        var output = DqnNetwork.Evaluate(_network.Online, _observations.to(_device), _frames?.to(_device));
        var (loss, errors) = _atoms is null
            ? DqnLoss.Huber(output.squeeze(2), actions, Targets(), weights)
            : DqnLoss.CrossEntropy(output, actions, DistributionTargets(_atoms), weights);

        _optimiser.zero_grad();
        loss.backward();
        double norm = nn.utils.clip_grad_norm_(_network.Online.parameters(), _options.MaxGradientNorm);
        if (!double.IsFinite(norm))
            throw new ArithmeticException("The gradient is not finite: lower the learning rate, or look for observations and rewards that are not finite.");
        _optimiser.step();

        using var noGradient = no_grad();
        CopyTo(errors, _errors);
        CopyTo(stack([loss, _network.Values(output).gather(1, actions).mean()]), _sums);
    }

    /// <summary>[rows], the return up to the next observation, and the value of what is best there.</summary>
    private Tensor Targets()
    {
        using var noGradient = no_grad();
        var (following, best) = Next();
        return _returns.to(_device) + _discounts.to(_device) * following.squeeze(2).gather(1, best).squeeze(1);
    }

    /// <summary>[rows x atoms], the distribution of the return by way of what is best at the next observation.</summary>
    private Tensor DistributionTargets(ReturnAtoms atoms)
    {
        using var noGradient = no_grad();
        var (following, best) = Next();
        var chosen = following.gather(1, best.unsqueeze(2).expand(-1, 1, atoms.Count)).squeeze(1).softmax(1);
        CopyTo(chosen, _following);
        CategoricalProjection.Project(atoms, _batch.Returns, _batch.Discounts, _following, _projected);
        return _projectedTensor!.to(_device);
    }

    /// <summary>What the target network gives for the next observations, and the best actions there [rows x 1], which the learning network picks if it is double.</summary>
    private (Tensor Output, Tensor Best) Next()
    {
        var (observations, frames) = (_next.to(_device), _nextFrames?.to(_device));
        var following = DqnNetwork.Evaluate(_network.Target, observations, frames);
        var judge = _options.Double ? DqnNetwork.Evaluate(_network.Online, observations, frames) : following;
        return (following, _network.Values(judge).argmax(1, keepdim: true));
    }

    private static void CopyTo(Tensor tensor, float[] values) => tensor.detach().cpu().contiguous().bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));

    private static Tensor Alias(Array values, params long[] shape) => from_array(values).view(shape).DetachFromDisposeScope();
}
