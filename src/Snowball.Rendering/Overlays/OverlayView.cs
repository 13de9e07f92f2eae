using Snowball.Rendering.Playback;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Overlays;

/// <summary>What an <see cref="OverlayPainter"/> paints over a picture.</summary>
public sealed record OverlayView
{
    /// <summary>What is played.</summary>
    public required Player Player { get; init; }

    /// <summary>The moment that the picture shows.</summary>
    public required Moment Moment { get; init; }

    /// <summary>Where the picture was taken from.</summary>
    public required CameraPose Pose { get; init; }

    /// <summary>The picture's camera; its width and height are those of the picture, pixels.</summary>
    public required Pinhole Camera { get; init; }

    /// <summary>Slot of the chosen vehicle.</summary>
    public int Slot { get; init; }

    /// <summary>What is painted.</summary>
    public OverlayLayers Layers { get; init; } = OverlayLayers.All;

    /// <summary>Size of text and panels, where 1 suits the size of the picture.</summary>
    public float Scale { get; init; } = 1f;

    /// <summary>A remark in large letters, such as <c>paused</c>; null for none.</summary>
    public string? Notice { get; init; }

    /// <summary>Keys and what they do; where there are some, they are shown in a panel over all else.</summary>
    public IReadOnlyList<(string Keys, string Meaning)> Help { get; init; } = [];
}
