using System.Runtime;

namespace Snowball.Perception.Training;

/// <summary>
/// Keeps garbage from being collected while libtorch is called. TorchSharp makes an object of every number that it hands over, and nothing keeps it from being
/// finalised during the call, which happens where another thread allocates: the number is then gone. There is one pause in a process: the last that is renewed or
/// disposed decides.
/// </summary>
internal sealed class CollectionPause : IDisposable
{
    // What all threads may allocate until the next renewal.
    private const long Bytes = 192L << 20;
    private static readonly Lock Guard = new();

    /// <summary>Collects what there is, then nothing until that much was allocated.</summary>
    public static void Renew()
    {
        lock (Guard)
        {
            End();
            GC.TryStartNoGCRegion(Bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Guard) End();
    }

    private static void End()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion) return;
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // More was allocated, or a collection was asked for: then it is over already.
        }
    }
}
