using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Snowball.Learning.Runs;

/// <summary>A line of a log: agent steps made so far, and values by name.</summary>
public sealed record LoggedMetrics(long Step, IReadOnlyDictionary<string, double> Values);

/// <summary>One JSON object a line, {"step":N,"name":value,...}, each handed to the system before the next begins.</summary>
public sealed class MetricsLog : IDisposable
{
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly StreamWriter writer;

    /// <summary>Continues a log, or starts it. Lines of later steps, and a last line that is not whole, are cut off.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lastStep">The last step to keep; below zero for a new log.</param>
    /// <exception cref="CorruptFileException">A line is no JSON object with a step.</exception>
    public MetricsLog(string path, long lastStep)
    {
        var kept = lastStep < 0 || !File.Exists(path) ? 0 : KeptLength(path, lastStep);
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        stream.SetLength(kept);
        stream.Seek(0, SeekOrigin.End);
        writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
    }

    /// <summary>Appends a line.</summary>
    /// <param name="step">Agent steps made so far.</param>
    /// <param name="metrics">Values by snake_case name; what is not finite is written as "NaN", "Infinity" or "-Infinity".</param>
    public void Write(long step, IReadOnlyDictionary<string, double> metrics)
    {
        var line = new StringBuilder($"{{\"step\":{step}");
        foreach (var (name, value) in metrics)
        {
            line.Append(',').Append(JsonSerializer.Serialize(name)).Append(':').Append(JsonSerializer.Serialize(value, Options));
        }

        writer.WriteLine(line.Append('}').ToString());
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => writer.Dispose();

    /// <summary>Reads a log, which may still be written: a last line that is not whole is left out.</summary>
    /// <exception cref="CorruptFileException">A line is no JSON object with a step and numbers.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<LoggedMetrics> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = reader.ReadToEnd().Split('\n');
        var metrics = new List<LoggedMetrics>(lines.Length);
        for (var number = 1; number < lines.Length; number++)
        {
            try
            {
                var values = JsonSerializer.Deserialize<Dictionary<string, double>>(lines[number - 1], Options)!;
                metrics.Add(new LoggedMetrics((long)values["step"], values));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException)
            {
                throw new CorruptFileException(path, $"line {number} is no JSON object with a step and numbers", e);
            }
        }

        return metrics;
    }

    /// <summary>The length up to the first line of a later step, or up to a last line without its end.</summary>
    private static int KeptLength(string path, long lastStep)
    {
        var bytes = File.ReadAllBytes(path);
        var start = 0;
        for (var number = 1; ; number++)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
            {
                return start;
            }

            try
            {
                using var line = JsonDocument.Parse(bytes.AsMemory(start, length));
                if (line.RootElement.GetProperty("step").GetInt64() > lastStep)
                {
                    return start;
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                throw new CorruptFileException(path, $"line {number} is no JSON object with a step", e);
            }

            start += length + 1;
        }
    }
}
