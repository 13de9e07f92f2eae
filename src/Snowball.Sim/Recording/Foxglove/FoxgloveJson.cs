using System.Numerics;
using System.Text.Json;

namespace Snowball.Sim.Recording.Foxglove;

/// <summary>Writes Foxglove's messages.</summary>
internal static class FoxgloveJson
{
    /// <summary>Name of the frame that positions are in.</summary>
    public const string World = "world";

    private const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>What rollouts have no use for.</summary>
    private static readonly string[] s_before = ["arrows"], s_between = ["spheres", "cylinders"], s_after = ["triangles", "texts", "models"];

    /// <summary>A <c>foxglove.SceneUpdate</c>.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="timeNs">Simulated time.</param>
    /// <param name="entities">What is there.</param>
    /// <param name="deletesOthers">Everything that came earlier on the channel goes.</param>
    public static void WriteScene(this Utf8JsonWriter json, ulong timeNs, IReadOnlyList<SceneEntity> entities, bool deletesOthers)
    {
        json.WriteStartObject();
        json.WriteStartArray("deletions");
        if (deletesOthers)
        {
            json.WriteStartObject();
            json.WriteTime(timeNs);
            json.WriteNumber("type", 1);
            json.WriteString("id", "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("entities");
        foreach (SceneEntity entity in entities)
        {
            json.WriteEntity(timeNs, entity);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A <c>foxglove.FrameTransforms</c>: poses of named frames in the world.</summary>
    public static void WriteTransforms(this Utf8JsonWriter json, ulong timeNs, IEnumerable<(string Frame, Vector3 Position, Quaternion Orientation)> frames)
    {
        json.WriteStartObject();
        json.WriteStartArray("transforms");
        foreach ((string frame, Vector3 position, Quaternion orientation) in frames)
        {
            json.WriteStartObject();
            json.WriteTime(timeNs);
            json.WriteString("parent_frame_id", World);
            json.WriteString("child_frame_id", frame);
            json.WriteVector("translation", position);
            json.WriteQuaternion("rotation", orientation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A <c>foxglove.PointCloud</c> in the world.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="timeNs">Simulated time.</param>
    /// <param name="fields">Names of the 32-bit floating-point numbers of a point.</param>
    /// <param name="data">[points x fields], little-endian.</param>
    public static void WritePointCloud(this Utf8JsonWriter json, ulong timeNs, ReadOnlySpan<string> fields, ReadOnlySpan<byte> data)
    {
        json.WriteStartObject();
        json.WriteTime(timeNs);
        json.WriteString("frame_id", World);
        json.WritePose(Vector3.Zero, Quaternion.Identity);
        json.WriteNumber("point_stride", fields.Length * sizeof(float));
        json.WriteStartArray("fields");
        for (int i = 0; i < fields.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", fields[i]);
            json.WriteNumber("offset", i * sizeof(float));
            json.WriteNumber("type", FoxgloveSchemas.Float32);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBase64String("data", data);
        json.WriteEndObject();
    }

    /// <summary>A <c>foxglove.CompressedImage</c>.</summary>
    public static void WriteImage(this Utf8JsonWriter json, ulong timeNs, string frame, byte[] png)
    {
        json.WriteStartObject();
        json.WriteTime(timeNs);
        json.WriteString("frame_id", frame);
        json.WriteBase64String("data", png);
        json.WriteString("format", "png");
        json.WriteEndObject();
    }

    private static void WriteEntity(this Utf8JsonWriter json, ulong timeNs, SceneEntity entity)
    {
        json.WriteStartObject();
        json.WriteTime(timeNs);
        json.WriteString("frame_id", World);
        json.WriteString("id", entity.Id);
        json.WriteTime(0, "lifetime");
        json.WriteBoolean("frame_locked", true);
        json.WriteStartArray("metadata");
        foreach ((string key, string value) in entity.Metadata)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEmpty(s_before);
        json.WriteStartArray("cubes");
        foreach (SceneCube cube in entity.Cubes)
        {
            json.WriteStartObject();
            json.WritePose(cube.Centre, cube.Orientation);
            json.WriteVector("size", cube.Size);
            json.WriteColour(cube.Colour);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEmpty(s_between);
        json.WriteStartArray("lines");
        foreach (SceneLine line in entity.Lines)
        {
            json.WriteLine(line);
        }

        json.WriteEndArray();
        json.WriteEmpty(s_after);
        json.WriteEndObject();
    }

    private static void WriteLine(this Utf8JsonWriter json, SceneLine line)
    {
        json.WriteStartObject();
        json.WriteNumber("type", (int)line.Kind);
        json.WritePose(Vector3.Zero, Quaternion.Identity);
        json.WriteNumber("thickness", line.Thickness);
        json.WriteBoolean("scale_invariant", false);
        json.WriteStartArray("points");
        foreach (Vector3 point in line.Points)
        {
            json.WriteStartObject();
            json.WriteComponents(point);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteColour(line.Colour);
        json.WriteEmpty(["colors", "indices"]);
        json.WriteEndObject();
    }

    private static void WriteTime(this Utf8JsonWriter json, ulong timeNs, string name = "timestamp")
    {
        json.WriteStartObject(name);
        json.WriteNumber("sec", timeNs / NanosecondsPerSecond);
        json.WriteNumber("nsec", timeNs % NanosecondsPerSecond);
        json.WriteEndObject();
    }

    private static void WritePose(this Utf8JsonWriter json, Vector3 position, Quaternion orientation)
    {
        json.WriteStartObject("pose");
        json.WriteVector("position", position);
        json.WriteQuaternion("orientation", orientation);
        json.WriteEndObject();
    }

    private static void WriteVector(this Utf8JsonWriter json, string name, Vector3 vector)
    {
        json.WriteStartObject(name);
        json.WriteComponents(vector);
        json.WriteEndObject();
    }

    private static void WriteQuaternion(this Utf8JsonWriter json, string name, Quaternion quaternion)
    {
        json.WriteStartObject(name);
        json.WriteComponents(new(quaternion.X, quaternion.Y, quaternion.Z));
        json.WriteNumber("w", quaternion.W);
        json.WriteEndObject();
    }

    private static void WriteComponents(this Utf8JsonWriter json, Vector3 vector)
    {
        json.WriteNumber("x", vector.X);
        json.WriteNumber("y", vector.Y);
        json.WriteNumber("z", vector.Z);
    }

    private static void WriteColour(this Utf8JsonWriter json, Vector4 colour)
    {
        json.WriteStartObject("color");
        json.WriteNumber("r", colour.X);
        json.WriteNumber("g", colour.Y);
        json.WriteNumber("b", colour.Z);
        json.WriteNumber("a", colour.W);
        json.WriteEndObject();
    }

    private static void WriteEmpty(this Utf8JsonWriter json, ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }
    }
}
