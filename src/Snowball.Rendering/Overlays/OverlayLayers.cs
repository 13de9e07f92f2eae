namespace Snowball.Rendering.Overlays;

/// <summary>What is painted over a picture.</summary>
[Flags]
public enum OverlayLayers
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Centre lines and borders of the lanes, and the way ahead in the lane that the vehicle steers to.</summary>
    Lanes = 1,
    /// <summary>Lines, such as planned paths.</summary>
    Paths = 2,
    /// <summary>Points, such as returns of lidars and radars.</summary>
    Points = 4,
    /// <summary>Vehicles that are believed to be there, with the uncertainty of their positions.</summary>
    Tracks = 8,
    /// <summary>A box around the chosen vehicle.</summary>
    Box = 16,
    /// <summary>Pictures of their own: what a network sees, and what it looks at.</summary>
    Images = 32,
    /// <summary>Speed, action, reward, cost, gate.</summary>
    Hud = 64,
    /// <summary>When what happened.</summary>
    TimeLine = 128,
    /// <summary>All of them.</summary>
    All = Lanes | Paths | Points | Tracks | Box | Images | Hud | TimeLine,
}
