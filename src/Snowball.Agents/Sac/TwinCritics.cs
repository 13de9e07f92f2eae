using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Sac;

/// <summary>Two critics that share no weights; each gives the soft value of an action.</summary>
internal sealed class TwinCritics : nn.Module
{
    private readonly Critic first, second;

    public TwinCritics(EncoderDescription encoder, IReadOnlyList<int> hiddenSizes, int dimensions, Random random)
        : base(nameof(TwinCritics))
    {
        first = new Critic(encoder, hiddenSizes, dimensions, random);
        second = new Critic(encoder, hiddenSizes, dimensions, random);
        RegisterComponents();
    }

    /// <summary>[rows] of either critic.</summary>
    /// <param name="sensed">What was observed.</param>
    /// <param name="actions">[rows, dimensions].</param>
    public (Tensor First, Tensor Second) Judge(Sensed sensed, Tensor actions) => (first.Judge(sensed, actions), second.Judge(sensed, actions));

    /// <summary>Moves each weight towards that of others by a fraction of the way (Polyak averaging); 1 copies them.</summary>
    public void MoveTo(TwinCritics others, double fraction)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (mine, other) in parameters().Zip(others.parameters())) mine.lerp_(other, fraction);
    }

    /// <summary>An action is one more number for fully connected layers; other encoders read what is seen alone, and the action joins their features.</summary>
    private sealed class Critic : nn.Module
    {
        private const string Seen = "seen", Value = "value";

        private readonly DeepNetwork? sight;
        private readonly DeepNetwork judgement;

        public Critic(EncoderDescription encoder, IReadOnlyList<int> hiddenSizes, int dimensions, Random random)
            : base(nameof(Critic))
        {
            if (encoder is not MlpEncoder) sight = new DeepNetwork(new DeepDescription(encoder, 0, [new LinearHead(Seen, encoder.Features)]), random);
            var joined = encoder is MlpEncoder mlp
                ? mlp with { Numbers = mlp.Numbers + dimensions }
                : new MlpEncoder(encoder.Features + dimensions, hiddenSizes, Activation.Relu);
            judgement = new DeepNetwork(new DeepDescription(joined, 0, [new LinearHead(Value, 1)]), random);
            RegisterComponents();
        }

        public Tensor Judge(Sensed sensed, Tensor actions)
        {
            var seen = sight is null ? sensed.Numbers : sight.Head(Seen, sight.Encode(sensed.Numbers, sensed.Frames));
            return judgement.Head(Value, judgement.Encode(cat([seen, actions], 1), null)).squeeze(-1);
        }
    }
}
