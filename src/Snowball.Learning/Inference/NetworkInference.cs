using Snowball.Learning.Formats;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>Makes managed networks.</summary>
public static class NetworkInference
{
    /// <summary>Makes the network of a description.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="weights">By name, as <see cref="DeepDescription"/> says; copied.</param>
    /// <exception cref="ArgumentException">Some are missing, or of another shape, or the description is bad.</exception>
    public static INetworkInference Create(DeepDescription description, IReadOnlyDictionary<string, SafeTensor> weights)
    {
        if (description.Problem is { } problem)
        {
            throw new ArgumentException(problem, nameof(description));
        }

        var named = new NetworkWeights(weights);
        // Fully connected layers from end to end are one perceptron, which saves passing features on.
        if (description is { Encoder: MlpEncoder mlp, Memory: 0, Heads: [LinearHead or SquashedHead] })
        {
            return new MlpInference([.. named.Layers("encoder", mlp), Layer(description.Heads[0], mlp.Features, named)]);
        }

        return new DeepInference(
            description.Encoder.Numbers,
            Encoder(description.Encoder, named),
            description.Memory == 0 ? null : LstmInference.Create(description.Encoder.Features, description.Memory, named),
            [.. description.Heads.Select(head => Head(head, description.Features, named))]);
    }

    private static INetworkInference? Encoder(EncoderDescription encoder, NetworkWeights weights) => encoder switch
    {
        MlpEncoder { HiddenSizes.Count: 0 } => null,
        MlpEncoder mlp => new MlpInference([.. weights.Layers("encoder", mlp)]),
        ConvolutionalEncoder convolutional => ConvolutionalInference.Create(convolutional, weights),
        SetEncoder set => AttentionInference.Create(set, weights),
        _ => throw new ArgumentException($"There is no {encoder.GetType().Name}.", nameof(encoder)),
    };

    private static INetworkInference Head(HeadDescription head, int features, NetworkWeights weights) => head is ActionValueHead values
        ? ActionValueInference.Create(values, features, weights)
        : new MlpInference([Layer(head, features, weights)]);

    private static DenseLayer Layer(HeadDescription head, int features, NetworkWeights weights) =>
        weights.Layer($"heads.{head.Name}", features, head.Outputs, head is SquashedHead ? Activation.Tanh : Activation.None);
}
