using Snowball.Rendering.Scenes.Vehicles;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Rendering.Scenes.Appearance;

/// <summary>Paints of vehicles.</summary>
internal static class Paints
{
    /// <summary>That of egos where vehicles are painted as sold; no other has it.</summary>
    public static readonly uint Ego = Skin.Rgb(235, 98, 20);

    // Out of twenty, about as new cars in Germany are painted.
    private static readonly uint[] AsSold =
    [
        Skin.Rgb(92, 95, 100), Skin.Rgb(92, 95, 100), Skin.Rgb(110, 112, 115), Skin.Rgb(75, 78, 84), Skin.Rgb(128, 131, 135), Skin.Rgb(100, 103, 110),
        Skin.Rgb(30, 31, 34), Skin.Rgb(30, 31, 34), Skin.Rgb(38, 40, 46), Skin.Rgb(26, 27, 29), Skin.Rgb(44, 44, 46),
        Skin.Rgb(232, 233, 232), Skin.Rgb(232, 233, 232), Skin.Rgb(222, 222, 218), Skin.Rgb(226, 228, 232),
        Skin.Rgb(36, 66, 120), Skin.Rgb(52, 92, 150), Skin.Rgb(160, 26, 30), Skin.Rgb(52, 84, 62), Skin.Rgb(176, 160, 130),
    ];

    /// <summary>The paint of a vehicle; takes one word of the stream.</summary>
    public static uint Draw(VehicleColours colours, bool isEgo, ref RandomStream random)
    {
        uint word = random.NextBits();
        if (colours == VehicleColours.Any) return word & 0xFF_FFFF;
        return isEgo ? Ego : AsSold[(int)(((ulong)word * (uint)AsSold.Length) >> 32)];
    }
}
