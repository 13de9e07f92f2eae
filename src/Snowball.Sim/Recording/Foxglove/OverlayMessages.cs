using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Snowball.Sim.Numerics;
using Snowball.Sim.Overlays;

namespace Snowball.Sim.Recording.Foxglove;

/// <summary>
/// Overlays as messages that Foxglove shows: paths and tracks as scenes, points as a point cloud, pictures as images. What a scene cannot say
/// of a track is in the metadata of its entity, so that an overlay reads back as it was, to the bit.
/// </summary>
internal static class OverlayMessages
{
    /// <summary>Kinds of overlays, by which a channel says what it has.</summary>
    public const string Path = "path", Points = "points", Tracks = "tracks", Image = "image";

    // An ellipse holds 95 % of a normal distribution in the plane: the square root of chi-square's quantile with two degrees of freedom.
    private const float EllipseDeviations = 2.4477f;
    private const int EllipsePoints = 24;
    private static readonly Vector4 s_path = new(0.1f, 0.75f, 1f, 0.9f), s_track = new(1f, 0.6f, 0.1f, 0.5f), s_ellipse = new(1f, 0.2f, 0.6f, 1f);
    private static readonly string[] s_cloud = ["x", "y", "z", "intensity"];
    private static readonly Dictionary<string, string> s_nothing = [];

    /// <summary>Kind of an overlay, and name and text of its schema.</summary>
    public static (string Kind, string SchemaName, string Schema) Describe(Overlay overlay) => overlay switch
    {
        PathOverlay => (Path, FoxgloveSchemas.SceneUpdateName, FoxgloveSchemas.SceneUpdate),
        PointsOverlay => (Points, FoxgloveSchemas.PointCloudName, FoxgloveSchemas.PointCloud),
        TracksOverlay => (Tracks, FoxgloveSchemas.SceneUpdateName, FoxgloveSchemas.SceneUpdate),
        ImageOverlay => (Image, FoxgloveSchemas.CompressedImageName, FoxgloveSchemas.CompressedImage),
        _ => throw new ArgumentException($"There is no message for {overlay.GetType().Name}.", nameof(overlay)),
    };

    /// <summary>Writes an overlay.</summary>
    /// <exception cref="ArgumentException">A number is not finite, or what belongs together differs in length.</exception>
    public static void Write(Utf8JsonWriter json, ulong timeNs, Overlay overlay)
    {
        switch (overlay)
        {
            case PathOverlay path:
                var line = new SceneLine(SceneLineKind.Strip, Thickness: 0.25f, s_path, path.Points);
                json.WriteScene(timeNs, [new SceneEntity(Path, [], [line], s_nothing)], deletesOthers: false);
                break;
            case PointsOverlay points:
                json.WritePointCloud(timeNs, s_cloud, Pack(points));
                break;
            case TracksOverlay tracks:
                var entities = new List<SceneEntity>(tracks.Tracks.Count);
                foreach (var track in tracks.Tracks) entities.Add(Entity(track));
                json.WriteScene(timeNs, entities, deletesOthers: true);
                break;
            case ImageOverlay image:
                if (image.Width < 1 || image.Height < 1 || image.Grey.Length != (long)image.Width * image.Height)
                {
                    throw new ArgumentException($"a picture of {image.Width} x {image.Height} pixels has {image.Grey.Length} bytes");
                }

                json.WriteImage(timeNs, image.Channel, Png.Encode(image.Width, image.Height, image.Grey));
                break;
        }
    }

    /// <summary>Reads an overlay of one of the kinds.</summary>
    /// <exception cref="FormatException">The message is not as <see cref="Write"/> wrote it; or what JsonElement throws then.</exception>
    public static Overlay Read(JsonElement json, string kind, string channel) => kind switch
    {
        Path => new PathOverlay(channel, ReadPath(json)),
        Points => ReadPoints(json, channel),
        Tracks => new TracksOverlay(channel, JsonFields.Array(json, "entities", ReadTrack)),
        _ => ReadImage(json, channel),
    };

    private static byte[] Pack(PointsOverlay points)
    {
        if (points.Values.Count != points.Points.Count)
        {
            throw new ArgumentException($"{points.Points.Count} points have {points.Values.Count} values");
        }

        var packed = new Vector4[points.Points.Count];
        for (int i = 0; i < packed.Length; i++) packed[i] = new(points.Points[i], points.Values[i]);
        // As on every machine that .NET runs on here, little-endian.
        return MemoryMarshal.AsBytes(packed.AsSpan()).ToArray();
    }

    private static PointsOverlay ReadPoints(JsonElement json, string channel)
    {
        byte[] data = JsonFields.Field(json, "data").GetBytesFromBase64();
        if (JsonFields.Field(json, "point_stride").GetInt32() != s_cloud.Length * sizeof(float) || data.Length % (s_cloud.Length * sizeof(float)) != 0)
        {
            throw new FormatException($"{data.Length} bytes are no points of {s_cloud.Length} numbers");
        }

        var packed = MemoryMarshal.Cast<byte, Vector4>(data);
        var points = new Vector3[packed.Length];
        var values = new float[packed.Length];
        for (int i = 0; i < packed.Length; i++) (points[i], values[i]) = (new(packed[i].X, packed[i].Y, packed[i].Z), packed[i].W);
        return new PointsOverlay(channel, points, values);
    }

    private static Vector3[] ReadPath(JsonElement json)
    {
        var entities = JsonFields.Array(json, "entities", entity => JsonFields.Array(entity, "lines", line => JsonFields.Array(line, "points", ReadVector)));
        return entities is [[var points]] ? points : throw new FormatException("a path is one line of one entity");
    }

    private static SceneEntity Entity(in Track track)
    {
        var centre = track.Position with { Z = track.Position.Z + 0.5f * track.Size.Z };
        var (sin, cos) = Elementary.SinCos(0.5f * track.Heading);
        var lines = new List<SceneLine>();
        if (track.CovarianceXX > 0f || track.CovarianceYY > 0f) lines.Add(new(SceneLineKind.Loop, 0.1f, s_ellipse, Ellipse(track)));
        return new SceneEntity(
            track.Id.ToString(CultureInfo.InvariantCulture), [new SceneCube(centre, new(0f, 0f, sin, cos), track.Size, s_track)], lines,
            new Dictionary<string, string>
            {
                ["z_m"] = Text(track.Position.Z), ["heading_rad"] = Text(track.Heading),
                ["vx_mps"] = Text(track.Velocity.X), ["vy_mps"] = Text(track.Velocity.Y),
                ["covariance_xx_m2"] = Text(track.CovarianceXX), ["covariance_xy_m2"] = Text(track.CovarianceXY), ["covariance_yy_m2"] = Text(track.CovarianceYY),
            });
    }

    private static Track ReadTrack(JsonElement entity)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in JsonFields.Array(
            entity, "metadata", pair => (JsonFields.Text(JsonFields.Field(pair, "key")), JsonFields.Text(JsonFields.Field(pair, "value")))))
        {
            metadata[key] = value;
        }

        var cubes = JsonFields.Array(
            entity, "cubes", cube => (Centre: ReadVector(JsonFields.Field(JsonFields.Field(cube, "pose"), "position")), Size: ReadVector(JsonFields.Field(cube, "size"))));
        if (cubes is not [var (centre, size)]) throw new FormatException("a track is one cube");
        return new Track(
            int.Parse(JsonFields.Text(JsonFields.Field(entity, "id")), CultureInfo.InvariantCulture), new(centre.X, centre.Y, Number("z_m")), Number("heading_rad"),
            size, new(Number("vx_mps"), Number("vy_mps")), Number("covariance_xx_m2"), Number("covariance_xy_m2"), Number("covariance_yy_m2"));

        float Number(string key) => metadata.TryGetValue(key, out string? text)
            ? float.Parse(text, CultureInfo.InvariantCulture)
            : throw new FormatException($"the metadata '{key}' of a track is missing");
    }

    /// <summary>Around the position on the ground: the image of a circle by the Cholesky factor of the covariance.</summary>
    private static Vector3[] Ellipse(in Track track)
    {
        float xx = MathF.Sqrt(MathF.Max(track.CovarianceXX, 0f)), y = MathF.Sqrt(MathF.Max(track.CovarianceYY, 0f));
        float xy = xx > 0f ? Elementary.Clip(track.CovarianceXY / xx, -y, y) : 0f, yy = MathF.Sqrt(MathF.Max(y * y - xy * xy, 0f));
        var points = new Vector3[EllipsePoints];
        for (int i = 0; i < points.Length; i++)
        {
            var (sin, cos) = Elementary.SinCos(2f * Elementary.Pi * i / EllipsePoints);
            points[i] = SceneRounding.Round(track.Position + EllipseDeviations * new Vector3(xx * cos, xy * cos + yy * sin, 0f));
        }

        return points;
    }

    private static ImageOverlay ReadImage(JsonElement json, string channel)
    {
        var (width, height, grey) = Png.DecodeGrey(JsonFields.Field(json, "data").GetBytesFromBase64());
        return new ImageOverlay(channel, width, height, grey);
    }

    private static Vector3 ReadVector(JsonElement json) => new(
        JsonFields.Number(JsonFields.Field(json, "x")), JsonFields.Number(JsonFields.Field(json, "y")), JsonFields.Number(JsonFields.Field(json, "z")));

    private static string Text(float value) => float.IsFinite(value)
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : throw new ArgumentException($"a track has a number that is {value}");
}
