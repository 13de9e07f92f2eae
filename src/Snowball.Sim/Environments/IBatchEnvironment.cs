using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Sim.Environments;

/// <summary>
/// A batch of environments in lockstep, one row an agent (row = world * egos + ego). The environment owns all buffers
/// and overwrites them at each step. A world that ends resets itself within the step: its row of
/// <see cref="Observations"/> is then the first of the next episode, and the last one is in <see cref="FinalObservations"/>.
/// </summary>
public interface IBatchEnvironment
{
    /// <summary>Rows of every buffer.</summary>
    int Agents { get; }

    /// <summary>Layout of one observation.</summary>
    ObservationSpec Observation { get; }

    /// <summary>Layout of one action.</summary>
    ActionSpec Action { get; }

    /// <summary>[Agents x Observation.Size], what to act on next.</summary>
    ReadOnlySpan<float> Observations { get; }

    /// <summary>[Agents x Observation.Size]; a row is meaningful where the last step terminated or truncated it: the
    /// observation that a truncated episode's value is bootstrapped from.</summary>
    ReadOnlySpan<float> FinalObservations { get; }

    /// <summary>Layout of one agent's frames; null where it sees none.</summary>
    FrameSpec? FrameSpec => null;

    /// <summary>[Agents x FrameSpec.Size], what a camera shows beside the observations; empty where there is none.</summary>
    ReadOnlySpan<byte> Frames => [];

    /// <summary>[Agents x FrameSpec.Size]; meaningful where <see cref="FinalObservations"/> are.</summary>
    ReadOnlySpan<byte> FinalFrames => [];

    /// <summary>[Agents], reward of the last step.</summary>
    ReadOnlySpan<float> Rewards { get; }

    /// <summary>[Agents], cost of the last step, kept apart from the reward.</summary>
    ReadOnlySpan<float> Costs { get; }

    /// <summary>[Agents], the episode ended by what happened in it: no value beyond.</summary>
    ReadOnlySpan<bool> Terminated { get; }

    /// <summary>[Agents], the episode was cut off: bootstrap from <see cref="FinalObservations"/>.</summary>
    ReadOnlySpan<bool> Truncated { get; }

    /// <summary>Starts every world's first episode of the given run seed.</summary>
    void Reset(ulong seed);

    /// <summary>Advances every world by one policy step.</summary>
    /// <param name="actions">[Agents x Action.Dimensions]; an index (as float) or numbers in [-1, 1].</param>
    /// <exception cref="ArgumentException">The length is not Agents x Dimensions.</exception>
    void Step(ReadOnlySpan<float> actions);

    /// <summary>Bytes that <see cref="Save"/> writes.</summary>
    int StateBytes { get; }

    /// <summary>Writes all mutable state, so that <see cref="Restore"/> continues to the bit.</summary>
    void Save(Span<byte> state);

    /// <summary>Takes up a state written by <see cref="Save"/> of an environment made alike.</summary>
    /// <exception cref="InputException">The state has another size.</exception>
    void Restore(ReadOnlySpan<byte> state);
}
