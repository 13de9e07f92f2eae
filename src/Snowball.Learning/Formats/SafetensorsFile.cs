using System.Buffers.Binary;
using System.Text.Json;

namespace Snowball.Learning.Formats;

/// <summary>
/// Named tensors and text in one file: eight bytes with the length of a JSON header, the header, then the bytes of all
/// tensors without a gap (the safetensors format of Hugging Face, which the tools of Python read).
/// </summary>
public sealed class SafetensorsFile
{
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

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="CorruptFileException">It is no safetensors file, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafetensorsFile Read(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">All of the file.</param>
    /// <param name="path">What errors name as the file.</param>
    /// <exception cref="CorruptFileException">They are no safetensors file, or damaged.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> bytes, string path)
    {
        if (bytes.Length < 8)
        {
            throw new CorruptFileException(path, $"truncated: {bytes.Length} bytes are no safetensors file");
        }

        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (headerLength > LongestHeader)
        {
            throw new CorruptFileException(path, $"not a safetensors file: its header would have {headerLength} bytes");
        }

        if (headerLength > (ulong)bytes.Length - 8)
        {
            throw new CorruptFileException(path, $"truncated: the header should have {headerLength} bytes, but {bytes.Length - 8} follow");
        }

        var data = bytes[(8 + (int)headerLength)..];
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            using var header = JsonDocument.Parse(bytes.Slice(8, (int)headerLength), options);
            var file = new SafetensorsFile(path);
            file.ReadHeader(header.RootElement, data);
            return file;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException and not CorruptFileException)
        {
            throw new CorruptFileException(path, $"bad header: {e.Message}", e);
        }
    }

    /// <summary>Writes the content to a stream.</summary>
    public void Write(Stream stream)
    {
        // The widest elements first keeps every tensor aligned.
        var ordered = tensors
            .OrderByDescending(entry => SafeTensor.ElementSize(entry.Value.Type))
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .ToArray();
        var header = WriteHeader(ordered);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in ordered)
        {
            stream.Write(tensor.Bytes.Span);
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

    private void ReadHeader(JsonElement header, ReadOnlyMemory<byte> data)
    {
        var ranges = new List<(long Begin, long End, string Name)>();
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

            if (end > data.Length)
            {
                throw new CorruptFileException(Path, $"truncated: tensor '{entry.Name}' ends at byte {end} of {data.Length}");
            }

            // Exact in decimal for any number of dimensions that fits a header of this length, or it overflows.
            var size = (decimal)SafeTensor.ElementSize(type);
            foreach (var length in shape)
            {
                size = length < 0 ? throw Bad(entry.Name, $"its shape has the length {length}") : Math.Min(size * length, long.MaxValue);
            }

            if (size != end - begin)
            {
                throw Bad(entry.Name, $"its shape [{string.Join(", ", shape)}] takes {size} bytes, but its offsets span {end - begin}");
            }

            ranges.Add((begin, end, entry.Name));
            tensors.Add(entry.Name, SafeTensor.FromBytes(type, data.Span[(int)begin..(int)end], shape));
        }

        ranges.Sort();
        var expected = 0L;
        foreach (var (begin, end, name) in ranges)
        {
            if (begin != expected)
            {
                throw Bad(name, begin < expected ? "it overlaps another tensor" : $"{begin - expected} unused bytes precede it");
            }

            expected = end;
        }

        if (expected != data.Length)
        {
            throw new CorruptFileException(Path, $"{data.Length - expected} bytes follow the last tensor");
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
