using Snowball.Learning.Gradients;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>
/// Backpropagation in managed code, for multilayer perceptrons all of whose weights are trained, on the processor: about twice as fast as libtorch there.
/// </summary>
internal sealed class MlpBackpropagation : IBackpropagation
{
    private readonly FlatAdam _optimiser;
    private readonly Rollout _rollout;
    private readonly (MlpGradient Network, int Start)[] _networks;
    private readonly int _logStdStart;
    private readonly float[] _piece, _outputs, _outputGradients, _gradient;
    private readonly int[] _rows = new int[MlpGradient.PieceRows];

    public MlpBackpropagation(ActorCritic network, FlatAdam optimiser, Rollout rollout)
    {
        (_optimiser, _rollout) = (optimiser, rollout);
        var starts = new Dictionary<string, int>();
        int end = 0;
        foreach (var (name, parameter) in network.named_parameters())
        {
            starts[name] = end;
            end += (int)parameter.numel();
        }
        _gradient = new float[end];
        _networks = [.. network.Networks.Select(named => (Create(named.Network.Description), starts[$"{named.Name}.{First(named.Network)}"]))];
        _logStdStart = starts.GetValueOrDefault(ActorCritic.LogStandardDeviationName);
        _piece = new float[MlpGradient.PieceRows * _networks[0].Network.InputStride];
        int outputs = network.Networks.Sum(named => named.Network.Description.Heads.Sum(head => head.Outputs));
        (_outputs, _outputGradients) = (new float[outputs], new float[outputs]);
    }

    /// <summary>Whether it can be had.</summary>
    public static bool Fits(ActorCritic network, TrainedParameters trained, Device device) =>
        device.type == DeviceType.CPU && trained.Count == trained.Total &&
        network.Networks.All(named => named.Network.Description is { Encoder: MlpEncoder, Memory: 0, Heads: [LinearHead] });

    public Tensor Run(RolloutTensors tensors, int first, int count, in Minibatch minibatch, PpoLoss loss)
    {
        var parameters = _optimiser.Values;
        foreach (var (network, start) in _networks) network.Load(parameters.Slice(start, network.Parameters));
        loss.Begin(minibatch, parameters.Slice(_logStdStart, loss.LogStdGradient.Length));

        int numbers = _rollout.Shape.Numbers, stride = _networks[0].Network.InputStride;
        for (int done = 0; done < count; done += MlpGradient.PieceRows)
        {
            int rows = Math.Min(MlpGradient.PieceRows, count - done);
            for (int i = 0; i < rows; i++)
            {
                // Without memory a sequence is one row.
                _rows[i] = (int)_rollout.Order[first + done + i];
                _rollout.Observations.AsSpan(_rows[i] * numbers, numbers).CopyTo(_piece.AsSpan(i * stride));
            }
            foreach (var (network, _) in _networks) network.Forward(_piece, rows);
            for (int i = 0; i < rows; i++) Add(loss, i);
            foreach (var (network, _) in _networks) network.Backward(_piece);
        }

        foreach (var (network, start) in _networks) network.Store(_gradient.AsSpan(start, network.Parameters));
        loss.LogStdGradient.CopyTo(_gradient.AsSpan(_logStdStart));
        return from_array(_gradient);
    }

    private void Add(PpoLoss loss, int row)
    {
        int at = 0;
        foreach (var (network, _) in _networks)
        {
            var output = network.Output(row);
            output.CopyTo(_outputs.AsSpan(at));
            at += output.Length;
        }
        loss.Add(_rows[row], _outputs, _outputGradients);
        at = 0;
        foreach (var (network, _) in _networks)
        {
            var gradient = network.OutputGradient(row);
            _outputGradients.AsSpan(at, gradient.Length).CopyTo(gradient);
            at += gradient.Length;
        }
    }

    private static MlpGradient Create(DeepDescription description)
    {
        var encoder = (MlpEncoder)description.Encoder;
        return new MlpGradient([encoder.Numbers, .. encoder.HiddenSizes, description.Heads[0].Outputs], encoder.Activation);
    }

    /// <summary>The first of a network's parameters, which lie one after another: of each layer the weights and the biases, the head last.</summary>
    private static string First(DeepNetwork network) => network.named_parameters().First().name;
}
