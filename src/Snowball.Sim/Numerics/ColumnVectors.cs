using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
}
