using System.Buffers.Binary;
using System.Text.Json;

namespace Snowball.Learning.Formats;

/// <summary>
/// Named tensors and text in one file: eight bytes with the length of a JSON header, the header, then the bytes of all
/// tensors without a gap (the safetensors format of Hugging Face, which the tools of Python read).
/// </summary>
public sealed class SafetensorsFile
{
    /// <summary>Takes bytes one run after the other.</summary>
    internal delegate void Sink(ReadOnlySpan<byte> bytes);

    private const string MetadataKey = "__metadata__";
    private const int LongestHeader = 100_000_000;

    private readonly Dictionary<string, SafeTensor> tensors = [];

    /// <summary>An empty one, to be filled and written.</summary>
    /// <param name="path">What errors name as the file.</param>
    public SafetensorsFile(string path) => Path = path;

    /// <summary>The file that it was read from or is written to.</summary>
    public string Path { get; }

    /// <summary>Free text by key.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafeTensor> Tensors => tensors;

    /// <summary>Adds a tensor; copies its values.</summary>
    /// <typeparam name="T">float, double, long or byte.</typeparam>
    /// <exception cref="ArgumentException">The values do not fill the shape, or the name is taken or reserved.</exception>
    public void Add<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged =>
        Add(name, SafeTensor.From(values, shape));

    /// <summary>Adds a tensor.</summary>
    /// <exception cref="ArgumentException">The name is taken or reserved.</exception>
    public void Add(string name, SafeTensor tensor)
    {
        if (name == MetadataKey)
        {
            throw new ArgumentException($"'{MetadataKey}' is no name for a tensor.", nameof(name));
        }

        tensors.Add(name, tensor);
    }

    /// <summary>The values of a tensor that must be there, with this type and shape.</summary>
    /// <typeparam name="T">float, double, long or byte.</typeparam>
    /// <exception cref="CorruptFileException">It is missing, or has another type or shape.</exception>
    public T[] Get<T>(string name, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        var tensor = Find<T>(name);
        if (!shape.SequenceEqual(tensor.Shape.ToArray()))
        {
            throw new CorruptFileException(
                Path, $"tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}], not [{string.Join(", ", shape.ToArray())}]");
        }

        return tensor.ToArray<T>();
    }

    /// <summary>Writes the file atomically. The same content always gives the same bytes.</summary>
    public void Write() => AtomicFile.Write(Path, Write);

    /// <summary>Reads a whole file, of any length.</summary>
    /// <exception cref="CorruptFileException">It is no safetensors file, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafetensorsFile Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        return Read(stream, path);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="stream">All of the file; its length is known.</param>
    /// <param name="path">What errors name as the file.</param>
    /// <exception cref="CorruptFileException">They are no safetensors file, or damaged.</exception>
    public static SafetensorsFile Read(Stream stream, string path)
    {
        if (stream.Length < 8)
        {
            throw new CorruptFileException(path, $"truncated: {stream.Length} bytes are no safetensors file");
        }

        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (headerLength > LongestHeader)
        {
            throw new CorruptFileException(path, $"not a safetensors file: its header would have {headerLength} bytes");
        }

        var rest = stream.Length - 8;
        if (headerLength > (ulong)rest)
        {
            throw new CorruptFileException(path, $"truncated: the header should have {headerLength} bytes, but {rest} follow");
        }

        var text = new byte[headerLength];
        stream.ReadExactly(text);
        var file = new SafetensorsFile(path);
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            using var header = JsonDocument.Parse(text, options);
            file.ReadTensors(stream, file.ReadHeader(header.RootElement, rest - text.Length));
            return file;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException and not CorruptFileException)
        {
            throw new CorruptFileException(path, $"bad header: {e.Message}", e);
        }
    }

    /// <summary>Writes the content to a stream.</summary>
    public void Write(Stream stream) => WriteTo(stream.Write);

    /// <summary>Gives the bytes of the file without gathering them in memory.</summary>
    internal void WriteTo(Sink sink)
    {
        // The widest elements first keeps every tensor aligned.
        var ordered = tensors
            .OrderByDescending(entry => SafeTensor.ElementSize(entry.Value.Type))
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .ToArray();
        var header = WriteHeader(ordered);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        sink(length);
        sink(header);
        foreach (var (_, tensor) in ordered)
        {
            sink(tensor.Bytes.Span);
        }
    }

    private SafeTensor Find<T>(string name)
    {
        if (!tensors.TryGetValue(name, out var tensor))
        {
            throw new CorruptFileException(Path, $"tensor '{name}' is missing");
        }

        return tensor.Type == SafeTensor.TypeOf<T>()
            ? tensor
            : throw new CorruptFileException(Path, $"tensor '{name}' holds {tensor.Type}, not {SafeTensor.TypeOf<T>()}");
    }

    /// <summary>Checks the header against the length of what follows it, and tells where the tensors are, in order.</summary>
    private List<(long Begin, long End, string Name, SafeTensorType Type, int[] Shape)> ReadHeader(JsonElement header, long length)
    {
        var ranges = new List<(long Begin, long End, string Name, SafeTensorType Type, int[] Shape)>();
        foreach (var entry in header.EnumerateObject())
        {
            if (entry.Name == MetadataKey)
            {
                foreach (var text in entry.Value.EnumerateObject())
                {
                    Metadata.Add(text.Name, text.Value.GetString() ?? throw Bad(MetadataKey, $"'{text.Name}' is null"));
                }

                continue;
            }

            var typeName = entry.Value.GetProperty("dtype").GetString();
            if (!Enum.TryParse<SafeTensorType>(typeName, out var type) || type.ToString() != typeName)
            {
                throw Bad(entry.Name, $"its type '{typeName}' is none of F32, F64, I64, U8");
            }

            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())];
            long[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
            if (offsets is not [var begin, var end] || begin < 0 || end < begin)
            {
                throw Bad(entry.Name, $"its offsets are [{string.Join(", ", offsets)}]");
            }

            if (end > length)
            {
                throw new CorruptFileException(Path, $"truncated: tensor '{entry.Name}' ends at byte {end} of {length}");
            }

            // Exact in decimal for any number of dimensions that fits a header of this length, or it overflows.
            var size = (decimal)SafeTensor.ElementSize(type);
            foreach (var side in shape)
            {
                size = side < 0 ? throw Bad(entry.Name, $"its shape has the length {side}") : Math.Min(size * side, long.MaxValue);
            }

            if (size != end - begin)
            {
                throw Bad(entry.Name, $"its shape [{string.Join(", ", shape)}] takes {size} bytes, but its offsets span {end - begin}");
            }

            if (size > Array.MaxLength)
            {
                throw Bad(entry.Name, $"its {size} bytes are more than an array can hold");
            }

            ranges.Add((begin, end, entry.Name, type, shape));
        }

        ranges.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        var expected = 0L;
        foreach (var (begin, end, name, _, _) in ranges)
        {
            if (begin != expected)
            {
                throw Bad(name, begin < expected ? "it overlaps another tensor" : $"{begin - expected} unused bytes precede it");
            }

            expected = end;
        }

        if (expected != length)
        {
            throw new CorruptFileException(Path, $"{length - expected} bytes follow the last tensor");
        }

        return ranges;
    }

    private void ReadTensors(Stream stream, List<(long Begin, long End, string Name, SafeTensorType Type, int[] Shape)> ranges)
    {
        foreach (var (begin, end, name, type, shape) in ranges)
        {
            var bytes = new byte[end - begin];
            stream.ReadExactly(bytes);
            tensors.Add(name, SafeTensor.Over(type, bytes, shape));
        }
    }

    private byte[] WriteHeader(IEnumerable<KeyValuePair<string, SafeTensor>> ordered)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var (name, tensor) in ordered)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.Type.ToString());
                WriteArray(json, "shape", tensor.Shape.Select(length => (long)length));
                WriteArray(json, "data_offsets", [offset, offset += tensor.Bytes.Length]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (stream.Length % 8 != 0)
        {
            stream.WriteByte((byte)' ');
        }

        return stream.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private CorruptFileException Bad(string name, string problem) => new(Path, $"bad header: tensor '{name}': {problem}");
}
