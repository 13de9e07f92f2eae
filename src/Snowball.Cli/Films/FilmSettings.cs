using Snowball.Rendering;
using Snowball.Rendering.Overlays;

namespace Snowball.Cli.Films;

/// <summary>How a film looks.</summary>
internal sealed record FilmSettings
{
    /// <summary>Name of the camera.</summary>
    public required string Camera { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    /// <summary>Pictures a second.</summary>
    public required int Rate { get; init; }

    /// <summary>What is painted over the pictures.</summary>
    public required OverlayLayers Layers { get; init; }

    /// <summary>How much is drawn.</summary>
    public required DetailLevel Level { get; init; }

    /// <summary>Which part is shown, s; null for the end.</summary>
    public required double From { get; init; }

    /// <inheritdoc cref="From"/>
    public required double? To { get; init; }

    /// <summary>Slot of the vehicle that the camera follows.</summary>
    public required int Slot { get; init; }
}
