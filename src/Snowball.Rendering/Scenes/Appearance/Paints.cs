using Snowball.Rendering.Scenes.Vehicles;
using Snowball.Sim.Numerics;

namespace Snowball.Rendering.Scenes.Appearance;

/// <summary>Paints of vehicles.</summary>
internal static class Paints
{
    /// <summary>That of egos, which no other vehicle has.</summary>
    public static readonly uint Ego = Skin.Rgb(235, 98, 20);

    // Out of twenty, about as new cars in Germany are painted.
    private static readonly uint[] Common =
    [
        Skin.Rgb(92, 95, 100), Skin.Rgb(92, 95, 100), Skin.Rgb(110, 112, 115), Skin.Rgb(75, 78, 84), Skin.Rgb(128, 131, 135), Skin.Rgb(100, 103, 110),
        Skin.Rgb(30, 31, 34), Skin.Rgb(30, 31, 34), Skin.Rgb(38, 40, 46), Skin.Rgb(26, 27, 29), Skin.Rgb(44, 44, 46),
        Skin.Rgb(232, 233, 232), Skin.Rgb(232, 233, 232), Skin.Rgb(222, 222, 218), Skin.Rgb(226, 228, 232),
        Skin.Rgb(36, 66, 120), Skin.Rgb(52, 92, 150), Skin.Rgb(160, 26, 30), Skin.Rgb(52, 84, 62), Skin.Rgb(176, 160, 130),
    ];

    /// <summary>One of them.</summary>
    public static uint Draw(ref RandomStream random) => Common[random.NextIndex(Common.Length)];
}
