using System.Runtime.InteropServices;
using Snowball.Cli.Inputs;
using Snowball.Learning.Gradients;
using Snowball.Learning.Inference;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Cli.Bench;

/// <summary>What the gradient rows have in common: a policy of highway-fast, and a worker's share of a minibatch.</summary>
internal static class GradientSample
{
    public const int Rows = 512;
    public const string Shape = "MLP 25-128-128-5 with tanh, 512 rows, forward and backward";
    public static readonly int[] Sizes = [25, 128, 128, 5];

    public static float[] Numbers(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) / 4)];
    }
}

/// <summary>A network's gradient in managed code.</summary>
internal sealed class GradientWorkload : Workload
{
    private readonly MlpGradient _network = new(GradientSample.Sizes, Activation.Tanh);
    private readonly float[] _parameters, _gradient, _inputs, _outputGradient = GradientSample.Numbers(GradientSample.Sizes[^1]);

    public GradientWorkload()
        : base($"{GradientSample.Shape}, managed", threads: 1, "rows/s")
    {
        _parameters = GradientSample.Numbers(_network.Parameters);
        _gradient = new float[_parameters.Length];
        _inputs = GradientSample.Numbers(GradientSample.Rows * _network.InputStride);
    }

    public override long Run()
    {
        _network.Load(_parameters);
        for (int first = 0; first < GradientSample.Rows; first += MlpGradient.PieceRows)
        {
            var piece = _inputs.AsSpan(first * _network.InputStride, MlpGradient.PieceRows * _network.InputStride);
            _network.Forward(piece, MlpGradient.PieceRows);
            for (int row = 0; row < MlpGradient.PieceRows; row++) _outputGradient.CopyTo(_network.OutputGradient(row));
            _network.Backward(piece);
        }
        _network.Store(_gradient);
        return GradientSample.Rows;
    }

    public override void Dispose()
    {
    }
}

/// <summary>The same gradient by libtorch, from an array to an array.</summary>
internal sealed class TorchGradientWorkload : Workload
{
    private readonly float[] _inputs = GradientSample.Numbers(GradientSample.Rows * GradientSample.Sizes[0]);
    private readonly float[] _outputGradients = GradientSample.Numbers(GradientSample.Rows * GradientSample.Sizes[^1]);
    private readonly Sequential _network;
    private readonly Tensor[] _parameters;
    private readonly float[] _gradient;

    public TorchGradientWorkload()
        : base($"{GradientSample.Shape}, libtorch", threads: 1, "rows/s")
    {
        TorchRuntime.Load(threads: 1);
        int[] sizes = GradientSample.Sizes;
        _network = nn.Sequential(
            nn.Linear(sizes[0], sizes[1]), nn.Tanh(), nn.Linear(sizes[1], sizes[2]), nn.Tanh(), nn.Linear(sizes[2], sizes[3]));
        _parameters = [.. _network.parameters()];
        _gradient = new float[_parameters.Sum(parameter => parameter.numel())];
    }

    public override long Run()
    {
        using var scope = NewDisposeScope();
        var output = _network.forward(from_array(_inputs).view(GradientSample.Rows, -1));
        var gradients = autograd.grad([output], _parameters, [from_array(_outputGradients).view(GradientSample.Rows, -1)]);
        cat([.. gradients.Select(gradient => gradient.reshape(-1))]).bytes.CopyTo(MemoryMarshal.AsBytes(_gradient.AsSpan()));
        return GradientSample.Rows;
    }

    public override void Dispose() => _network.Dispose();
}
