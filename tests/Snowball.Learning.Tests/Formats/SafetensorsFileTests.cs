using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Snowball.Learning.Formats;

namespace Snowball.Learning.Tests.Formats;

public sealed class SafetensorsFileTests : TemporaryFolder
{
    private static readonly Gen<(string Name, SafeTensor Tensor)> GenTensor =
        from name in Gen.String[1, 12]
        from shape in Gen.Int[0, 4].Array[0, 3]
        from type in Gen.Enum<SafeTensorType>()
        let count = shape.Aggregate(1, (a, b) => a * b)
        from values in Gen.Double.Array[count]
        select (name, type switch
        {
            SafeTensorType.F32 => SafeTensor.From<float>([.. values.Select(v => (float)v)], shape),
            SafeTensorType.F64 => SafeTensor.From<double>(values, shape),
            SafeTensorType.I64 => SafeTensor.From<long>([.. values.Select(BitConverter.DoubleToInt64Bits)], shape),
            _ => SafeTensor.From<byte>([.. values.Select(v => (byte)BitConverter.DoubleToInt64Bits(v))], shape),
        });

    [Fact]
    public void WhatIsWrittenIsRead() =>
        Gen.Select(GenTensor.Array[0, 6], Gen.Dictionary(Gen.String, Gen.String)[0, 3]).Sample((tensors, metadata) =>
        {
            var file = new SafetensorsFile("memory");
            foreach (var (name, tensor) in tensors.DistinctBy(entry => entry.Name))
            {
                file.Add(name, tensor);
            }

            foreach (var (key, value) in metadata)
            {
                file.Metadata.Add(key, value);
            }

            var bytes = Bytes(file);
            var read = SafetensorsFile.Read(new MemoryStream(bytes), "memory");

            Assert.Equal(metadata, read.Metadata);
            Assert.Equal(file.Tensors.Keys.Order(), read.Tensors.Keys.Order());
            foreach (var (name, tensor) in file.Tensors)
            {
                Assert.Equal(tensor.Type, read.Tensors[name].Type);
                Assert.Equal(tensor.Shape, read.Tensors[name].Shape);
                Assert.Equal(tensor.Bytes.ToArray(), read.Tensors[name].Bytes.ToArray());
            }

            Assert.Equal(bytes, Bytes(read));
        });

    /// <summary>The layout that the format's description gives, byte by byte.</summary>
    [Fact]
    public void WritesThePublishedLayout()
    {
        var file = new SafetensorsFile("memory");
        file.Add<float>("w", [1, -2], 2, 1);
        const string header = """{"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""";

        Assert.Equal(0, header.Length % 8);
        Assert.Equal([(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(header), 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], Bytes(file));
    }

    [Fact]
    public void TensorsAreAlignedToTheirElements()
    {
        var file = new SafetensorsFile("memory");
        file.Add<byte>("a", [1, 2, 3], 3);
        file.Add<double>("b", [4]);
        file.Add<float>("c", [5], 1);

        var bytes = Bytes(file);
        var header = BinaryPrimitives.ReadInt32LittleEndian(bytes);

        Assert.Equal(0, header % 8);
        Assert.Equal(4.0, BitConverter.ToDouble(bytes, 8 + header));
        Assert.Equal(5f, BitConverter.ToSingle(bytes, 8 + header + 8));
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        var file = new SafetensorsFile("memory");
        file.Metadata["key"] = "value";
        file.Add<double>("a", [1, 2], 2);
        file.Add<byte>("b", [3], 1);
        var bytes = Bytes(file);

        for (var length = 0; length < bytes.Length; length++)
        {
            var e = Assert.Throws<CorruptFileException>(() => SafetensorsFile.Read(new MemoryStream(bytes, 0, length), "cut.safetensors"));
            Assert.StartsWith("cut.safetensors: truncated", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "bad header")]
    [InlineData("[]", "bad header")]
    [InlineData("{", "bad header")]
    [InlineData("""{"a":1}""", "bad header")]
    [InlineData("""{"a":{}}""", "bad header")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[8],"data_offsets":[0,8]}}""", "'BF16' is none of")]
    [InlineData("""{"a":{"dtype":"0","shape":[2],"data_offsets":[0,8]}}""", "'0' is none of")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "shape [3] takes 12 bytes, but its offsets span 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "length -2")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""", "takes 9223372036854775807 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", "bad header")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0]}}""", "offsets are [0]")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[8,0]}}""", "offsets are [8, 0]")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[-8,0]}}""", "offsets are [-8, 0]")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}""", "truncated: tensor 'a' ends at byte 9 of 8")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "4 bytes follow the last tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "4 unused bytes precede it")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "'b': it overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", "bad header")]
    [InlineData("""{"__metadata__":{"key":1},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", "bad header")]
    [InlineData("""{"__metadata__":{"key":null},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", "'key' is null")]
    public void ABadHeaderIsRefused(string header, string problem)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + 8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);

        var e = Assert.Throws<CorruptFileException>(() => SafetensorsFile.Read(new MemoryStream(bytes), "bad.safetensors"));

        Assert.StartsWith("bad.safetensors: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherFormatIsRefused()
    {
        var e = Assert.Throws<CorruptFileException>(() => SafetensorsFile.Read(new MemoryStream("PK\u0003\u0004 a zip archive"u8.ToArray()), "model.zip"));

        Assert.Contains("not a safetensors file", e.Message, StringComparison.Ordinal);
    }

    /// <summary>No damage to a single byte may end in anything but an answer or a <see cref="CorruptFileException"/>.</summary>
    [Fact]
    public void DamageNeverCrashesTheReader()
    {
        var file = new SafetensorsFile("memory");
        file.Metadata["key"] = "value";
        file.Add<float>("weight", [1, 2, 3, 4, 5, 6], 2, 3);
        file.Add<long>("count", [7]);
        var bytes = Bytes(file);

        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Sample((position, value) =>
        {
            byte[] damaged = [.. bytes];
            damaged[position] = value;
            try
            {
                SafetensorsFile.Read(new MemoryStream(damaged), "damaged");
            }
            catch (CorruptFileException)
            {
            }
        }, iter: 20_000);
    }

    [Fact]
    public void GetChecksNameTypeAndShape()
    {
        var file = new SafetensorsFile(File("a.safetensors"));
        file.Add<float>("w", [1, 2, 3, 4, 5, 6], 2, 3);
        file.Write();

        var read = SafetensorsFile.Read(file.Path);

        Assert.Equal([1, 2, 3, 4, 5, 6], read.Get<float>("w", 2, 3));
        Assert.Contains("'v' is missing", Assert.Throws<CorruptFileException>(() => read.Get<float>("v", 2, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("holds F32, not F64", Assert.Throws<CorruptFileException>(() => read.Get<double>("w", 2, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("shape [2, 3], not [3, 2]", Assert.Throws<CorruptFileException>(() => read.Get<float>("w", 3, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => file.Add<float>("w", [1], 1));
        Assert.Throws<ArgumentException>(() => file.Add<float>("__metadata__", [1], 1));
        Assert.Throws<ArgumentException>(() => file.Add<float>("short", [1], 2));
    }

    private static byte[] Bytes(SafetensorsFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }
}
