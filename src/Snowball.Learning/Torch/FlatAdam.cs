using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Snowball.Learning.Formats;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// Adam (Kingma and Ba 2015) over parameters as one vector, of which they become views: a step is one loop, where libtorch's takes a handful of
/// operations for each parameter, and for small networks these cost more than the arithmetic. On the processor it gives the same bits on any.
/// </summary>
public sealed class FlatAdam : IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-5;

    private readonly Tensor _values, _mean, _square;
    private readonly Tensor[] _parameters;

    /// <summary>Takes those that require a gradient; they stay on their device from here on.</summary>
    public FlatAdam(IEnumerable<Parameter> parameters)
    {
        _parameters = [.. parameters.Where(parameter => parameter.requires_grad)];
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _values = Flatten(_parameters).DetachFromDisposeScope();
        _mean = zeros_like(_values).DetachFromDisposeScope();
        _square = zeros_like(_values).DetachFromDisposeScope();
        long start = 0;
        foreach (var parameter in _parameters)
        {
            parameter.set_(_values.narrow(0, start, parameter.numel()).view(parameter.shape));
            start += parameter.numel();
        }
    }

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>What is learned, in order.</summary>
    public IReadOnlyList<Tensor> Parameters => _parameters;

    /// <summary>The values of all parameters as one vector; they must lie on the processor.</summary>
    public ReadOnlySpan<float> Values => Numbers(_values);

    /// <summary>One tensor for each parameter as one vector.</summary>
    public static Tensor Flatten(IEnumerable<Tensor> parts) => cat([.. parts.Select(part => part.reshape(-1))]);

    /// <summary>Takes a step down the gradient.</summary>
    /// <param name="gradient">As <see cref="Flatten"/> gives it; may be changed.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="longest">Length (L2) to which the gradient is shortened.</param>
    /// <exception cref="ArithmeticException">The gradient is not finite; nothing is changed then.</exception>
    public void Step(Tensor gradient, double learningRate, double longest)
    {
        double length = gradient.device_type == DeviceType.CPU ? Length(Numbers(gradient)) : Length(gradient);
        if (!double.IsFinite(length)) throw new ArithmeticException("The gradient is not finite.");
        double scale = length > longest ? longest / length : 1;

        Steps++;
        double meanShare = 1 / (1 - Math.Pow(Beta1, Steps)), squareShare = 1 / (1 - Math.Pow(Beta2, Steps));
        if (gradient.device_type == DeviceType.CPU) StepOnProcessor(Numbers(gradient), (float)scale, (float)(learningRate * meanShare), (float)squareShare);
        else StepOnDevice(gradient, scale, learningRate * meanShare, squareShare);
    }

    /// <summary>Adds all that <see cref="Load"/> needs to continue to the bit.</summary>
    public void Save(SafetensorsFile state)
    {
        state.Add<long>("optimiser.steps", [Steps], 1);
        foreach (var (name, tensor) in Columns())
        {
            using var copy = tensor.cpu();
            state.Add(name, SafeTensor.FromBytes(SafeTensorType.F32, copy.bytes, [(int)tensor.numel()]));
        }
    }

    /// <summary>Takes up a state that was saved by one of a module made alike; nothing is changed unless everything fits.</summary>
    /// <exception cref="CorruptFileException">Something is missing, or of another shape.</exception>
    public void Load(SafetensorsFile state)
    {
        long steps = state.Get<long>("optimiser.steps", 1)[0];
        float[][] values = [.. Columns().Select(column => state.Get<float>(column.Name, (int)column.Tensor.numel()))];
        Steps = steps;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (column, saved) in Columns().Zip(values)) column.Tensor.copy_(from_array(saved));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _mean.Dispose();
        _square.Dispose();
    }

    private static Span<float> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>Summed in order, so that every processor comes to the same bits.</summary>
    private static double Length(ReadOnlySpan<float> gradient)
    {
        double squares = 0;
        foreach (float slope in gradient) squares += (double)slope * slope;
        return Math.Sqrt(squares);
    }

    private static double Length(Tensor gradient)
    {
        using var length = gradient.norm();
        return length.item<float>();
    }

    /// <summary>From operations alone that every processor rounds alike.</summary>
    private void StepOnProcessor(ReadOnlySpan<float> gradient, float scale, float size, float squareShare)
    {
        Span<float> values = Numbers(_values), means = Numbers(_mean), squares = Numbers(_square);
        int i = 0;
        for (; i <= gradient.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var slope = Vector256.LoadUnsafe(in gradient[i]) * scale;
            var mean = Vector256.LoadUnsafe(ref means[i]) * (float)Beta1 + slope * (float)(1 - Beta1);
            var square = Vector256.LoadUnsafe(ref squares[i]) * (float)Beta2 + slope * slope * (float)(1 - Beta2);
            var value = Vector256.LoadUnsafe(ref values[i]) - mean * size / (Vector256.Sqrt(square * squareShare) + Vector256.Create((float)Epsilon));
            mean.StoreUnsafe(ref means[i]);
            square.StoreUnsafe(ref squares[i]);
            value.StoreUnsafe(ref values[i]);
        }
        for (; i < gradient.Length; i++)
        {
            float slope = gradient[i] * scale;
            means[i] = means[i] * (float)Beta1 + slope * (float)(1 - Beta1);
            squares[i] = squares[i] * (float)Beta2 + slope * slope * (float)(1 - Beta2);
            values[i] -= means[i] * size / (MathF.Sqrt(squares[i] * squareShare) + (float)Epsilon);
        }
    }

    private void StepOnDevice(Tensor gradient, double scale, double size, double squareShare)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        gradient.mul_(scale);
        _mean.mul_(Beta1).add_(gradient, 1 - Beta1);
        _square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        _values.addcdiv_(_mean, (_square * squareShare).sqrt_().add_(Epsilon), -size);
    }

    private (string Name, Tensor Tensor)[] Columns() => [("parameters", _values), ("optimiser.mean", _mean), ("optimiser.square", _square)];
}
