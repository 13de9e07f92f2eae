using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;

namespace Snowball.Learning.Tracking;

/// <summary>
/// Writes scalars that TensorBoard shows: Event messages of TensorFlow's event.proto, encoded by hand, in the framing
/// of TFRecord (length, masked CRC, data, masked CRC). Each record is handed to the system before the next begins.
/// </summary>
public sealed class TensorBoardWriter : IDisposable
{
    // Fields of Event, Summary, Summary.Value and SessionLog, each with its wire type in the low three bits.
    private const uint EventWallTime = 1 << 3 | 1, EventStep = 2 << 3, EventFileVersion = 3 << 3 | 2;
    private const uint EventSummary = 5 << 3 | 2, EventSessionLog = 7 << 3 | 2;
    private const uint SummaryValue = 1 << 3 | 2, ValueTag = 1 << 3 | 2, ValueSimple = 2 << 3 | 5;
    private const uint SessionLogStatus = 1 << 3;
    private const int SessionStart = 1;

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
            output.WriteTag(EventSessionLog);
            output.WriteBytes(Message(log =>
            {
                log.WriteTag(SessionLogStatus);
                log.WriteEnum(SessionStart);
            }));
        });
    }

    /// <summary>Writes values of a step.</summary>
    /// <param name="step">Agent steps made so far.</param>
    /// <param name="scalars">Values by tag.</param>
    public void Write(long step, IReadOnlyDictionary<string, double> scalars) => WriteEvent(output =>
    {
        WriteStep(output, step);
        output.WriteTag(EventSummary);
        output.WriteBytes(Message(summary =>
        {
            foreach (var (tag, value) in scalars)
            {
                summary.WriteTag(SummaryValue);
                summary.WriteBytes(Message(entry =>
                {
                    entry.WriteTag(ValueTag);
                    entry.WriteString(tag);
                    entry.WriteTag(ValueSimple);
                    entry.WriteFloat((float)value);
                }));
            }
        }));
    });

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

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            write(output);
        }

        return ByteString.CopyFrom(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

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
