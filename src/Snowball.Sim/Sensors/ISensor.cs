using Snowball.Sim.Environments;

namespace Snowball.Sim.Sensors;

/// <summary>A named channel of numbers for each ego.</summary>
public interface ISensor
{
    /// <summary>Name of the channel.</summary>
    string Name { get; }

    /// <summary>Layout of one row.</summary>
    ObservationSpec Spec { get; }

    /// <summary>Writes the rows of one world; changes no state, so that writing twice gives the same bits.</summary>
    /// <param name="world">The world.</param>
    /// <param name="rows">[Egos x Spec.Size].</param>
    void Write(int world, Span<float> rows);
}
