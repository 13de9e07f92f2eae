using OpenCvSharp;
using Snowball.Sim;

namespace Snowball.Perception.Benchmarks;

/// <summary>Files of a benchmark's folder.</summary>
internal static class BenchmarkPictures
{
    /// <summary>Reads a picture in colour.</summary>
    /// <exception cref="InputException">There is none that can be read.</exception>
    public static Mat Read(string path)
    {
        if (!File.Exists(path)) throw new InputException("the picture is missing", path);
        var picture = Cv2.ImRead(path);
        if (!picture.Empty()) return picture;
        picture.Dispose();
        throw new InputException("is not a picture that can be read", path);
    }

    /// <summary>The lines of a text.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot be read: {fault.Message}", path);
        }
    }

    /// <summary>The path of a file that a benchmark names from its folder, with or without a slash before it.</summary>
    public static string PathOf(string folder, string name) => Path.Combine(folder, name.TrimStart('/'));
}
