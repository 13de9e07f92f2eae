namespace Snowball.Sim.Environments;

/// <summary>
/// Runs a job for every block of worlds, or for every picture, on a fixed set of threads. Which thread takes which block varies
/// and must not matter. Rounds follow each other closely, so a thread without work looks out for the next one for a while before
/// it sleeps. Allocates nothing after construction.
/// </summary>
internal sealed class BlockScheduler : IDisposable
{
    // About a tenth of a millisecond: longer than between steps, shorter than anybody else would wait for the core.
    private const int Looks = 200;

    // Integers in a cache line: counters of different threads lie apart.
    private const int CacheLine = 16;
    private readonly Action<int, int> _job;
    private readonly Thread[] _threads;
    private readonly int[] _next;
    private int _blocks, _running;
    private long _round;
    private volatile bool _stopping;
    private volatile Exception? _failure;

    /// <param name="threads">Threads in all, the caller's among them.</param>
    /// <param name="job">Called with (thread, block): the thread from 0, of which each runs one block at a time.</param>
    public BlockScheduler(int threads, Action<int, int> job)
    {
        _job = job;
        _threads = new Thread[threads - 1];
        _next = new int[(_threads.Length + 1) * CacheLine];
        for (int i = 0; i < _threads.Length; i++)
        {
            int thread = i + 1;
            _threads[i] = new Thread(() => Work(thread)) { IsBackground = true, Name = $"blocks-{i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>Runs the job for all blocks; returns when all are done.</summary>
    /// <param name="blocks">Their number; it may differ from round to round.</param>
    public void Run(int blocks)
    {
        _blocks = blocks;
        int threads = _threads.Length + 1;
        for (int owner = 0; owner < threads; owner++) _next[owner * CacheLine] = _blocks * owner / threads;
        if (_threads.Length > 0)
        {
            Volatile.Write(ref _running, _threads.Length);
            Wake();
        }
        TakeBlocks(thread: 0);
        // The others are at most one block behind.
        var wait = new SpinWait();
        while (Volatile.Read(ref _running) > 0) wait.SpinOnce(sleep1Threshold: -1);
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
        Wake();
        foreach (var thread in _threads) thread.Join();
    }

    private void Wake()
    {
        lock (_threads)
        {
            _round++;
            Monitor.PulseAll(_threads);
        }
    }

    private void Work(int thread)
    {
        for (long round = 1; ; round++)
        {
            AwaitRound(round);
            if (_stopping) return;
            TakeBlocks(thread);
            Interlocked.Decrement(ref _running);
        }
    }

    private void AwaitRound(long round)
    {
        for (int look = 0; look < Looks; look++)
        {
            if (Volatile.Read(ref _round) >= round) return;
            Thread.SpinWait(20);
        }
        lock (_threads)
        {
            while (_round < round) Monitor.Wait(_threads);
        }
    }

    private void TakeBlocks(int thread)
    {
        try
        {
            int threads = _threads.Length + 1;
            for (int i = 0; i < threads; i++)
            {
                // A thread comes back to the blocks that its cache holds, and then helps the others.
                int owner = (thread + i) % threads, end = _blocks * (owner + 1) / threads;
                ref int next = ref _next[owner * CacheLine];
                for (int block = Interlocked.Increment(ref next) - 1; block < end; block = Interlocked.Increment(ref next) - 1)
                {
                    _job(thread, block);
                }
            }
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }
}
