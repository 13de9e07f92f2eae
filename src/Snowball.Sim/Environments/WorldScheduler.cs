using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Environments;

/// <summary>
/// Runs a job for every block of worlds on a fixed set of threads. Which thread takes which block varies and must not
/// matter. Allocates nothing after construction.
/// </summary>
internal sealed class WorldScheduler : IDisposable
{
    private readonly Action<int, int> _job;
    private readonly int _blocks;
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly ManualResetEventSlim _done = new();
    private int _next, _running;
    private volatile bool _stopping;
    private volatile Exception? _failure;

    /// <param name="worlds">Padded number of worlds.</param>
    /// <param name="threads">Threads in all, the caller's among them.</param>
    /// <param name="job">Called with (first world, end) of each block.</param>
    public WorldScheduler(int worlds, int threads, Action<int, int> job)
    {
        _job = job;
        _blocks = worlds / ColumnStore.WorldBlock;
        _threads = new Thread[Math.Min(threads, _blocks) - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"worlds-{i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>Runs the job for all blocks; returns when all are done.</summary>
    public void Run()
    {
        _next = 0;
        if (_threads.Length > 0)
        {
            _done.Reset();
            Volatile.Write(ref _running, _threads.Length);
            _start.Release(_threads.Length);
        }
        TakeBlocks();
        if (_threads.Length > 0) _done.Wait();
        if (_failure is { } failure)
        {
            _failure = null;
            throw new InvalidOperationException(failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        if (_threads.Length > 0) _start.Release(_threads.Length);
        foreach (var thread in _threads) thread.Join();
        _start.Dispose();
        _done.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _start.Wait();
            if (_stopping) return;
            TakeBlocks();
            if (Interlocked.Decrement(ref _running) == 0) _done.Set();
        }
    }

    private void TakeBlocks()
    {
        try
        {
            for (int block = Interlocked.Increment(ref _next) - 1; block < _blocks; block = Interlocked.Increment(ref _next) - 1)
            {
                _job(block * ColumnStore.WorldBlock, (block + 1) * ColumnStore.WorldBlock);
            }
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }
}
