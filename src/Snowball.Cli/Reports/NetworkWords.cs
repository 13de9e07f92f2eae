using Snowball.Learning.Formats;
using Snowball.Learning.Networks;

namespace Snowball.Cli.Reports;

/// <summary>A network in one line.</summary>
internal static class NetworkWords
{
    /// <summary>Its parts from the input to the head, and how many parameters it has.</summary>
    /// <param name="network">What it is.</param>
    /// <param name="isNormalised">Whether its numbers are normalised before.</param>
    /// <param name="backbone">What comes before; null where nothing does.</param>
    /// <param name="weights">Of its policy file; a normaliser's numbers are no parameters.</param>
    public static string Of(DeepDescription network, bool isNormalised, BackboneDescription? backbone, IReadOnlyDictionary<string, SafeTensor> weights)
    {
        string memory = network.Memory > 0 ? $", lstm of {network.Memory} cells" : "";
        long parameters = weights.Where(weight => !weight.Key.StartsWith("normaliser.", StringComparison.Ordinal))
            .Sum(weight => weight.Value.Shape.Aggregate(1L, (count, length) => count * length));
        string before = backbone is null ? "" : $"{backbone.Pictures} times {Of(backbone.Encoder)} from row {backbone.FirstRow} on, frozen, then ";
        return $"{before}{(isNormalised ? "normalised " : "")}{Of(network.Encoder)}{memory}{string.Concat(network.Heads.Select(Of))}, {parameters:#,0} parameters";
    }

    private static string Of(EncoderDescription encoder) => encoder switch
    {
        MlpEncoder { HiddenSizes.Count: 0 } mlp => $"numbers {mlp.Numbers}",
        MlpEncoder mlp => $"numbers {string.Join(" x ", [mlp.Numbers, .. mlp.HiddenSizes])} ({mlp.Activation.ToString().ToLowerInvariant()})",
        ConvolutionalEncoder { Picture: var picture } cnn =>
            $"pictures {picture.Width} x {picture.Height} x {picture.Channels}{(cnn.Numbers > 0 ? $" and {cnn.Numbers} numbers" : "")}, {cnn.Layers.ToString().ToLowerInvariant()} convolutions x {cnn.Width}",
        SetEncoder set => $"set of {set.Rows} vehicles x {set.RowSize} numbers, {set.AttentionHeads} heads of attention x {set.Width}",
        _ => encoder.GetType().Name,
    };

    private static string Of(HeadDescription head) => head switch
    {
        SquashedHead => $" x {head.Outputs} (tanh)",
        ActionValueHead values => $" x {string.Concat(values.HiddenSize > 0 ? $"{values.HiddenSize} x " : "")}{head.Outputs} action values"
            + $"{(values.Duelling ? ", duelling" : "")}{(values.Noisy ? ", noisy" : "")}{(values.Atoms is { } atoms ? $", {atoms.Count} atoms in [{atoms.Low}, {atoms.High}]" : "")}",
        _ => $" x {head.Outputs}",
    };
}
