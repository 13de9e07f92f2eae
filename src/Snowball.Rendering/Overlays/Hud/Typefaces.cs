using Snowball.Sim;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>
/// The fonts of all texts: Roboto, whose digits are all of one width. On Linux, where Skia comes without any font, they are those of the package
/// fonts-roboto-unhinted; elsewhere the system has some.
/// </summary>
internal sealed class Typefaces : IDisposable
{
    private static readonly string[] s_folders = ["/usr/share/fonts", "/usr/local/share/fonts"];

    /// <exception cref="MachineException">They are not installed.</exception>
    public Typefaces()
    {
        Regular = Load("Roboto-Regular.ttf", SKFontStyle.Normal);
        Bold = Load("Roboto-Medium.ttf", SKFontStyle.Bold);
    }

    /// <summary>Of most texts.</summary>
    public SKTypeface Regular { get; }

    /// <summary>Of what stands out.</summary>
    public SKTypeface Bold { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Regular.Dispose();
        Bold.Dispose();
    }

    private static SKTypeface Load(string file, SKFontStyle style)
    {
        if (!OperatingSystem.IsLinux()) return SKTypeface.FromFamilyName("Roboto", style);
        foreach (string folder in s_folders)
        {
            if (!Directory.Exists(folder)) continue;
            foreach (string path in Directory.EnumerateFiles(folder, file, SearchOption.AllDirectories))
            {
                if (SKTypeface.FromFile(path) is { } face) return face;
            }
        }
        throw new MachineException($"the font {file} is missing, so no text can be painted: install the package fonts-roboto-unhinted");
    }
}
