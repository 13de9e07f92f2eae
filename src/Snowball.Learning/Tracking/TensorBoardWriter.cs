using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;

namespace Snowball.Learning.Tracking;

/// <summary>
/// Writes scalars, histograms, pictures and text that TensorBoard shows: Event messages of TensorFlow's event.proto, encoded by hand, in
/// the framing of TFRecord (length, masked CRC, data, masked CRC). Each record is handed to the system before the next begins.
/// </summary>
public sealed class TensorBoardWriter : IDisposable
{
    // Fields of Event, Summary, Summary.Value, Summary.Image, SessionLog, HistogramProto, SummaryMetadata and TensorProto, each with its wire type in the low three bits.
    private const uint EventWallTime = 1 << 3 | 1, EventStep = 2 << 3, EventFileVersion = 3 << 3 | 2;
    private const uint EventSummary = 5 << 3 | 2, EventSessionLog = 7 << 3 | 2;
    private const uint SummaryValue = 1 << 3 | 2, ValueTag = 1 << 3 | 2, ValueSimple = 2 << 3 | 5;
    private const uint ValueImage = 4 << 3 | 2, ImageHeight = 1 << 3, ImageWidth = 2 << 3, ImageColours = 3 << 3, ImageEncoded = 4 << 3 | 2;
    private const uint ValueHistogram = 5 << 3 | 2, ValueTensor = 8 << 3 | 2, ValueMetadata = 9 << 3 | 2;
    private const uint SessionLogStatus = 1 << 3;
    private const uint HistogramMin = 1 << 3 | 1, HistogramMax = 2 << 3 | 1, HistogramNumber = 3 << 3 | 1, HistogramSum = 4 << 3 | 1;
    private const uint HistogramSquares = 5 << 3 | 1, HistogramLimits = 6 << 3 | 2, HistogramCounts = 7 << 3 | 2;
    private const uint MetadataPlugin = 1 << 3 | 2, PluginName = 1 << 3 | 2;
    private const uint TensorType = 1 << 3, TensorShape = 2 << 3 | 2, TensorString = 8 << 3 | 2, ShapeSize = 2 << 3 | 2, SizeOfDimension = 1 << 3;
    private const int SessionStart = 1, StringType = 7;
    private const int Buckets = 30;

    // Where the header of a PNG tells its width and height, and the colour space of red, green and blue.
    private const int PngWidth = 16, PngHeight = 20, RedGreenBlue = 3;

    private readonly FileStream stream;
    private readonly TimeProvider clock;

    /// <summary>Starts a new file in the folder; TensorBoard reads all files of a folder in their order.</summary>
    /// <param name="folder">The run's folder; it is created if it is missing.</param>
    /// <param name="firstStep">The first step that will be written. What other files hold from it on is no longer shown.</param>
    /// <param name="clock">Stamps the events and names the file.</param>
    public TensorBoardWriter(string folder, long firstStep, TimeProvider clock)
    {
        this.clock = clock;
        Directory.CreateDirectory(folder);
        stream = Create(folder, clock.GetUtcNow());
        WriteEvent(output =>
        {
            output.WriteTag(EventFileVersion);
            output.WriteString("brain.Event:2");
        });
        WriteEvent(output =>
        {
            WriteStep(output, firstStep);
            WriteMessage(output, EventSessionLog, log =>
            {
                log.WriteTag(SessionLogStatus);
                log.WriteEnum(SessionStart);
            });
        });
    }

    /// <summary>Writes values of a step.</summary>
    /// <param name="step">Agent steps made so far.</param>
    /// <param name="scalars">Values by tag.</param>
    public void Write(long step, IReadOnlyDictionary<string, double> scalars) => WriteSummary(step, summary =>
    {
        foreach (var (tag, value) in scalars)
        {
            WriteValue(summary, tag, entry =>
            {
                entry.WriteTag(ValueSimple);
                entry.WriteFloat((float)value);
            });
        }
    });

    /// <summary>Writes how values are distributed, in 30 buckets of the same width.</summary>
    /// <param name="step">Agent steps made so far.</param>
    /// <param name="tag">Name.</param>
    /// <param name="values">At least one, all finite.</param>
    public void WriteHistogram(long step, string tag, ReadOnlySpan<double> values)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity, sum = 0, squares = 0;
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
            (sum, squares) = (sum + value, squares + value * value);
        }

        var limits = new double[Buckets];
        var counts = new double[Buckets];
        var width = high > low ? (high - low) / Buckets : 1.0 / Buckets;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            limits[bucket] = low + (bucket + 1) * width;
        }

        foreach (var value in values)
        {
            counts[Math.Min((int)((value - low) / width), Buckets - 1)]++;
        }

        var number = values.Length;
        WriteSummary(step, summary => WriteValue(summary, tag, entry => WriteMessage(entry, ValueHistogram, histogram =>
        {
            WriteDouble(histogram, HistogramMin, low);
            WriteDouble(histogram, HistogramMax, high);
            WriteDouble(histogram, HistogramNumber, number);
            WriteDouble(histogram, HistogramSum, sum);
            WriteDouble(histogram, HistogramSquares, squares);
            WritePacked(histogram, HistogramLimits, limits);
            WritePacked(histogram, HistogramCounts, counts);
        })));
    }

    /// <summary>Writes a picture.</summary>
    /// <param name="step">Agent steps made so far.</param>
    /// <param name="tag">Name.</param>
    /// <param name="png">A PNG of red, green and blue.</param>
    public void WriteImage(long step, string tag, byte[] png) => WriteSummary(step, summary => WriteValue(summary, tag, entry => WriteMessage(entry, ValueImage, image =>
    {
        image.WriteTag(ImageHeight);
        image.WriteInt32(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(PngHeight)));
        image.WriteTag(ImageWidth);
        image.WriteInt32(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(PngWidth)));
        image.WriteTag(ImageColours);
        image.WriteInt32(RedGreenBlue);
        image.WriteTag(ImageEncoded);
        image.WriteBytes(ByteString.CopyFrom(png));
    })));

    /// <summary>Writes text, as the text plugin shows it.</summary>
    /// <param name="step">Agent steps made so far.</param>
    /// <param name="tag">Name.</param>
    /// <param name="markdown">The text, Markdown.</param>
    public void WriteText(long step, string tag, string markdown) => WriteSummary(step, summary => WriteValue(summary, tag, entry =>
    {
        WriteMessage(entry, ValueTensor, tensor =>
        {
            tensor.WriteTag(TensorType);
            tensor.WriteEnum(StringType);
            WriteMessage(tensor, TensorShape, shape => WriteMessage(shape, ShapeSize, size =>
            {
                size.WriteTag(SizeOfDimension);
                size.WriteInt64(1);
            }));
            tensor.WriteTag(TensorString);
            tensor.WriteString(markdown);
        });
        WriteMessage(entry, ValueMetadata, metadata => WriteMessage(metadata, MetadataPlugin, plugin =>
        {
            plugin.WriteTag(PluginName);
            plugin.WriteString("text");
        }));
    }));

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    /// <summary>CRC-32C of the data, rotated and shifted as TFRecord asks, so that a CRC of a CRC means something.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        crc = ~crc;
        return (crc >> 15 | crc << 17) + 0xa282ead8;
    }

    private static FileStream Create(string folder, DateTimeOffset now)
    {
        // Names sort by their time; the number tells two runs of one second apart.
        for (var number = 0; ; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{now.ToUnixTimeSeconds():D10}.snowball.{number:D3}");
            try
            {
                return new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }
            catch (IOException) when (File.Exists(Path.Combine(folder, name)))
            {
            }
        }
    }

    private static void WriteStep(CodedOutputStream output, long step)
    {
        output.WriteTag(EventStep);
        output.WriteInt64(step);
    }

    private static void WriteValue(CodedOutputStream summary, string tag, Action<CodedOutputStream> write) => WriteMessage(summary, SummaryValue, entry =>
    {
        entry.WriteTag(ValueTag);
        entry.WriteString(tag);
        write(entry);
    });

    private static void WriteDouble(CodedOutputStream output, uint field, double value)
    {
        output.WriteTag(field);
        output.WriteDouble(value);
    }

    private static void WritePacked(CodedOutputStream output, uint field, double[] values)
    {
        output.WriteTag(field);
        output.WriteLength(values.Length * sizeof(double));
        foreach (var value in values)
        {
            output.WriteDouble(value);
        }
    }

    private static void WriteMessage(CodedOutputStream output, uint field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field);
        output.WriteBytes(Message(write));
    }

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            write(output);
        }

        return ByteString.CopyFrom(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void WriteSummary(long step, Action<CodedOutputStream> write) => WriteEvent(output =>
    {
        WriteStep(output, step);
        WriteMessage(output, EventSummary, write);
    });

    private void WriteEvent(Action<CodedOutputStream> write)
    {
        var data = Message(output =>
        {
            output.WriteTag(EventWallTime);
            output.WriteDouble(clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
            write(output);
        }).Span;

        // One write a record: a kill in between leaves a whole record or a cut one at the end, which readers pass over.
        var record = new byte[data.Length + 16];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        data.CopyTo(record.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), MaskedCrc(data));
        stream.Write(record);
        stream.Flush();
    }
}
