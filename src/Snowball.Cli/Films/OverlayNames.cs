using Snowball.Rendering.Overlays;
using Snowball.Sim;

namespace Snowball.Cli.Films;

/// <summary>What may be painted over pictures, by name.</summary>
internal static class OverlayNames
{
    private static readonly (string Name, OverlayLayers Layer)[] s_layers =
    [
        ("lanes", OverlayLayers.Lanes), ("paths", OverlayLayers.Paths), ("points", OverlayLayers.Points), ("tracks", OverlayLayers.Tracks), ("box", OverlayLayers.Box),
        ("images", OverlayLayers.Images), ("hud", OverlayLayers.Hud), ("time-line", OverlayLayers.TimeLine),
    ];

    /// <summary>The names.</summary>
    public static IEnumerable<string> All => s_layers.Select(layer => layer.Name);

    /// <summary>Reads <c>all</c>, <c>none</c>, or names with commas between them.</summary>
    /// <exception cref="InputException">There is no such name.</exception>
    public static OverlayLayers Read(string list)
    {
        if (list == "all") return OverlayLayers.All;
        if (list == "none") return OverlayLayers.None;
        var layers = OverlayLayers.None;
        foreach (string name in list.Split(','))
        {
            var found = Array.Find(s_layers, layer => layer.Name == name.Trim());
            if (found.Name is null) throw new InputException($"names '{name.Trim()}', but there are {string.Join(", ", All)}", key: "--overlays");
            layers |= found.Layer;
        }
        return layers;
    }
}
