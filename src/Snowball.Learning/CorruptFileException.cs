namespace Snowball.Learning;

/// <summary>A file is damaged, of another version, or does not fit the one beside it.</summary>
/// <param name="path">The file.</param>
/// <param name="problem">What is wrong with it, as a clause without a full stop.</param>
/// <param name="innerException">What was thrown while it was read, if anything.</param>
public sealed class CorruptFileException(string path, string problem, Exception? innerException = null)
    : FormatException($"{path}: {problem}", innerException)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; } = problem;
}
