using System.Runtime.InteropServices;

namespace Snowball.Learning.Formats;

/// <summary>The element types that we read and write.</summary>
public enum SafeTensorType
{
    /// <summary>32-bit floating point.</summary>
    F32,

    /// <summary>64-bit floating point.</summary>
    F64,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>Byte.</summary>
    U8,
}

/// <summary>A dense array: its type, its shape and its little-endian bytes in row-major order.</summary>
public sealed class SafeTensor
{
    private SafeTensor(SafeTensorType type, ReadOnlyMemory<byte> bytes, ReadOnlySpan<int> shape)
    {
        Type = type;
        Bytes = bytes;
        Shape = shape.ToArray();
        if (bytes.Length != Shape.Aggregate((long)ElementSize(type), (size, length) => checked(size * length)))
        {
            throw new ArgumentException($"{bytes.Length} bytes are no {type} tensor of shape [{string.Join(", ", Shape)}].");
        }
    }

    /// <summary>The type of the elements.</summary>
    public SafeTensorType Type { get; }

    /// <summary>The length of each dimension; empty for a single value.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The elements.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Copies elements of type <see cref="SafeTensorType.F32"/>, F64, I64 or U8 by what <typeparamref name="T"/> is.</summary>
    /// <typeparam name="T">float, double, long or byte.</typeparam>
    /// <exception cref="ArgumentException">The elements do not fill the shape.</exception>
    public static SafeTensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged =>
        new(TypeOf<T>(), MemoryMarshal.AsBytes(values).ToArray(), shape);

    /// <summary>Bytes that stay where they are, for what is too large to be copied: they must not change as long as the tensor is used.</summary>
    /// <exception cref="ArgumentException">They do not fill the shape.</exception>
    public static SafeTensor Over(ReadOnlyMemory<byte> bytes, params ReadOnlySpan<int> shape) => Over(SafeTensorType.U8, bytes, shape);

    /// <summary>The elements as a new array.</summary>
    /// <typeparam name="T">float, double, long or byte, as <see cref="Type"/> says.</typeparam>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public T[] ToArray<T>()
        where T : unmanaged =>
        TypeOf<T>() == Type
            ? MemoryMarshal.Cast<byte, T>(Bytes.Span).ToArray()
            : throw new InvalidOperationException($"The tensor holds {Type}, not {TypeOf<T>()}.");

    internal static SafeTensor Over(SafeTensorType type, ReadOnlyMemory<byte> bytes, ReadOnlySpan<int> shape) => new(type, bytes, shape);

    internal static SafeTensor FromBytes(SafeTensorType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> shape) =>
        new(type, bytes.ToArray(), shape);

    internal static int ElementSize(SafeTensorType type) => type switch
    {
        SafeTensorType.F32 => 4,
        SafeTensorType.F64 or SafeTensorType.I64 => 8,
        _ => 1,
    };

    internal static SafeTensorType TypeOf<T>() => default(T) switch
    {
        float => SafeTensorType.F32,
        double => SafeTensorType.F64,
        long => SafeTensorType.I64,
        byte => SafeTensorType.U8,
        _ => throw new NotSupportedException($"A safetensors file holds no {typeof(T).Name} here."),
    };
}
