using Snowball.Learning.Formats;
using Snowball.Learning.Runs;

namespace Snowball.Learning.Tests.Runs;

public sealed class CheckpointStoreTests : TemporaryFolder
{
    private readonly List<string> warnings = [];

    private CheckpointStore Store => new(Folder);

    private IEnumerable<string> Names => Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    [Fact]
    public void ACheckpointComesBackWhole()
    {
        var saved = Make(1234);
        saved.Content.Add<byte>("simulator", [1, 2, 3], 3);
        Store.Save(saved);

        var loaded = Store.LoadLatest(warnings.Add)!;

        Assert.Equal(1234, loaded.Step);
        Assert.Equal("""{"update":1234}""", loaded.State);
        Assert.Equal([1, 2, 1234], loaded.Content.Get<float>("weights", 3));
        Assert.Equal([1, 2, 3], loaded.Content.Get<byte>("simulator", 3));
        Assert.Empty(warnings);
    }

    [Fact]
    public void TheLastTwoAreKept()
    {
        for (var step = 10; step <= 50; step += 10)
        {
            Store.Save(Make(step));
        }

        Assert.Equal(["step-000000000040.safetensors", "step-000000000050.safetensors"], Names);
        Assert.Equal(50, Store.LoadLatest(warnings.Add)!.Step);
    }

    [Fact]
    public void NothingWasSavedYet() => Assert.Null(new CheckpointStore(File("missing")).LoadLatest(warnings.Add));

    [Fact]
    public void ATruncatedOneIsPassedOverWithAWarning()
    {
        Store.Save(Make(10));
        Store.Save(Make(20));
        Truncate(20);

        Assert.Equal(10, Store.LoadLatest(warnings.Add)!.Step);
        Assert.Contains("step-000000000020.safetensors: truncated", Assert.Single(warnings), StringComparison.Ordinal);

        // A resumed run comes to the damaged one's step again: it must not count as one of the last two.
        Store.Save(Make(15));
        Assert.Equal(["step-000000000010.safetensors", "step-000000000015.safetensors"], Names);
    }

    [Fact]
    public void WithoutAWholeOneThereIsAnError()
    {
        Store.Save(Make(10));
        Store.Save(Make(20));
        Truncate(10);
        Truncate(20);

        var e = Assert.Throws<CorruptFileException>(() => Store.LoadLatest(warnings.Add));

        Assert.Contains("no checkpoint is whole", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, warnings.Count);
    }

    [Fact]
    public void AnyChangedByteIsNoticed()
    {
        Store.Save(Make(10));
        var path = Directory.GetFiles(Folder)[0];
        var bytes = System.IO.File.ReadAllBytes(path);
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 1;
            System.IO.File.WriteAllBytes(path, damaged);

            Assert.Throws<CorruptFileException>(() => Checkpoint.Read(path));
        }
    }

    [Fact]
    public void AnotherVersionAndAnotherFileAreRefused()
    {
        var file = new SafetensorsFile(File("step-1.safetensors"));
        file.Write();
        Assert.Contains("not a checkpoint", Assert.Throws<CorruptFileException>(() => Checkpoint.Read(file.Path)).Message, StringComparison.Ordinal);

        file.Metadata["format"] = "snowball-checkpoint";
        file.Metadata["version"] = "2";
        file.Write();
        Assert.Contains("version is 2", Assert.Throws<CorruptFileException>(() => Checkpoint.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    private static Checkpoint Make(int step)
    {
        var checkpoint = new Checkpoint(step, $$"""{"update":{{step}}}""");
        checkpoint.Content.Add<float>("weights", [1, 2, step], 3);
        return checkpoint;
    }

    private void Truncate(int step)
    {
        using var stream = System.IO.File.OpenWrite(File($"step-{step:D12}.safetensors"));
        stream.SetLength(stream.Length / 2);
    }
}
