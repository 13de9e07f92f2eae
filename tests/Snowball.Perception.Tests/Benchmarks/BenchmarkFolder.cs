using OpenCvSharp;

namespace Snowball.Perception.Tests.Benchmarks;

/// <summary>A folder of a benchmark, made by hand, that lives as long as a test.</summary>
internal sealed class BenchmarkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("snowball-");

    public string Path => _folder.FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, params string[] lines)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        File.WriteAllLines(At(name), lines);
        return At(name);
    }

    public void Draw(string name, int width, int height)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        using var picture = new Mat(height, width, MatType.CV_8UC3, Scalar.All(90));
        Cv2.ImWrite(At(name), picture);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
