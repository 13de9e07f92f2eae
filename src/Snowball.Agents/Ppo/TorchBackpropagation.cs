using System.Runtime.InteropServices;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>Backpropagation by libtorch: through any network, on any device.</summary>
internal sealed class TorchBackpropagation(ActorCritic network, TrainedParameters trained, Device device) : IBackpropagation
{
    public Tensor Run(RolloutTensors tensors, int first, int count, in Minibatch minibatch, PpoLoss loss)
    {
        using var scope = NewDisposeScope();
        var sequences = tensors.Order.narrow(0, first, count);
        var grid = tensors.Rows.index_select(0, sequences).t();
        var numbers = grid.flatten();
        var rows = numbers.to(device);
        var parts = network.Evaluate(
            tensors.Observations.index_select(0, rows), tensors.Frames?.index_select(0, rows),
            tensors.States?.index_select(0, sequences.to(device)), tensors.Starts?.index_select(0, rows).view(grid.shape));
        var outputs = cat([parts[0], .. parts[1..].Select(values => values.unsqueeze(-1))], 1);
        var logStd = network.LogStandardDeviation;

        loss.Begin(minibatch, logStd is null ? [] : Numbers(logStd.detach().cpu()));
        var given = Numbers(outputs.detach().cpu());
        var order = MemoryMarshal.Cast<byte, long>(numbers.bytes);
        float[] gradients = new float[given.Length];
        for (int i = 0; i < order.Length; i++)
            loss.Add((int)order[i], given.Slice(i * loss.Outputs, loss.Outputs), gradients.AsSpan(i * loss.Outputs, loss.Outputs));

        // Its derivatives by the outputs are those of the loss.
        var surrogate = (outputs * from_array(gradients).view(outputs.shape).to(device)).sum();
        if (logStd is not null) surrogate += (logStd * from_array(loss.LogStdGradient).to(device)).sum();
        return FlatAdam.Flatten(trained.Gradients(surrogate)).DetachFromDisposeScope();
    }

    private static ReadOnlySpan<float> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes);
}
