using System.Globalization;

namespace Snowball.Agents.Transfer;

/// <summary>How many numbers of a learner's networks are trained.</summary>
/// <param name="Trained">Those that the optimiser moves.</param>
/// <param name="Total">All of the networks that are trained.</param>
public readonly record struct ParameterCount(long Trained, long Total)
{
    /// <summary>Such as "6,730 of 137,219 parameters (4.9%)".</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Trained:#,0} of {Total:#,0} parameters ({100.0 * Trained / Total:0.0}%)");
}

/// <summary>What a learner took over from an earlier policy.</summary>
/// <param name="From">The earlier policy, such as "ppo on lane-keeping".</param>
/// <param name="Taken">Parts of the networks, such as "policy.encoder".</param>
/// <param name="Fresh">Parts that start anew.</param>
/// <param name="NewFields">Fields of the observation that the earlier policy did not see; they have no weight at the start.</param>
public sealed record TransferReport(string From, IReadOnlyList<string> Taken, IReadOnlyList<string> Fresh, IReadOnlyList<string> NewFields)
{
    /// <summary>One line for a person.</summary>
    public override string ToString() =>
        $"From {From}: took over {string.Join(", ", Taken)}; fresh: {(Fresh.Count > 0 ? string.Join(", ", Fresh) : "nothing")}"
        + (NewFields.Count > 0 ? $"; new fields, without weight at the start: {string.Join(", ", NewFields)}" : "");
}
