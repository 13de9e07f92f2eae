using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Snowball.Sim.Vehicles;

/// <summary>
/// Allocates the columns that hold the mutable state of a batch of worlds, and remembers them in order, so that saving,
/// restoring and hashing can miss none. Each column holds a fixed number of elements a world, world by world, and is
/// padded to whole blocks of <see cref="WorldBlock"/> worlds so that a block of any column is whole SIMD vectors.
/// </summary>
public sealed class ColumnStore(int worlds)
{
    /// <summary>Worlds that are stepped together.</summary>
    public const int WorldBlock = 8;

    private readonly List<Column> _columns = [];

    /// <summary>Worlds in use.</summary>
    public int Worlds { get; } = worlds;

    /// <summary>Worlds allocated: <see cref="Worlds"/> rounded up to whole blocks.</summary>
    public int PaddedWorlds { get; } = (worlds + WorldBlock - 1) / WorldBlock * WorldBlock;

    /// <summary>Bytes of the state of all worlds.</summary>
    public int StateBytes
    {
        get
        {
            int bytes = 0;
            foreach (var column in _columns) bytes += column.BytesPerWorld * Worlds;
            return bytes;
        }
    }

    /// <summary>A new column of <paramref name="perWorld"/> elements a world, zeroed.</summary>
    public T[] Add<T>(int perWorld) where T : unmanaged
    {
        var values = new T[PaddedWorlds * perWorld];
        _columns.Add(new Column<T>(values, perWorld));
        return values;
    }

    /// <summary>Copies the state of all worlds out.</summary>
    public void Save(Span<byte> state)
    {
        foreach (var column in _columns)
        {
            var bytes = column.Bytes(0, Worlds);
            bytes.CopyTo(state);
            state = state[bytes.Length..];
        }
    }

    /// <summary>Copies the state of all worlds in.</summary>
    public void Restore(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes)
        {
            throw new InputException($"the saved state has {state.Length} bytes; this environment has {StateBytes}");
        }
        foreach (var column in _columns)
        {
            var bytes = column.Bytes(0, Worlds);
            state[..bytes.Length].CopyTo(bytes);
            state = state[bytes.Length..];
        }
    }

    /// <summary>Copies one world's state over another's, of this store or of one made alike.</summary>
    public void CopyWorld(int from, ColumnStore target, int to)
    {
        for (int i = 0; i < _columns.Count; i++)
        {
            _columns[i].Bytes(from, 1).CopyTo(target._columns[i].Bytes(to, 1));
        }
    }

    /// <summary>Hash of the bits of one world's state.</summary>
    public ulong Hash(int world)
    {
        var hash = new XxHash3();
        foreach (var column in _columns) hash.Append(column.Bytes(world, 1));
        return hash.GetCurrentHashAsUInt64();
    }

    private abstract class Column(int bytesPerWorld)
    {
        public int BytesPerWorld { get; } = bytesPerWorld;

        public abstract Span<byte> Bytes(int world, int count);
    }

    private sealed class Column<T>(T[] values, int perWorld) : Column(perWorld * Marshal.SizeOf<T>()) where T : unmanaged
    {
        public override Span<byte> Bytes(int world, int count)
            => MemoryMarshal.AsBytes(values.AsSpan(world * perWorld, count * perWorld));
    }
}
