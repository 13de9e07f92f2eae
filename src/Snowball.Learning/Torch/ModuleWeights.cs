using Snowball.Learning.Formats;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>The parameters of a module by name, out of libtorch and back.</summary>
public static class ModuleWeights
{
    /// <summary>A copy of all parameters.</summary>
    public static Dictionary<string, SafeTensor> Of(nn.Module module)
    {
        using var scope = NewDisposeScope();
        return module.named_parameters().ToDictionary(named => named.name, named => Copy(named.parameter));
    }

    /// <summary>Takes over weights by name; those that the module does not have are passed over.</summary>
    /// <exception cref="ArgumentException">One is missing, or of another shape; nothing is changed then.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, SafeTensor> weights)
    {
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (!weights.TryGetValue(name, out var tensor)) throw new ArgumentException($"the weights '{name}' are missing");
            if (!tensor.Shape.Select(length => (long)length).SequenceEqual(parameter.shape))
                throw new ArgumentException($"the weights '{name}' are [{string.Join(", ", tensor.Shape)}], not [{string.Join(", ", parameter.shape)}]");
        }

        using var noGradient = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            using var values = from_array(weights[name].ToArray<float>()).reshape(parameter.shape);
            parameter.copy_(values);
        }
    }

    /// <summary>Takes over the weights of another module's encoder, those whose names begin with "encoder."; the others stay as they are.</summary>
    /// <exception cref="ArgumentException">One is missing, or of another shape; nothing is changed then.</exception>
    public static void LoadEncoder(nn.Module module, IReadOnlyDictionary<string, SafeTensor> weights) =>
        LoadShared(module, weights.Where(pair => IsOfEncoder(pair.Key)).ToDictionary());

    /// <summary>Takes over the weights of another module's encoder, as <see cref="LoadEncoder"/> does, and those of other layers that both have.</summary>
    /// <exception cref="ArgumentException">One of the encoder is missing, or one is of another shape; nothing is changed then.</exception>
    public static void LoadShared(nn.Module module, IReadOnlyDictionary<string, SafeTensor> weights)
    {
        var own = Of(module);
        foreach (string name in own.Keys)
        {
            if (weights.TryGetValue(name, out var tensor)) own[name] = tensor;
            else if (IsOfEncoder(name)) own.Remove(name);
        }
        Load(module, own);
    }

    private static bool IsOfEncoder(string name) => name.StartsWith("encoder.", StringComparison.Ordinal);

    /// <summary>A copy of one tensor.</summary>
    public static SafeTensor Copy(Tensor tensor) =>
        SafeTensor.FromBytes(SafeTensorType.F32, tensor.detach().cpu().bytes, [.. tensor.shape.Select(length => (int)length)]);
}
