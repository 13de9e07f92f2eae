using Snowball.Learning.Formats;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>What is trained of a network that was learned before.</summary>
/// <param name="AdapterRank">Rank of the matrices that adapt frozen ones; 0 where these are trained themselves.</param>
/// <param name="FreezeEncoder">Whether the encoder stays as it is.</param>
public sealed record FineTuning(int AdapterRank = 0, bool FreezeEncoder = false);

/// <summary>
/// What an optimiser moves of a module: all of its parameters, or a part of them and low-rank adapters of the rest (Hu et al., "LoRA: low-rank adaptation
/// of large language models", ICLR 2022): W = W0 + B A, where W0 is frozen, A random and B zero at the start.
/// The module always holds W, so it runs, is exported and is run in managed code as any other; the gradients of A and B are those of W by the
/// chain rule, B^T dW and dW A^T.
/// </summary>
public sealed class TrainedParameters : IDisposable
{
    private readonly List<(string Name, Parameter Parameter)> _whole;
    private readonly List<(string Name, Parameter Parameter)> _frozen;
    private readonly List<Adapter> _adapters;
    private readonly Tensor[] _differentiated;

    private TrainedParameters(List<(string, Parameter)> whole, List<(string, Parameter)> frozen, List<Adapter> adapters)
    {
        (_whole, _frozen, _adapters) = (whole, frozen, adapters);
        _differentiated = [.. _whole.Select(part => part.Parameter), .. adapters.Select(adapter => adapter.Weight)];
        Parameters = [.. Named.Select(part => part.Parameter)];
        Count = Parameters.Sum(parameter => parameter.numel());
        Total = _differentiated.Sum(parameter => parameter.numel()) + _frozen.Sum(part => part.Parameter.numel());
    }

    /// <summary>What the optimiser moves.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Numbers that are trained.</summary>
    public long Count { get; }

    /// <summary>Numbers in the module.</summary>
    public long Total { get; }

    /// <summary>What the optimiser moves, by name.</summary>
    internal IEnumerable<(string Name, Parameter Parameter)> Named => _whole.Concat(_adapters.SelectMany(adapter => adapter.Named));

    /// <summary>What stays as it was, by name.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Frozen =>
        _frozen.Select(part => (part.Name, (Tensor)part.Parameter)).Concat(_adapters.Select(adapter => (adapter.Name, adapter.Frozen)));

    /// <summary>All parameters of a module.</summary>
    public static TrainedParameters All(nn.Module module) => new([.. module.named_parameters()], [], []);

    /// <summary>Those of a module that started from another.</summary>
    /// <param name="module">Holds what was learned.</param>
    /// <param name="tuning">What is trained of that.</param>
    /// <param name="fresh">Names of the parameters that were not learned before: they are trained whole.</param>
    /// <param name="random">Where adapters come from.</param>
    public static TrainedParameters Of(nn.Module module, FineTuning tuning, IReadOnlySet<string> fresh, Random random)
    {
        var (whole, frozen, adapters) = (new List<(string, Parameter)>(), new List<(string, Parameter)>(), new List<Adapter>());
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (fresh.Contains(name)) whole.Add((name, parameter));
            else if (tuning.FreezeEncoder && name.Split('.').Contains("encoder")) frozen.Add((name, parameter));
            else if (tuning.AdapterRank == 0) whole.Add((name, parameter));
            else if (parameter.dim() != 2) frozen.Add((name, parameter));
            // A matrix that is smaller than its adapters would be is trained itself.
            else if (tuning.AdapterRank * (parameter.shape[0] + parameter.shape[1]) >= parameter.numel()) whole.Add((name, parameter));
            else adapters.Add(new Adapter(name, parameter, tuning.AdapterRank, random));
        }
        return new(whole, frozen, adapters);
    }

    /// <summary>The same parts as those that were saved; <see cref="Load"/> gives them their values once an optimiser has its own.</summary>
    /// <exception cref="CorruptFileException">What is adapted is no matrix.</exception>
    public static TrainedParameters In(SafetensorsFile file, nn.Module module)
    {
        var (whole, frozen, adapters) = (new List<(string, Parameter)>(), new List<(string, Parameter)>(), new List<Adapter>());
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (file.Tensors.ContainsKey($"{name}.rank"))
            {
                if (parameter.dim() != 2) throw new CorruptFileException(file.Path, $"'{name}' is adapted, but it is no matrix");
                adapters.Add(new Adapter(name, parameter, (int)file.Get<long>($"{name}.rank", 1)[0], new Random(0)));
            }
            else if (file.Tensors.ContainsKey($"{name}.frozen")) frozen.Add((name, parameter));
            else whole.Add((name, parameter));
        }
        return new(whole, frozen, adapters);
    }

    /// <summary>Adds what is not trained, and how the rest is; what is trained is the optimiser's to save.</summary>
    public void Save(SafetensorsFile file)
    {
        foreach (var adapter in _adapters) file.Add<long>($"{adapter.Name}.rank", [adapter.Rank], 1);
        foreach (var (name, value) in Frozen) file.Add($"{name}.frozen", SafeTensor.FromBytes(SafeTensorType.F32, Bytes(value), Shape(value)));
    }

    /// <summary>Takes over what <see cref="Save"/> added.</summary>
    /// <exception cref="CorruptFileException">A tensor is missing, or has another type or shape; nothing is changed then.</exception>
    public void Load(SafetensorsFile file)
    {
        var values = Frozen.Select(part => (part.Value, Saved: file.Get<float>($"{part.Name}.frozen", Shape(part.Value)))).ToList();
        using (var scope = NewDisposeScope())
        using (no_grad())
        {
            foreach (var (value, saved) in values) value.copy_(from_array(saved).reshape(value.shape));
        }
        Apply();
    }

    /// <summary>The gradients of a loss for <see cref="Parameters"/>, in their order.</summary>
    public Tensor[] Gradients(Tensor loss)
    {
        var gradients = autograd.grad([loss], _differentiated);
        using var noGradient = no_grad();
        return [.. gradients.Take(_whole.Count), .. _adapters.SelectMany((adapter, i) => adapter.Gradients(gradients[_whole.Count + i]))];
    }

    /// <summary>Makes what the optimiser has moved hold for the module.</summary>
    public void Apply()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var adapter in _adapters) adapter.Apply();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var adapter in _adapters) adapter.Dispose();
    }

    private static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().bytes.ToArray();
    }

    private static int[] Shape(Tensor tensor) => [.. tensor.shape.Select(length => (int)length)];

    /// <summary>W = W0 + B A of one matrix.</summary>
    private sealed class Adapter : IDisposable
    {
        private readonly Parameter _down, _up;

        public Adapter(string name, Parameter weight, int rank, Random random)
        {
            (Name, Weight) = (name, weight);
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            int outputs = (int)weight.shape[0], inputs = (int)weight.shape[1];
            Frozen = weight.detach().clone().MoveToOuterDisposeScope();
            _down = new Parameter(OrthogonalInitialisation.Matrix(rank, inputs, 1, random).to(weight.device));
            _up = new Parameter(zeros(outputs, rank, device: weight.device));
            _down.DetachFromDisposeScope();
            _up.DetachFromDisposeScope();
            Frozen.DetachFromDisposeScope();
        }

        /// <summary>The matrix's name.</summary>
        public string Name { get; }

        /// <summary>W, [outputs, inputs], of the module.</summary>
        public Parameter Weight { get; }

        /// <summary>W0, [outputs, inputs].</summary>
        public Tensor Frozen { get; }

        /// <summary>A [rank, inputs] and B [outputs, rank].</summary>
        public IEnumerable<(string, Parameter)> Named => [($"{Name}.down", _down), ($"{Name}.up", _up)];

        /// <summary>Columns of B.</summary>
        public long Rank => _up.shape[1];

        /// <summary>Of A and B, by that of W.</summary>
        public Tensor[] Gradients(Tensor gradient) => [_up.t().matmul(gradient), gradient.matmul(_down.t())];

        public void Apply() => Weight.copy_(Frozen + _up.matmul(_down));

        public void Dispose()
        {
            Frozen.Dispose();
            _down.Dispose();
            _up.Dispose();
        }
    }
}
