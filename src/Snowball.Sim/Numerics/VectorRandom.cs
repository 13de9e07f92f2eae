using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Snowball.Sim.Numerics;

/// <summary>Eight blocks of <see cref="CounterRandom"/> at once, with the same bits: for sensors that draw for every ray.</summary>
internal static class VectorRandom
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>The four words of the blocks of counters (first + 0 ... first + 7, c1, c2, c3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<uint> X, Vector256<uint> Y, Vector256<uint> Z, Vector256<uint> W) Blocks(ulong key, uint first, uint c1, uint c2, uint c3)
    {
        // Each word sits in the lower half of 64 bits; what gathers in the upper halves is ignored by the products and dropped at the end.
        var low = Half(key, Vector256.Create((ulong)first, first + 1, first + 2, first + 3), c1, c2, c3);
        var high = Half(key, Vector256.Create((ulong)first + 4, first + 5, first + 6, first + 7), c1, c2, c3);
        return (Vector256.Narrow(low.X, high.X), Vector256.Narrow(low.Y, high.Y), Vector256.Narrow(low.Z, high.Z), Vector256.Narrow(low.W, high.W));
    }

    /// <summary>Standard normal draws of eight words; see <see cref="RandomStream.NextNormal"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToNormal(Vector256<uint> words)
        => Elementary.InverseNormal((Vector256.ConvertToSingle(Vector256.ShiftRightLogical(words, 9).AsInt32()) + Vector256.Create(0.5f)) * (1f / 8388608f));

    /// <summary>Uniform draws in [0, 1) of eight words; see <see cref="CounterRandom.ToUnit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToUnit(Vector256<uint> words)
        => Vector256.ConvertToSingle(Vector256.ShiftRightLogical(words, 8).AsInt32()) * (1f / 16777216f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<ulong> X, Vector256<ulong> Y, Vector256<ulong> Z, Vector256<ulong> W) Half(ulong key, Vector256<ulong> c0, uint c1, uint c2, uint c3)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        var (x, y, z, w) = (c0, Vector256.Create((ulong)c1), Vector256.Create((ulong)c2), Vector256.Create((ulong)c3));
        for (int round = 0; round < 10; round++)
        {
            var p0 = Product(x, Multiplier0);
            var p1 = Product(z, Multiplier1);
            x = Vector256.ShiftRightLogical(p1, 32) ^ y ^ Vector256.Create((ulong)k0);
            z = Vector256.ShiftRightLogical(p0, 32) ^ w ^ Vector256.Create((ulong)k1);
            (y, w) = (p1, p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return (x, y, z, w);
    }

    /// <summary>Products of the lower halves: one instruction where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Product(Vector256<ulong> a, uint b) => Avx2.IsSupported
        ? Avx2.Multiply(a.AsUInt32(), Vector256.Create((ulong)b).AsUInt32())
        : (a & Vector256.Create(0xFFFFFFFFul)) * Vector256.Create((ulong)b);
}
