using Snowball.Sim;

namespace Snowball.Cli.Films;

/// <summary>A film or picture file to be. It appears under its name with <see cref="Complete"/>, whole, or not at all.</summary>
internal interface IFilmWriter : IDisposable
{
    /// <summary>Pictures it takes at most.</summary>
    int Most { get; }

    /// <summary>Appends a picture.</summary>
    /// <param name="rgba">[height][width][4], bytes: red, green, blue, and one without meaning.</param>
    void Write(ReadOnlySpan<byte> rgba);

    /// <summary>Ends the file and gives it its name.</summary>
    void Complete();
}

/// <summary>Kinds of files, by their extensions.</summary>
internal static class FilmWriter
{
    /// <summary>The extensions.</summary>
    public static readonly string[] Extensions = [".mp4", ".gif", ".png"];

    /// <summary>Starts a file.</summary>
    /// <exception cref="MachineException">The machine lacks what encodes it.</exception>
    public static IFilmWriter Create(string file, FilmSettings settings) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".mp4" => new Mp4Writer(file, settings.Width, settings.Height, settings.Rate),
        ".gif" => new GifWriter(file, settings.Width, settings.Height, settings.Rate),
        _ => new PngWriter(file, settings.Width, settings.Height),
    };
}
