using System.Text.Json.Serialization;

namespace Snowball.Learning.Networks;

/// <summary>What reads features.</summary>
/// <param name="Name">Such as "policy" or "value".</param>
/// <param name="Outputs">Values that it gives: one for each choice, or dimension of an action, or a single one.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LinearHead), "linear")]
[JsonDerivedType(typeof(SquashedHead), "squashed")]
[JsonDerivedType(typeof(ActionValueHead), "action-value")]
public abstract record HeadDescription(string Name, int Outputs)
{
    /// <summary>What is wrong with it; null where nothing is.</summary>
    [JsonIgnore]
    public virtual string? Problem =>
        Name.Length == 0 || Name.Contains('.', StringComparison.Ordinal) ? $"a head is called '{Name}'"
        : Outputs < 1 ? $"head '{Name}' has {Outputs} outputs"
        : null;
}

/// <summary>One linear layer: scores, means or values.</summary>
public sealed record LinearHead(string Name, int Outputs) : HeadDescription(Name, Outputs);

/// <summary>The hyperbolic tangent of one linear layer: the mode of a squashed Gaussian, in [-1, 1].</summary>
public sealed record SquashedHead(string Name, int Outputs) : HeadDescription(Name, Outputs);

/// <summary>The expected return of each action.</summary>
/// <param name="Name">Such as "value".</param>
/// <param name="Outputs">Actions.</param>
/// <param name="HiddenSize">Rectified linear units before the values, in either stream of a duelling network; 0 for none.</param>
/// <param name="Duelling">Whether the state's value and the actions' advantages are apart (Wang et al., "Dueling network architectures", ICML 2016).</param>
/// <param name="Noisy">Whether the layers explore by noise on their weights (Fortunato et al., "Noisy networks for exploration", ICLR 2018), which
/// greedy actions leave out.</param>
/// <param name="Atoms">The returns over which each action has a distribution (Bellemare, Dabney, Munos, "A distributional perspective on reinforcement
/// learning", ICML 2017); null where only their mean is learned.</param>
public sealed record ActionValueHead(string Name, int Outputs, int HiddenSize, bool Duelling, bool Noisy, ReturnAtoms? Atoms) : HeadDescription(Name, Outputs)
{
    /// <inheritdoc/>
    public override string? Problem =>
        base.Problem
        ?? (HiddenSize < 0 ? $"head '{Name}' has {HiddenSize} hidden units" : null)
        ?? (Atoms is { Count: < 2 } ? $"head '{Name}' has {Atoms.Count} atoms, but a distribution takes at least 2" : null)
        ?? (Atoms is not null && !(Atoms.Low < Atoms.High && float.IsFinite(Atoms.High - Atoms.Low)) ? $"head '{Name}' has atoms from {Atoms.Low} to {Atoms.High}" : null);
}

/// <summary>Evenly spaced returns.</summary>
/// <param name="Count">How many, at least 2.</param>
/// <param name="Low">The first.</param>
/// <param name="High">The last.</param>
public sealed record ReturnAtoms(int Count, float Low, float High);
