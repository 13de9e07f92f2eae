namespace Snowball.Learning.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("snowball-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void ReplacesTheFileAndLeavesNothingElse()
    {
        var path = Path.Combine(folder, "run", "file.bin");

        AtomicFile.Write(path, stream => stream.Write([1, 2, 3]));
        AtomicFile.Write(path, stream => stream.Write([4]));

        Assert.Equal([4], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void KeepsTheOldFileWhenWritingFails()
    {
        var path = Path.Combine(folder, "file.bin");
        AtomicFile.Write(path, stream => stream.Write([1]));

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write([2, 3]);
            throw new InvalidOperationException();
        }));

        Assert.Equal([1], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }
}
