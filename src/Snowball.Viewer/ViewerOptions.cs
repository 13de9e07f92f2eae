namespace Snowball.Viewer;

/// <summary>How the viewer's window opens.</summary>
public sealed record ViewerOptions
{
    /// <summary>Size of the picture on a screen of ordinary density, pixels.</summary>
    public int Width { get; init; } = 1280;

    /// <inheritdoc cref="Width"/>
    public int Height { get; init; } = 720;

    /// <summary>Name of the camera that is looked through first.</summary>
    public string Camera { get; init; } = "chase";

    /// <summary>How many episodes are skipped.</summary>
    public int Episode { get; init; }

    /// <summary>The time in the episode that is shown first, s.</summary>
    public double At { get; init; }

    /// <summary>Where the first picture is saved, after which the window closes; null where a person looks.</summary>
    public string? Screenshot { get; init; }
}
