using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Snowball.Rendering.Software;

/// <summary>Eight values at a time. All of it gives the same bits with and without vector hardware.</summary>
internal static unsafe class Lanes
{
    /// <summary>Lanes of a vector.</summary>
    public const int Count = 8;

    /// <summary>0 to 7.</summary>
    public static Vector256<float> Steps
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
    }

    /// <summary>The elements at eight indices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Gather(float* column, Vector256<int> indices)
        => Avx2.IsSupported
            ? Avx2.GatherVector256(column, indices, sizeof(float))
            : Vector256.Create(
                column[indices[0]], column[indices[1]], column[indices[2]], column[indices[3]],
                column[indices[4]], column[indices[5]], column[indices[6]], column[indices[7]]);

    /// <summary>The smaller of each pair; of a NaN the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> a, Vector256<float> b)
        => Avx.IsSupported ? Avx.Min(a, b) : Vector256.ConditionalSelect(Vector256.LessThan(a, b), a, b);

    /// <summary>The larger of each pair; of a NaN the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b)
        => Avx.IsSupported ? Avx.Max(a, b) : Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), a, b);

    /// <summary>Whether a mask has a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector256<float> mask) => mask.ExtractMostSignificantBits() != 0;

    /// <summary>Red, green and blue in [0, 255], rounded, in the low three bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Pack(Vector256<float> red, Vector256<float> green, Vector256<float> blue)
    {
        var most = Vector256.Create(255.5f);
        var half = Vector256.Create(0.5f);
        var r = Vector256.ConvertToInt32Native(Min(red + half, most));
        var g = Vector256.ConvertToInt32Native(Min(green + half, most));
        var b = Vector256.ConvertToInt32Native(Min(blue + half, most));
        return r | (g << 8) | (b << 16);
    }

    /// <summary>A byte of a packed colour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Channel(Vector256<int> colour, int shift)
        => Vector256.ConvertToSingle((colour >>> shift) & Vector256.Create(0xFF));
}
