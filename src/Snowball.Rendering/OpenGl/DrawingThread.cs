using System.Runtime.ExceptionServices;
using Snowball.Rendering.Scenes;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>A thread with a context of its own. Its caller starts a job, and waits for it.</summary>
internal sealed class DrawingThread : IDisposable
{
    private readonly Thread _thread;
    private readonly SemaphoreSlim _start = new(0), _done = new(0);
    private readonly List<RoadScene> _scenes = [];
    private DrawingJob _job;
    private int _first, _count;
    private bool _stops;
    private Exception? _failure;

    /// <exception cref="MachineException">EGL or OpenGL 4.5 is missing, or cannot draw pictures of this size.</exception>
    public DrawingThread(int width, int height, DetailLevel level, OpenGlOptions options)
    {
        _thread = new Thread(() => Run(width, height, level, options)) { IsBackground = true, Name = "opengl" };
        _thread.Start();
        _done.Wait();
        if (_failure is null) return;
        Dispose();
        ThrowIfFailed();
    }

    /// <summary>What draws, as the driver calls itself.</summary>
    public string Driver { get; private set; } = "";

    /// <summary>Whether it draws on the CPU.</summary>
    public bool IsSoftware { get; private set; }

    /// <summary>Managed memory that the thread has allocated, for tests.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Takes a scene up.</summary>
    public void Add(RoadScene scene) => _scenes.Add(scene);

    /// <summary>Starts to draw a part of a batch.</summary>
    public void Start(in DrawingJob job, int first, int count)
    {
        (_job, _first, _count) = (job, first, count);
        _start.Release();
    }

    /// <summary>Waits until it is drawn, or has failed.</summary>
    public void Wait() => _done.Wait();

    /// <summary>Throws what stopped the last job.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is not { } failure) return;
        _failure = null;
        ExceptionDispatchInfo.Throw(failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stops = true;
        _start.Release();
        _thread.Join();
        _start.Dispose();
        _done.Dispose();
    }

    private void Run(int width, int height, DetailLevel level, OpenGlOptions options)
    {
        BatchDrawer drawer;
        try
        {
            drawer = new(width, height, level, options);
            (Driver, IsSoftware) = (drawer.Driver, drawer.IsSoftware);
        }
        catch (Exception failure)
        {
            _failure = failure;
            _done.Release();
            return;
        }
        using (drawer)
        {
            _done.Release();
            for (_start.Wait(); !_stops; _start.Wait())
            {
                try
                {
                    drawer.Draw(_job, _scenes, _first, _count);
                }
                catch (Exception failure)
                {
                    _failure = failure;
                }
                AllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
                _done.Release();
            }
        }
    }
}
