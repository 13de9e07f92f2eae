using Snowball.Rendering.Scenes.Vehicles;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>How a strip of ground looks.</summary>
internal readonly record struct StripLook(
    Surface Surface, SemanticClass Class, uint Colour, MarkingKind Left = MarkingKind.None, MarkingKind Right = MarkingKind.None);

/// <summary>Colours of what stands on and beside roads.</summary>
internal static class Palette
{
    public static readonly uint Asphalt = Skin.Rgb(70, 70, 72), Shoulder = Skin.Rgb(78, 78, 79), Works = Skin.Rgb(88, 80, 70);
    public static readonly uint Wet = Skin.Rgb(52, 54, 60), Ice = Skin.Rgb(120, 128, 138);
    public static readonly uint Grass = Skin.Rgb(88, 118, 58), Verge = Skin.Rgb(104, 122, 66), Meadow = Skin.Rgb(112, 138, 74);
    public static readonly uint Steel = Skin.Rgb(168, 172, 174), Post = Skin.Rgb(120, 124, 126), Concrete = Skin.Rgb(158, 156, 150);
    public static readonly uint White = Skin.Rgb(236, 236, 232), Red = Skin.Rgb(200, 28, 30), Black = Skin.Rgb(28, 28, 30);
}
