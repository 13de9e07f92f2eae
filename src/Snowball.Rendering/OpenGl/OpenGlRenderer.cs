using Snowball.Rendering.Scenes;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>
/// Draws by OpenGL 4.5, without a display: on a graphics card, else on the CPU by Mesa's llvmpipe with one context a thread. Pictures of one
/// machine and driver repeat to the bit; other drivers draw a little differently.
/// </summary>
public sealed class OpenGlRenderer : IFrameRenderer
{
    private readonly DrawingThread[] _threads;

    /// <param name="width">Pixels of every picture.</param>
    /// <param name="height">Pixels of every picture.</param>
    /// <param name="level">How much is drawn.</param>
    /// <param name="threads">Cores that may be used; a graphics card is driven by one.</param>
    /// <exception cref="MachineException">EGL or OpenGL 4.5 is missing, or cannot draw pictures of this size.</exception>
    public OpenGlRenderer(int width, int height, DetailLevel level, int threads)
        : this(width, height, level, threads, new(RasterThreads: level == DetailLevel.Rich && threads > 1 ? threads : 0))
    {
    }

    internal OpenGlRenderer(int width, int height, DetailLevel level, int threads, OpenGlOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        (Width, Height) = (width, height);
        var first = new DrawingThread(width, height, level, options);
        _threads = [first];
        try
        {
            // Large pictures are shared by llvmpipe's own threads, small ones dealt out to contexts.
            if (first.IsSoftware && level == DetailLevel.Fast && threads > 1)
            {
                _threads = new DrawingThread[threads];
                _threads[0] = first;
                for (int i = 1; i < threads; i++) _threads[i] = new(width, height, level, options);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        Name = $"opengl ({first.Driver})";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Whether it draws on the CPU, for want of a graphics card.</summary>
    public bool IsSoftware => _threads[0].IsSoftware;

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <summary>Managed memory that its threads have allocated, for tests.</summary>
    internal long AllocatedBytes => _threads.Sum(thread => thread.AllocatedBytes);

    private int Scenes { get; set; }

    /// <inheritdoc/>
    public int Add(RoadScene scene)
    {
        foreach (var thread in _threads) thread.Add(scene);
        return Scenes++;
    }

    /// <inheritdoc/>
    public unsafe void Draw(in FrameBatch batch, in FrameTargets targets)
    {
        int pictures = batch.Views.Length, pixels = pictures * Width * Height;
        if (targets.Colour.Length != 4 * pixels) throw new ArgumentException($"colour has {targets.Colour.Length} bytes, not {4 * pixels}");
        if (!targets.Depth.IsEmpty && targets.Depth.Length != pixels) throw new ArgumentException($"depth has {targets.Depth.Length} values, not {pixels}");
        if (!targets.Semantic.IsEmpty && targets.Semantic.Length != pixels) throw new ArgumentException($"classes have {targets.Semantic.Length} bytes, not {pixels}");
        fixed (CameraView* views = batch.Views)
        fixed (VehicleInstance* vehicles = batch.Vehicles)
        fixed (byte* colour = targets.Colour, semantic = targets.Semantic)
        fixed (float* depth = targets.Depth)
        {
            var job = new DrawingJob(views, vehicles, batch.Vehicles.Length, colour, depth, semantic);
            for (int i = 0; i < _threads.Length; i++)
            {
                int first = pictures * i / _threads.Length;
                _threads[i].Start(job, first, pictures * (i + 1) / _threads.Length - first);
            }
            foreach (var thread in _threads) thread.Wait();
        }
        foreach (var thread in _threads) thread.ThrowIfFailed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var thread in _threads) thread?.Dispose();
    }
}
