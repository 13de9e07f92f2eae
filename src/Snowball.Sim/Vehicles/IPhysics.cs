namespace Snowball.Sim.Vehicles;

/// <summary>What a back end promises; the conformance tests hold it to it.</summary>
[Flags]
public enum PhysicsCapabilities
{
    /// <summary>Nothing beyond moving vehicles.</summary>
    None = 0,

    /// <summary>The same bits for any thread count, batch size and place in the batch.</summary>
    BitExact = 1,

    /// <summary>All its state is in the columns: saving and restoring them continues to the bit.</summary>
    Restorable = 2,

    /// <summary>Every contact of vehicles is one of rigid bodies: with momentum, friction, and a crashed vehicle that slides to rest.</summary>
    RigidBodies = 4,

    /// <summary>Vehicles are bodies in space, with height, roll and pitch: <see cref="VehicleStates.Spatial"/>.</summary>
    Spatial = 8,
}

/// <summary>
/// Moves the vehicles of a range of worlds and finds their contacts. Reads the commands of <see cref="VehicleStates"/> and writes
/// world-frame state, <see cref="VehicleStates.Crashed"/> and what goes with it. Of roads it knows what stands on them, and what the columns
/// tell of friction and slope.
/// </summary>
public interface IPhysics
{
    /// <summary>Name in tables.</summary>
    string Name { get; }

    /// <summary>What it promises.</summary>
    PhysicsCapabilities Capabilities { get; }

    /// <summary>Tells that the columns of a world were rewritten.</summary>
    void Reset(int world);

    /// <summary>Tells that the columns of a world were restored from ones that it wrote itself, in the middle of an episode.</summary>
    void Restore(int world);

    /// <summary>Advances worlds [first, end), whole blocks of <see cref="ColumnStore.WorldBlock"/>, by one substep.</summary>
    void Advance(int first, int end, float seconds);
}
