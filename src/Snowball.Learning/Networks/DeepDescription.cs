using System.Text.Json.Serialization;
using Snowball.Learning.Policies;

namespace Snowball.Learning.Networks;

/// <summary>
/// A network in three parts: an encoder turns what is sensed into features, a memory may carry some of them from step to step, and each head reads
/// the features. Its weights are named <c>encoder.*</c>, <c>memory.*</c> and <c>heads.NAME.*</c>, in torch, in files and in managed inference alike.
/// </summary>
/// <param name="Encoder">What reads the input.</param>
/// <param name="Memory">Cells of an LSTM between encoder and heads; 0 for none.</param>
/// <param name="Heads">At least one, of different names. The first one of a policy decides on its actions.</param>
public sealed record DeepDescription(EncoderDescription Encoder, int Memory, IReadOnlyList<HeadDescription> Heads) : NetworkDescription
{
    /// <summary>Values that the heads read.</summary>
    [JsonIgnore]
    public int Features => Memory > 0 ? Memory : Encoder.Features;

    /// <summary>What is wrong with it; null where nothing is.</summary>
    [JsonIgnore]
    public string? Problem =>
        Encoder.Problem
        ?? (Memory < 0 ? $"the memory has {Memory} cells" : null)
        ?? (Heads.Count == 0 ? "the network has no heads" : null)
        ?? (Heads.Select(head => head.Name).Distinct().Count() < Heads.Count ? "two heads have the same name" : null)
        ?? Heads.Select(head => head.Problem).FirstOrDefault(problem => problem is not null);

    /// <summary>The same without all heads but one: what is left of a learner's network when it only acts.</summary>
    public DeepDescription Only(string head) => this with { Heads = [Heads.Single(candidate => candidate.Name == head)] };
}
