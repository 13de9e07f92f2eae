using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Snowball.Sim.Recording;

/// <summary>
/// 128-bit hash (XXH128) of the bits of state columns, by which two simulations are found to be the same. Columns are
/// appended in a fixed order; each is preceded by its length, so that moving a value from one column to the next
/// changes the hash. Equal numbers with different bits (0 and -0) differ.
/// </summary>
/// <remarks>Made once and used again: appending allocates nothing.</remarks>
public sealed class StateHash
{
    private readonly XxHash128 _hash = new();

    /// <summary>Hash of what was appended since the last <see cref="Reset"/>.</summary>
    public UInt128 Value => _hash.GetCurrentHashAsUInt128();

    /// <summary>Starts anew.</summary>
    public void Reset() => _hash.Reset();

    /// <summary>Appends a column of numbers by their bits; flags are columns of bytes.</summary>
    public void Append<T>(ReadOnlySpan<T> column)
        where T : unmanaged, INumberBase<T>
    {
        Append(column.Length);
        _hash.Append(MemoryMarshal.AsBytes(column));
    }

    /// <summary>Appends a single number by its bits.</summary>
    public void Append<T>(T value)
        where T : unmanaged, INumberBase<T> =>
        _hash.Append(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in value, 1)));

    /// <summary>The hash as 32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32");
}
