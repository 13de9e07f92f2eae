using BepuUtilities.Memory;
using Snowball.Sim;
using Snowball.Sim.Vehicles;

namespace Snowball.Physics.Bepu;

/// <summary>
/// The BepuPhysics back end: vehicles are rigid bodies in space on the tyres of the built-in drift model, one simulation a world, made anew for each episode.
/// A world's simulation runs on one thread.
/// </summary>
public sealed class RigidBodyPhysics : IPhysics, IDisposable
{
    private readonly BodyWorld[] _worlds;
    private readonly BufferPool[] _pools;

    /// <param name="task">What it moves.</param>
    /// <exception cref="MachineException">The BepuPhysics at hand scales friction in a way that nothing is known of.</exception>
    public RigidBodyPhysics(PhysicsTask task)
    {
        ArgumentNullException.ThrowIfNull(task.Vehicles.Spatial, nameof(task));
        _ = Friction.Correction(isConvex: true, points: 4);
        _worlds = new BodyWorld[task.Vehicles.X.Length / task.Vehicles.Slots];
        _pools = new BufferPool[_worlds.Length / ColumnStore.WorldBlock];
        for (int i = 0; i < _pools.Length; i++) _pools[i] = new BufferPool();
        // A block of worlds is stepped by one thread at a time.
        for (int world = 0; world < _worlds.Length; world++) _worlds[world] = new BodyWorld(task, world, _pools[world / ColumnStore.WorldBlock]);
    }

    /// <inheritdoc/>
    public string Name => "bepu";

    /// <inheritdoc/>
    public PhysicsCapabilities Capabilities => PhysicsCapabilities.RigidBodies | PhysicsCapabilities.Spatial;

    /// <inheritdoc/>
    public void Reset(int world) => _worlds[world].Reset();

    /// <inheritdoc/>
    public void Restore(int world) => _worlds[world].Restore();

    /// <inheritdoc/>
    public void Advance(int first, int end, float seconds)
    {
        for (int world = first; world < end; world++) _worlds[world].Advance(seconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var world in _worlds) world.Dispose();
        foreach (var pool in _pools) pool.Clear();
    }
}
