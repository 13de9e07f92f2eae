using System.Collections.Immutable;

namespace Snowball.Sim.Environments;

/// <summary>
/// One number of an observation. The number in the buffer is <c>(physical - Offset) / Scale</c>, so tabular agents and people
/// can have it in SI units again.
/// </summary>
public readonly record struct ObservationField(string Name, string Unit, float Scale, float Offset = 0f);

/// <summary>The fields of one agent's observation, in order.</summary>
public sealed record ObservationSpec(ImmutableArray<ObservationField> Fields)
{
    /// <summary>Numbers in one observation.</summary>
    public int Size => Fields.Length;
}

/// <summary>
/// An action: <see cref="Choices"/> alternatives (one float that holds the index), or <see cref="Dimensions"/> numbers,
/// each in [-1, 1].
/// </summary>
public sealed record ActionSpec
{
    private ActionSpec(int choices, ImmutableArray<string> names) => (Choices, Names) = (choices, names);

    /// <summary>Number of alternatives; 0 for a continuous action.</summary>
    public int Choices { get; }

    /// <summary>Names of the alternatives, or of the dimensions.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>True for an index, false for numbers in [-1, 1].</summary>
    public bool IsDiscrete => Choices > 0;

    /// <summary>Floats that one agent's action takes in the action buffer.</summary>
    public int Dimensions => IsDiscrete ? 1 : Names.Length;

    /// <summary>One of the named alternatives.</summary>
    public static ActionSpec Discrete(ImmutableArray<string> names) => new(names.Length, names);

    /// <summary>One number in [-1, 1] for each name.</summary>
    public static ActionSpec Continuous(ImmutableArray<string> names) => new(0, names);
}
