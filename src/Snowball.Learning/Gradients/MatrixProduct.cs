using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Snowball.Learning.Gradients;

/// <summary>
/// C += A B for matrices that fit the cache. Each element of C starts with what it was and takes the products in order, each fused with its addition, so its
/// bits depend on nothing but its row and column: not on the sizes, and not on the width of vectors.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>The rows of C are a multiple of this.</summary>
    public const int BlockRows = 8;

    /// <summary>The columns of B and C are a multiple of this.</summary>
    public const int BlockColumns = 16;

    private const int HalfBlock = BlockRows / 2;

    /// <summary>Adds the product.</summary>
    /// <param name="a">Element (row, step) lies at row * rowStride + step * stepStride, so that A may be read transposed.</param>
    /// <param name="rowStride">From one row of A to the next.</param>
    /// <param name="stepStride">From one column of A to the next.</param>
    /// <param name="b">[steps, columns].</param>
    /// <param name="c">[rows, columns].</param>
    /// <param name="rows">Of A and C.</param>
    /// <param name="columns">Of B and C.</param>
    /// <param name="steps">Columns of A, and rows of B.</param>
    /// <exception cref="ArgumentException">A span is too short, or a size no multiple.</exception>
    public static void Add(ReadOnlySpan<float> a, int rowStride, int stepStride, ReadOnlySpan<float> b, Span<float> c, int rows, int columns, int steps)
    {
        if (rows % BlockRows != 0 || columns % BlockColumns != 0) throw new ArgumentException($"{rows} x {columns} is no whole number of blocks.");
        if (rows == 0 || columns == 0 || steps == 0) return;
        if (a.Length <= (rows - 1) * rowStride + (steps - 1) * stepStride || b.Length < steps * columns || c.Length < rows * columns)
            throw new ArgumentException($"The matrices are too small for {rows} x {steps} by {steps} x {columns}.");

        ref float x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b), z = ref MemoryMarshal.GetReference(c);
        for (int column = 0; column < columns; column += BlockColumns)
        {
            for (int row = 0; row < rows; row += BlockRows)
            {
                ref float xBlock = ref Unsafe.Add(ref x, row * rowStride), yBlock = ref Unsafe.Add(ref y, column), zBlock = ref Unsafe.Add(ref z, row * columns + column);
                if (Vector512.IsHardwareAccelerated)
                {
                    AddEight(ref xBlock, rowStride, stepStride, ref yBlock, ref zBlock, columns, steps);
                }
                else
                {
                    AddFour(ref xBlock, rowStride, stepStride, ref yBlock, ref zBlock, columns, steps);
                    AddFour(ref Unsafe.Add(ref xBlock, HalfBlock * rowStride), rowStride, stepStride, ref yBlock, ref Unsafe.Add(ref zBlock, HalfBlock * columns), columns, steps);
                }
            }
        }
    }

    private static void AddEight(ref float x, nint rowStride, nint stepStride, ref float y, ref float z, nint columns, int steps)
    {
        ref float lower = ref Unsafe.Add(ref x, HalfBlock * rowStride);
        nint two = 2 * rowStride, three = 3 * rowStride;
        var z0 = Vector512.LoadUnsafe(ref z);
        var z1 = Vector512.LoadUnsafe(ref z, (nuint)columns);
        var z2 = Vector512.LoadUnsafe(ref z, (nuint)(2 * columns));
        var z3 = Vector512.LoadUnsafe(ref z, (nuint)(3 * columns));
        var z4 = Vector512.LoadUnsafe(ref z, (nuint)(4 * columns));
        var z5 = Vector512.LoadUnsafe(ref z, (nuint)(5 * columns));
        var z6 = Vector512.LoadUnsafe(ref z, (nuint)(6 * columns));
        var z7 = Vector512.LoadUnsafe(ref z, (nuint)(7 * columns));
        for (int step = 0; step < steps; step++)
        {
            var factor = Vector512.LoadUnsafe(ref y);
            z0 = Vector512.FusedMultiplyAdd(Vector512.Create(x), factor, z0);
            z1 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, rowStride)), factor, z1);
            z2 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, two)), factor, z2);
            z3 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, three)), factor, z3);
            z4 = Vector512.FusedMultiplyAdd(Vector512.Create(lower), factor, z4);
            z5 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref lower, rowStride)), factor, z5);
            z6 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref lower, two)), factor, z6);
            z7 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref lower, three)), factor, z7);
            y = ref Unsafe.Add(ref y, columns);
            x = ref Unsafe.Add(ref x, stepStride);
            lower = ref Unsafe.Add(ref lower, stepStride);
        }
        z0.StoreUnsafe(ref z);
        z1.StoreUnsafe(ref z, (nuint)columns);
        z2.StoreUnsafe(ref z, (nuint)(2 * columns));
        z3.StoreUnsafe(ref z, (nuint)(3 * columns));
        z4.StoreUnsafe(ref z, (nuint)(4 * columns));
        z5.StoreUnsafe(ref z, (nuint)(5 * columns));
        z6.StoreUnsafe(ref z, (nuint)(6 * columns));
        z7.StoreUnsafe(ref z, (nuint)(7 * columns));
    }

    /// <summary>The same sums in vectors half as wide.</summary>
    private static void AddFour(ref float x, nint rowStride, nint stepStride, ref float y, ref float z, nint columns, int steps)
    {
        nint two = 2 * rowStride, three = 3 * rowStride;
        ref float right = ref Unsafe.Add(ref z, Vector256<float>.Count);
        var (a0, b0) = (Vector256.LoadUnsafe(ref z), Vector256.LoadUnsafe(ref right));
        var (a1, b1) = (Vector256.LoadUnsafe(ref z, (nuint)columns), Vector256.LoadUnsafe(ref right, (nuint)columns));
        var (a2, b2) = (Vector256.LoadUnsafe(ref z, (nuint)(2 * columns)), Vector256.LoadUnsafe(ref right, (nuint)(2 * columns)));
        var (a3, b3) = (Vector256.LoadUnsafe(ref z, (nuint)(3 * columns)), Vector256.LoadUnsafe(ref right, (nuint)(3 * columns)));
        for (int step = 0; step < steps; step++)
        {
            var a = Vector256.LoadUnsafe(ref y);
            var b = Vector256.LoadUnsafe(ref y, (nuint)Vector256<float>.Count);
            var value = Vector256.Create(x);
            a0 = Vector256.FusedMultiplyAdd(value, a, a0);
            b0 = Vector256.FusedMultiplyAdd(value, b, b0);
            value = Vector256.Create(Unsafe.Add(ref x, rowStride));
            a1 = Vector256.FusedMultiplyAdd(value, a, a1);
            b1 = Vector256.FusedMultiplyAdd(value, b, b1);
            value = Vector256.Create(Unsafe.Add(ref x, two));
            a2 = Vector256.FusedMultiplyAdd(value, a, a2);
            b2 = Vector256.FusedMultiplyAdd(value, b, b2);
            value = Vector256.Create(Unsafe.Add(ref x, three));
            a3 = Vector256.FusedMultiplyAdd(value, a, a3);
            b3 = Vector256.FusedMultiplyAdd(value, b, b3);
            y = ref Unsafe.Add(ref y, columns);
            x = ref Unsafe.Add(ref x, stepStride);
        }
        a0.StoreUnsafe(ref z);
        b0.StoreUnsafe(ref right);
        a1.StoreUnsafe(ref z, (nuint)columns);
        b1.StoreUnsafe(ref right, (nuint)columns);
        a2.StoreUnsafe(ref z, (nuint)(2 * columns));
        b2.StoreUnsafe(ref right, (nuint)(2 * columns));
        a3.StoreUnsafe(ref z, (nuint)(3 * columns));
        b3.StoreUnsafe(ref right, (nuint)(3 * columns));
    }
}
