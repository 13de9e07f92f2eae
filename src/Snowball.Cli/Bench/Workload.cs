namespace Snowball.Cli.Bench;

/// <summary>Something to be timed. What <see cref="Run"/> needs is made in the constructor.</summary>
/// <param name="description">What is done.</param>
/// <param name="threads">Threads that do it.</param>
/// <param name="unit">What is counted, such as "agent steps/s".</param>
internal abstract class Workload(string description, int threads, string unit) : IDisposable
{
    /// <summary>What is done.</summary>
    public string Description { get; } = description;

    /// <summary>Threads that do it.</summary>
    public int Threads { get; } = threads;

    /// <summary>What is counted.</summary>
    public string Unit { get; } = unit;

    /// <summary>Does a piece of the work.</summary>
    /// <returns>How much, in the unit's items.</returns>
    public abstract long Run();

    /// <inheritdoc/>
    public abstract void Dispose();
}
