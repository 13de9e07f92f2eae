using System.Runtime.InteropServices;
using Snowball.Learning.Formats;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// Copies the parameters of a module and the moments of its Adam optimiser to and from tensors of a file, to the bit:
/// training goes on from them as if it had never stopped.
/// </summary>
public static class TrainingState
{
    /// <summary>Adds NAME.value for each parameter, and NAME.step, NAME.mean and NAME.square for its moments.</summary>
    /// <param name="file">Where they go.</param>
    /// <param name="module">The network.</param>
    /// <param name="optimiser">Made over module.parameters(), all of them in one group.</param>
    public static void Save(SafetensorsFile file, nn.Module module, Adam optimiser)
    {
        foreach (var (name, parameter, state) in Pair(module, optimiser))
        {
            file.Add($"{name}.value", Copy(parameter));
            file.Add<long>($"{name}.step", [state.step]);
            file.Add($"{name}.mean", Copy(state.exp_avg));
            file.Add($"{name}.square", Copy(state.exp_avg_sq));
        }
    }

    /// <summary>Takes over what <see cref="Save(SafetensorsFile, nn.Module, Adam)"/> added; nothing is changed unless everything fits.</summary>
    /// <param name="file">Where they are.</param>
    /// <param name="module">A network of the same layers.</param>
    /// <param name="optimiser">Made over module.parameters(), all of them in one group.</param>
    /// <exception cref="CorruptFileException">A tensor is missing, or has another type or shape.</exception>
    public static void Load(SafetensorsFile file, nn.Module module, Adam optimiser)
    {
        var changes = new List<Action>();
        foreach (var (name, parameter, state) in Pair(module, optimiser))
        {
            int[] shape = [.. parameter.shape.Select(length => (int)length)];
            var step = file.Get<long>($"{name}.step")[0];
            changes.Add(() => state.step = step);
            foreach (var (target, part) in new[] { (parameter, "value"), (state.exp_avg, "mean"), (state.exp_avg_sq, "square") })
            {
                var values = file.Get<float>($"{name}.{part}", shape);
                changes.Add(() => Restore(target, values));
            }
        }

        changes.ForEach(change => change());
    }

    /// <summary>Adds PREFIX.NAME for each parameter of a module that no optimiser moves.</summary>
    public static void Save(SafetensorsFile file, string prefix, nn.Module module)
    {
        foreach (var (name, parameter) in module.named_parameters()) file.Add($"{prefix}.{name}", Copy(parameter));
    }

    /// <summary>Takes over what <see cref="Save(SafetensorsFile, string, nn.Module)"/> added; nothing is changed unless everything fits.</summary>
    /// <exception cref="CorruptFileException">A tensor is missing, or has another type or shape.</exception>
    public static void Load(SafetensorsFile file, string prefix, nn.Module module)
    {
        var values = module.named_parameters().Select(named =>
            (named.parameter, file.Get<float>($"{prefix}.{named.name}", [.. named.parameter.shape.Select(length => (int)length)]))).ToArray();
        foreach (var (parameter, value) in values) Restore(parameter, value);
    }

    private static IEnumerable<(string Name, Tensor Parameter, Adam.State State)> Pair(nn.Module module, Adam optimiser) =>
        module.named_parameters().Zip(
            optimiser.state_dict().State.Cast<Adam.State>(),
            (named, state) => (named.name, (Tensor)named.parameter, state));

    private static SafeTensor Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return SafeTensor.FromBytes(SafeTensorType.F32, tensor.detach().cpu().bytes, [.. tensor.shape.Select(length => (int)length)]);
    }

    private static void Restore(Tensor target, float[] values)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        target.copy_(from_array(values).reshape(target.shape));
    }
}
