using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;

namespace Snowball.Rendering.Scenes.Appearance;

/// <summary>
/// What air and lens add to a drawn picture: streaks of rain and the glare of the sun. The same for every renderer, in place, with the same bits on every
/// machine; ids in the fourth byte stay as they are. Costs nothing where there is neither.
/// </summary>
public static class PictureEffects
{
    // Streaks in a picture of full density: some, and more by its pixels. Their length and slant are shares of its height.
    private const float FewestStreaks = 30f, StreaksPerPixel = 0.009f, LongestStreak = 0.1f, ShortestStreak = 0.03f, Slant = 0.7f;

    // Opacity of a streak, of 256, at least and at most.
    private const uint FaintestStreak = 28, StrongestStreak = 96;

    // Glare reaches this far from the sun, as the tangent of the angle; a sun darker than this makes none.
    private const float GlareReach = 0.5f, FaintestSun = 0.2f;

    // How far a pixel of the sky may be from the colour that the sky has there.
    private const int SkyTolerance = 20;

    /// <summary>Adds them to a picture.</summary>
    /// <param name="picture">[height][width][4], bytes: red, green, blue, id.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="view">What the picture shows.</param>
    /// <param name="episodeSeed">Seed of the episode.</param>
    /// <param name="tick">Number of the picture in the episode: each has its own streaks.</param>
    public static void Apply(Span<byte> picture, int width, int height, in CameraView view, ulong episodeSeed, uint tick)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(picture)[..(width * height)];
        AddGlare(pixels, width, height, view);
        if (view.Atmosphere.Rain > 0f) AddRain(pixels, width, height, view.Atmosphere, episodeSeed, tick);
    }

    private static void AddRain(Span<uint> pixels, int width, int height, in Atmosphere atmosphere, ulong episodeSeed, uint tick)
    {
        int streaks = (int)(atmosphere.Rain * (FewestStreaks + StreaksPerPixel * width * height / Thickness(height)));
        // Drops scatter the sky's light, at night that of the headlamps.
        float light = Math.Min(1f, MathF.Max(0.9f * Luma(atmosphere.Horizon), 0.4f * atmosphere.Headlights) + 0.08f);
        int thickness = (int)Thickness(height);
        uint level = (uint)(255f * light);
        for (uint i = 0; i < (uint)streaks; i++)
        {
            var (x, y, length, strength) = CounterRandom.Block(episodeSeed, i, tick, 0, (uint)RandomPurpose.RainStreaks);
            float top = (1f + LongestStreak) * height * CounterRandom.ToUnit(y) - LongestStreak * height;
            int rows = 1 + (int)(height * (ShortestStreak + (LongestStreak - ShortestStreak) * CounterRandom.ToUnit(length)));
            float column = width * CounterRandom.ToUnit(x);
            // The car drives into the rain, which comes from its vanishing point.
            float slant = Slant * (column - 0.5f * width) / height;
            uint opacity = FaintestStreak + (uint)((StrongestStreak - FaintestStreak) * CounterRandom.ToUnit(strength));
            int line = (int)MathF.Floor(top);
            for (int end = Math.Min(line + rows, height); line < end; line++, column += slant)
            {
                if (line < 0) continue;
                int first = (int)MathF.Floor(column);
                for (int at = Math.Max(first, 0); at < Math.Min(first + thickness, width); at++) Blend(ref pixels[line * width + at], level, opacity);
            }
        }
    }

    /// <summary>Width of a streak, pixels.</summary>
    private static float Thickness(int height) => 1f + MathF.Floor(height * (1f / 500f));

    /// <summary>Moves red, green and blue towards a grey level, by 1/256 of the difference times the opacity.</summary>
    private static void Blend(ref uint pixel, uint level, uint opacity)
    {
        const uint RedAndBlue = 0xFF00FF, Green = 0x00FF00, Id = 0xFF00_0000;
        uint rest = 256 - opacity, added = level * opacity;
        uint redAndBlue = ((pixel & RedAndBlue) * rest + added * 0x10001) >> 8 & RedAndBlue;
        uint green = ((pixel & Green) >> 8) * rest + added & Green;
        pixel = pixel & Id | redAndBlue | green;
    }

    private static void AddGlare(Span<uint> pixels, int width, int height, in CameraView view)
    {
        ref readonly var atmosphere = ref view.Atmosphere;
        float depth = Exact.Dot(view.Pose.Forward, atmosphere.ToSun);
        if (Luma(atmosphere.Sun) < FaintestSun || depth < 0.1f) return;
        float scale = view.FocalLength / depth;
        float x = 0.5f * width - scale * Exact.Dot(view.Pose.Left, atmosphere.ToSun), y = 0.5f * height - scale * Exact.Dot(view.Pose.Up, atmosphere.ToSun);
        float reach = GlareReach * view.FocalLength;
        if (x < -reach || x > width + reach || y < -reach || y > height + reach) return;
        float seen = VisibleShare(pixels, width, height, view, x, y);
        if (seen == 0f) return;

        var colour = 255f * seen * (0.5f * atmosphere.Sun / Luma(atmosphere.Sun) + new Vector3(0.5f));
        var light = Vector128.Create(colour.X, colour.Y, colour.Z, 0f);
        var most = Vector128.Create(255f);
        float perReach = 1f / (reach * reach);
        int left = Math.Max((int)(x - reach), 0), right = Math.Min((int)(x + reach) + 1, width);
        for (int row = Math.Max((int)(y - reach), 0); row < Math.Min((int)(y + reach) + 1, height); row++)
        {
            float dy = row + 0.5f - y, rowPart = 1f - dy * dy * perReach;
            for (int column = left; column < right; column++)
            {
                float dx = column + 0.5f - x, t = rowPart - dx * dx * perReach;
                if (t <= 0f) continue;
                // A bright core in a wide, faint halo.
                float t2 = t * t, t4 = t2 * t2, t8 = t4 * t4, t16 = t8 * t8, t32 = t16 * t16;
                float share = 0.22f * t4 + 0.78f * (t32 * t32);
                ref uint pixel = ref pixels[row * width + column];
                var bytes = Vector128.CreateScalar(pixel).AsByte();
                var value = Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
                var sum = Vector128.ConvertToInt32(Vector128.Min(value + light * share, most)).AsUInt32();
                var words = Vector128.Narrow(sum, sum);
                pixel = Vector128.Narrow(words, words).AsUInt32().ToScalar();
            }
        }
    }

    /// <summary>Share of the sun that nothing hides: around it the picture has the colour of the sky and no vehicle.</summary>
    private static float VisibleShare(ReadOnlySpan<uint> pixels, int width, int height, in CameraView view, float x, float y)
    {
        const int Samples = 9;
        float spacing = MathF.Max(1f, 0.012f * view.FocalLength);
        int seen = 0;
        for (int i = 0; i < Samples; i++)
        {
            int column = (int)MathF.Floor(x + spacing * (i % 3 - 1)), row = (int)MathF.Floor(y + spacing * (i / 3 - 1));
            if ((uint)column >= (uint)width || (uint)row >= (uint)height || IsSky(pixels[row * width + column], view, column, row, width, height)) seen++;
        }
        return seen * (1f / Samples);
    }

    private static bool IsSky(uint pixel, in CameraView view, int column, int row, int width, int height)
    {
        var direction = view.FocalLength * view.Pose.Forward + (0.5f * width - column - 0.5f) * view.Pose.Left + (0.5f * height - row - 0.5f) * view.Pose.Up;
        var sky = Vector3.Min(Shading.Sky(view.Atmosphere, direction.Z / Exact.Length(direction)), Vector3.One) * 255f;
        return pixel >> 24 == 0 && IsNear(sky.X, pixel) && IsNear(sky.Y, pixel >> 8) && IsNear(sky.Z, pixel >> 16);

        static bool IsNear(float value, uint shifted) => MathF.Abs(value - (shifted & 0xFF)) <= SkyTolerance;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Luma(Vector3 colour) => 0.3f * colour.X + 0.59f * colour.Y + 0.11f * colour.Z;
}
