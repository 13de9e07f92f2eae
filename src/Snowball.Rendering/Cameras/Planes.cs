using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Snowball.Rendering.Cameras;

/// <summary>
/// Planes of bytes out of what renderers draw. A pixel is four bytes, red first, so red is the lowest byte of an integer. The same bits with vectors and
/// without.
/// </summary>
internal static class Planes
{
    private const int Lanes = 32;

    /// <summary>Whether all pixels have the same red, green and blue, and none shows a vehicle: one that stands close can fill a picture.</summary>
    public static bool IsBlank(ReadOnlySpan<uint> pixels)
    {
        const uint Colours = 0xFFFFFF;
        foreach (uint pixel in pixels)
        {
            if (((pixel ^ pixels[0]) & Colours) != 0 || pixel > Colours) return false;
        }
        return true;
    }

    /// <summary>One byte of each pixel: 0 red, 1 green, 2 blue, 3 the vehicle's id.</summary>
    public static void Channel(ReadOnlySpan<uint> pixels, int channel, Span<byte> plane)
    {
        int shift = 8 * channel, i = 0;
        for (; i <= pixels.Length - Lanes; i += Lanes)
        {
            ref uint first = ref MemoryMarshal.GetReference(pixels[i..]);
            Narrow(Byte(first, 0, shift), Byte(first, 1, shift), Byte(first, 2, shift), Byte(first, 3, shift)).CopyTo(plane[i..]);
        }
        for (; i < pixels.Length; i++) plane[i] = (byte)(pixels[i] >> shift);
    }

    /// <summary>Luma of each pixel; weights of ITU-R BT.601 in 256ths.</summary>
    public static void Grey(ReadOnlySpan<uint> pixels, Span<byte> plane)
    {
        int i = 0;
        for (; i <= pixels.Length - Lanes; i += Lanes)
        {
            ref uint first = ref MemoryMarshal.GetReference(pixels[i..]);
            Narrow(Luma(first, 0), Luma(first, 1), Luma(first, 2), Luma(first, 3)).CopyTo(plane[i..]);
        }
        for (; i < pixels.Length; i++) plane[i] = (byte)((77 * (pixels[i] & 255) + 150 * (pixels[i] >> 8 & 255) + 29 * (pixels[i] >> 16 & 255)) >> 8);
    }

    /// <summary>Depths in m as bytes: in proportion up to the range, 255 from there on.</summary>
    public static void Depth(ReadOnlySpan<float> depths, float range, Span<byte> plane)
    {
        float scale = 255f / range;
        int i = 0;
        for (; i <= depths.Length - Lanes; i += Lanes)
        {
            ref float first = ref MemoryMarshal.GetReference(depths[i..]);
            Narrow(Bytes(first, 0, range, scale), Bytes(first, 1, range, scale), Bytes(first, 2, range, scale), Bytes(first, 3, range, scale)).CopyTo(plane[i..]);
        }
        for (; i < depths.Length; i++) plane[i] = (byte)(MathF.Min(depths[i], range) * scale + 0.5f);
    }

    /// <summary>Depths in m as whole cm of two bytes, 65535 at most.</summary>
    public static void FineDepth(ReadOnlySpan<float> depths, Span<byte> high, Span<byte> low)
    {
        for (int i = 0; i < depths.Length; i++)
        {
            int centimetres = (int)(MathF.Min(depths[i], 655.35f) * 100f + 0.5f);
            (high[i], low[i]) = ((byte)(centimetres >> 8), (byte)centimetres);
        }
    }

    /// <summary>Bytes as numbers.</summary>
    public static void Widen(ReadOnlySpan<byte> plane, Span<float> values)
    {
        for (int i = 0; i < plane.Length; i++) values[i] = plane[i];
    }

    /// <summary>The nearest bytes to numbers, which may be beyond 0 to 255.</summary>
    public static void Round(ReadOnlySpan<float> values, Span<byte> plane)
    {
        int i = 0;
        for (; i <= values.Length - Lanes; i += Lanes)
        {
            ref float first = ref MemoryMarshal.GetReference(values[i..]);
            Narrow(Nearest(first, 0), Nearest(first, 1), Nearest(first, 2), Nearest(first, 3)).CopyTo(plane[i..]);
        }
        for (; i < values.Length; i++) plane[i] = (byte)MathF.Min(MathF.Max(values[i] + 0.5f, 0f), 255f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Byte(in uint first, int vector, int shift)
        => Vector256.ShiftRightLogical(Vector256.LoadUnsafe(in first, (nuint)(8 * vector)), shift) & Vector256.Create(255u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Luma(in uint first, int vector)
    {
        var weighted = Byte(first, vector, 0) * Vector256.Create(77u) + Byte(first, vector, 8) * Vector256.Create(150u) + Byte(first, vector, 16) * Vector256.Create(29u);
        return Vector256.ShiftRightLogical(weighted, 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Bytes(in float first, int vector, float range, float scale)
    {
        var depth = Vector256.Min(Vector256.LoadUnsafe(in first, (nuint)(8 * vector)), Vector256.Create(range));
        return Vector256.ConvertToInt32(depth * scale + Vector256.Create(0.5f)).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Nearest(in float first, int vector)
    {
        var value = Vector256.LoadUnsafe(in first, (nuint)(8 * vector)) + Vector256.Create(0.5f);
        return Vector256.ConvertToInt32(Vector256.Min(Vector256.Max(value, Vector256<float>.Zero), Vector256.Create(255f))).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Narrow(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d)
        => Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d));
}
