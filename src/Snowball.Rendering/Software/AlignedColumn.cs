using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Snowball.Rendering.Software;

/// <summary>
/// Memory of whole vectors, each within one cache line: what one triangle stores of eight pixels the next one loads before it has
/// left the processor, which is quick only where both mean the same bytes.
/// </summary>
internal sealed unsafe class AlignedColumn<T> where T : unmanaged
{
    private const int CacheLine = 64;
    private readonly T[] _values;
    private readonly int _first;

    public AlignedColumn(int count)
    {
        Count = count;
        _values = GC.AllocateArray<T>(count + CacheLine / sizeof(T), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));
        _first = (int)((CacheLine - address % CacheLine) % CacheLine) / sizeof(T);
        Start = (T*)address + _first;
    }

    public int Count { get; }

    /// <summary>The first value; it stays where it is.</summary>
    public T* Start { get; }

    public Span<T> Span => _values.AsSpan(_first, Count);
}
