using Snowball.Sim.Environments;

namespace Snowball.Sim.Sensors;

/// <summary>
/// A named channel of numbers for each ego: a sensor of the scenario, or the observation of the agent. Reset and Sample change only
/// columns of the world's state; Write changes nothing.
/// </summary>
public interface ISensor
{
    /// <summary>Name of the channel.</summary>
    string Name { get; }

    /// <summary>Layout of one row.</summary>
    ObservationSpec Spec { get; }

    /// <summary>Starts an episode in a world whose vehicles are placed.</summary>
    void Reset(int world)
    {
    }

    /// <summary>Takes up what happened since the last call: a sensor after each substep, an observation after each policy step.</summary>
    void Sample(int world)
    {
    }

    /// <summary>Writes the rows of one world; changes no state, so that writing twice gives the same bits.</summary>
    /// <param name="world">The world.</param>
    /// <param name="rows">[Egos x Spec.Size].</param>
    void Write(int world, Span<float> rows);
}
