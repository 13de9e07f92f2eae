using System.Collections.Immutable;
using static Snowball.Rendering.Scenes.Vehicles.Skin;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Colours of what stands on and beside roads.</summary>
internal static class Palette
{
    public static readonly uint Asphalt = Rgb(70, 70, 72), Shoulder = Rgb(78, 78, 79), Works = Rgb(88, 80, 70);
    public static readonly uint Wet = Rgb(52, 54, 60), Ice = Rgb(120, 128, 138);
    public static readonly uint Verge = Rgb(98, 120, 60);
    public static readonly uint Steel = Rgb(168, 172, 174), Post = Rgb(120, 124, 126), Concrete = Rgb(158, 156, 150), Shade = Rgb(120, 119, 115);
    public static readonly uint White = Rgb(236, 236, 232), Red = Rgb(200, 28, 30), Black = Rgb(28, 28, 30), Blue = Rgb(24, 76, 156);

    /// <summary>The bars of a beacon from afar.</summary>
    public static readonly uint Beacon = Rgb(214, 112, 110);
    public static readonly uint Bark = Rgb(86, 68, 52);

    /// <summary>Meadows, crops and ploughed land.</summary>
    public static readonly ImmutableArray<uint> Fields = [Rgb(104, 132, 66), Rgb(116, 140, 74), Rgb(94, 124, 60), Rgb(150, 148, 84), Rgb(108, 130, 62), Rgb(124, 112, 78)];

    /// <summary>Trees and bushes.</summary>
    public static readonly ImmutableArray<uint> Leaves = [Rgb(62, 96, 44), Rgb(74, 108, 50), Rgb(54, 86, 44), Rgb(88, 116, 54), Rgb(70, 98, 40)];

    /// <summary>Conifers.</summary>
    public static readonly ImmutableArray<uint> Needles = [Rgb(40, 74, 46), Rgb(46, 80, 48), Rgb(36, 66, 44)];
}
