using System.Runtime.InteropServices;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>The network of a <see cref="DeepDescription"/>, to be trained. Parameters have the names that the description gives.</summary>
public sealed class DeepNetwork : nn.Module
{
    private readonly nn.Module<Tensor, Tensor?, Tensor> encoder;
    private readonly LSTM? memory;
    private readonly Heads heads;

    /// <summary>
    /// Makes the layers on the CPU, with orthogonal weights (gain sqrt 2; memory 1; heads 1, but 0.01 one that is called "policy") and zero biases.
    /// </summary>
    /// <param name="description">What it is.</param>
    /// <param name="random">Where the weights come from.</param>
    /// <exception cref="ArgumentException">The description is bad.</exception>
    public DeepNetwork(DeepDescription description, Random random)
        : base(nameof(DeepNetwork))
    {
        if (description.Problem is { } problem) throw new ArgumentException(problem, nameof(description));
        Description = description;
        encoder = description.Encoder switch
        {
            MlpEncoder mlp => new MlpTrunk(mlp, random),
            ConvolutionalEncoder convolutional => new ConvolutionalTrunk(convolutional, random),
            SetEncoder set => new AttentionTrunk(set, random),
            _ => throw new ArgumentException($"There is no {description.Encoder.GetType().Name}.", nameof(description)),
        };
        if (description.Memory > 0) memory = OrthogonalInitialisation.Lstm(description.Encoder.Features, description.Memory, random);
        heads = new Heads(description, random);
        RegisterComponents();
    }

    /// <summary>What it is.</summary>
    public DeepDescription Description { get; }

    /// <summary>Features of a batch.</summary>
    /// <param name="numbers">[rows, numbers].</param>
    /// <param name="frames">[rows, channels, height, width] of bytes; null where the encoder reads none.</param>
    /// <returns>[rows, encoder's features].</returns>
    public Tensor Encode(Tensor numbers, Tensor? frames) => encoder.forward(numbers, frames);

    /// <summary>What the convolutions of a <see cref="ConvolutionalEncoder"/> make of pictures: what <see cref="Join"/> makes features of.</summary>
    /// <param name="pictures">[rows, channels, height, width], values from 0 to 255; may be differentiated.</param>
    /// <returns>[rows, channels, height, width] of <see cref="ConvolutionalEncoder.Convolved"/>.</returns>
    /// <exception cref="InvalidOperationException">The encoder has no convolutions.</exception>
    public Tensor Convolve(Tensor pictures) => Trunk.Convolve(pictures.div(255));

    /// <summary>Features of what <see cref="Convolve"/> gave.</summary>
    /// <param name="maps">[rows, channels, height, width].</param>
    /// <param name="numbers">[rows, numbers].</param>
    /// <returns>[rows, encoder's features].</returns>
    /// <exception cref="InvalidOperationException">The encoder has no convolutions.</exception>
    public Tensor Join(Tensor maps, Tensor numbers) => Trunk.Join(maps, numbers);

    /// <summary>
    /// What the memory makes of sequences of features. Gradients flow back through the steps, and through the state into what came before.
    /// </summary>
    /// <param name="features">[steps, rows, encoder's features].</param>
    /// <param name="state">[rows, 2 cells], what each row carries into the first step: h, then c.</param>
    /// <param name="starts">[steps, rows] of booleans: where an episode starts, so that the row forgets all that was before.</param>
    /// <returns>What the heads read, [steps, rows, cells], and the state after the last step.</returns>
    /// <exception cref="InvalidOperationException">The network has no memory.</exception>
    public (Tensor Features, Tensor State) Remember(Tensor features, Tensor state, Tensor starts)
    {
        if (memory is null) throw new InvalidOperationException("This network has no memory.");
        var steps = features.shape[0];
        var parts = new List<Tensor>();
        var (h, c) = (state.narrow(1, 0, Description.Memory).unsqueeze(0).contiguous(), state.narrow(1, Description.Memory, Description.Memory).unsqueeze(0).contiguous());
        var anyStarts = starts.any(dim: 1).cpu().data<bool>().ToArray();
        // Steps between which no row starts are one call: libtorch's layer over many is quicker than many of one.
        for (long first = 0, next; first < steps; first = next)
        {
            if (anyStarts[first])
            {
                var goesOn = starts[first].logical_not().unsqueeze(-1);
                (h, c) = (h * goesOn, c * goesOn);
            }

            next = first + 1;
            while (next < steps && !anyStarts[next]) next++;
            var (part, nextH, nextC) = memory.call(features.narrow(0, first, next - first), (h, c));
            parts.Add(part);
            (h, c) = (nextH, nextC);
        }

        return (cat(parts), cat([h, c], dim: -1).squeeze(0));
    }

    /// <summary>What a head makes of features.</summary>
    /// <param name="name">The head's name.</param>
    /// <param name="features">[rows, features].</param>
    /// <returns>[rows, outputs]: scores, means in [-1, 1] of a squashed head, expected returns of an <see cref="ActionValueHead"/>.</returns>
    public Tensor Head(string name, Tensor features) => heads.Forward(name, features);

    /// <summary>What an <see cref="ActionValueHead"/> makes of features before its expected returns are taken.</summary>
    /// <param name="name">The head's name.</param>
    /// <param name="features">[rows, features].</param>
    /// <returns>[rows, actions, atoms]: logits of the distribution over the atoms, or the value itself where there are none.</returns>
    public Tensor Atoms(string name, Tensor features) => heads.Atoms(name, features);

    /// <summary>Draws new noise for the weights of all noisy layers; the same generator gives the same noise. It holds until it is drawn anew or silenced.</summary>
    public void DrawNoise(Random random)
    {
        foreach (var layer in modules().OfType<NoisyLinear>()) layer.DrawNoise(random);
    }

    /// <summary>Takes all noise off the weights, as it is at first.</summary>
    public void SilenceNoise()
    {
        foreach (var layer in modules().OfType<NoisyLinear>()) layer.Silence();
    }

    /// <summary>A copy of all weights by name.</summary>
    public Dictionary<string, SafeTensor> Weights() => ModuleWeights.Of(this);

    /// <summary>Takes over weights by name; those that it does not have are passed over.</summary>
    /// <exception cref="ArgumentException">One is missing, or of another shape; nothing is changed then.</exception>
    public void Load(IReadOnlyDictionary<string, SafeTensor> weights) => ModuleWeights.Load(this, weights);

    /// <summary>The same network in managed code, with the weights and the noise on them as they are now.</summary>
    public INetworkInference Inference()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        foreach (var (name, layer) in named_modules())
        {
            if (layer is not NoisyLinear noisy) continue;
            var (weight, bias) = noisy.Noisy();
            (weights[$"{name}.mean.weight"], weights[$"{name}.mean.bias"]) = (ModuleWeights.Copy(weight), ModuleWeights.Copy(bias));
        }

        return NetworkInference.Create(Description, weights);
    }

    private ConvolutionalTrunk Trunk => encoder as ConvolutionalTrunk ?? throw new InvalidOperationException("This network has no convolutions.");

    /// <summary>Modules by name; a ModuleDict cannot be moved to another device.</summary>
    private sealed class Heads : nn.Module
    {
        private readonly Dictionary<string, nn.Module<Tensor, Tensor>> _byName = [];
        private readonly HashSet<string> _squashed;

        public Heads(DeepDescription description, Random random)
            : base(nameof(Heads))
        {
            _squashed = [.. description.Heads.OfType<SquashedHead>().Select(head => head.Name)];
            foreach (var head in description.Heads)
            {
                _byName[head.Name] = Create(head, description.Features, random);
                register_module(head.Name, _byName[head.Name]);
            }
        }

        public Tensor Forward(string name, Tensor features)
        {
            var output = _byName[name].forward(features);
            return _squashed.Contains(name) ? output.tanh() : output;
        }

        public Tensor Atoms(string name, Tensor features) => ((ActionValues)_byName[name]).Atoms(features);

        private static nn.Module<Tensor, Tensor> Create(HeadDescription head, int features, Random random) => head switch
        {
            ActionValueHead values => new ActionValues(values, features, random),
            _ => OrthogonalInitialisation.Linear(features, head.Outputs, head.Name == "policy" ? 0.01 : 1, random),
        };
    }
}
