namespace Snowball.Learning.Tests;

/// <summary>A folder of a test's own, deleted with it.</summary>
public abstract class TemporaryFolder : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("snowball-").FullName;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string File(string name) => Path.Combine(Folder, name);
}
