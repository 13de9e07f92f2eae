using System.Runtime.InteropServices;
using Snowball.Learning.Formats;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// Adam (Kingma and Ba 2015) over parameters as one vector, of which they become views: a step is a handful of operations, where libtorch's
/// takes as many for each parameter, and for small networks these cost more than the arithmetic.
/// </summary>
public sealed class FlatAdam : IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-5;

    private readonly Tensor _values, _mean, _square;
    private readonly Tensor[] _parameters;
    private long _steps;

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

    /// <summary>What is learned, in order.</summary>
    public IReadOnlyList<Tensor> Parameters => _parameters;

    /// <summary>The values of all parameters as one vector; they must lie on the processor.</summary>
    public ReadOnlySpan<float> Values => MemoryMarshal.Cast<byte, float>(_values.bytes);

    /// <summary>One tensor for each parameter as one vector.</summary>
    public static Tensor Flatten(IEnumerable<Tensor> parts) => cat([.. parts.Select(part => part.reshape(-1))]);

    /// <summary>Takes a step down the gradient.</summary>
    /// <param name="gradient">As <see cref="Flatten"/> gives it; is changed where it is too long.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="longest">Length (L2) to which the gradient is shortened.</param>
    /// <exception cref="ArithmeticException">The gradient is not finite; nothing is changed then.</exception>
    public void Step(Tensor gradient, double learningRate, double longest)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        double length = gradient.norm().item<float>();
        if (!double.IsFinite(length)) throw new ArithmeticException("The gradient is not finite.");
        if (length > longest) gradient.mul_(longest / length);

        _steps++;
        _mean.mul_(Beta1).add_(gradient, 1 - Beta1);
        _square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var scale = (_square / (1 - Math.Pow(Beta2, _steps))).sqrt_().add_(Epsilon);
        _values.addcdiv_(_mean, scale, -learningRate / (1 - Math.Pow(Beta1, _steps)));
    }

    /// <summary>Adds all that <see cref="Load"/> needs to continue to the bit.</summary>
    public void Save(SafetensorsFile state)
    {
        state.Add<long>("optimiser.steps", [_steps], 1);
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
        _steps = steps;
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

    private (string Name, Tensor Tensor)[] Columns() => [("parameters", _values), ("optimiser.mean", _mean), ("optimiser.square", _square)];
}
