using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Snowball.Sim.Numerics;

/// <summary>Eight elements of a column at once, without bounds checks: columns are padded to whole vectors.</summary>
internal static class ColumnVectors
{
    /// <summary>The elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load<T>(T[] column, nuint index) where T : unmanaged
        => Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(column), index);

    /// <summary>Overwrites the elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<T> value, T[] column, nuint index) where T : unmanaged
        => value.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(column), index);

    /// <summary>The elements at eight indices, which must be within the column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<float> Gather(float[] column, Vector256<int> indices)
    {
        if (!Avx2.IsSupported)
        {
            return Vector256.Create(
                column[indices[0]], column[indices[1]], column[indices[2]], column[indices[3]],
                column[indices[4]], column[indices[5]], column[indices[6]], column[indices[7]]);
        }
        fixed (float* first = &MemoryMarshal.GetArrayDataReference(column)) return Avx2.GatherVector256(first, indices, sizeof(float));
    }
}
