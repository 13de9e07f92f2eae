using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Snowball.Perception.Labels;

namespace Snowball.Perception.Datasets;

/// <summary>A frame of a folder but for its pixels: a line of <c>frames.jsonl</c>.</summary>
/// <param name="Id">Number of the frame, from 0, which names its pictures.</param>
/// <param name="Info">Where it comes from.</param>
/// <param name="Labels">What is known of it.</param>
public sealed record FrameRecord(int Id, FrameInfo Info, FrameLabels Labels)
{
    /// <summary>How everything in a folder is written: names in snake_case, vectors as arrays.</summary>
    public static JsonSerializerOptions Format { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new PlaneVectors(), new SpaceVectors() },
    };

    /// <summary>Its line, without the end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, Format);

    /// <summary>The frame of a line.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static FrameRecord OfLine(string line) => JsonSerializer.Deserialize<FrameRecord>(line, Format) ?? throw new JsonException("there is no frame");

    private sealed class PlaneVectors : JsonConverter<Vector2>
    {
        public override Vector2 Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            float[] values = JsonSerializer.Deserialize<float[]>(ref reader, options) ?? [];
            return values.Length == 2 ? new(values) : throw new JsonException("a place in a picture has two numbers");
        }

        public override void Write(Utf8JsonWriter writer, Vector2 value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(value.X);
            writer.WriteNumberValue(value.Y);
            writer.WriteEndArray();
        }
    }

    private sealed class SpaceVectors : JsonConverter<Vector3>
    {
        public override Vector3 Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            float[] values = JsonSerializer.Deserialize<float[]>(ref reader, options) ?? [];
            return values.Length == 3 ? new(values) : throw new JsonException("a place in space has three numbers");
        }

        public override void Write(Utf8JsonWriter writer, Vector3 value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(value.X);
            writer.WriteNumberValue(value.Y);
            writer.WriteNumberValue(value.Z);
            writer.WriteEndArray();
        }
    }
}
