namespace Snowball.Sim.Recording.Foxglove;

/// <summary>
/// The message types of Foxglove that rollouts have, as JSON schemas: names and fields are those of Foxglove's documentation
/// (docs.foxglove.dev/docs/sdk/schemas), by which it knows how to show them. What rollouts leave empty is described as lists of objects.
/// </summary>
internal static class FoxgloveSchemas
{
    public const string SceneUpdateName = "foxglove.SceneUpdate";
    public const string FrameTransformsName = "foxglove.FrameTransforms";
    public const string PointCloudName = "foxglove.PointCloud";
    public const string CompressedImageName = "foxglove.CompressedImage";

    /// <summary><c>foxglove.NumericType</c> of 32-bit floating-point numbers.</summary>
    public const int Float32 = 7;

    private const string Time = """
        { "type": "object", "title": "time", "properties": { "sec": { "type": "integer", "minimum": 0 }, "nsec": { "type": "integer", "minimum": 0, "maximum": 999999999 } } }
        """;

    private const string Duration = """
        { "type": "object", "title": "duration", "properties": { "sec": { "type": "integer" }, "nsec": { "type": "integer", "minimum": 0, "maximum": 999999999 } } }
        """;

    private const string Vector = """
        { "type": "object", "required": ["x", "y", "z"], "properties": { "x": { "type": "number" }, "y": { "type": "number" }, "z": { "type": "number" } } }
        """;

    private const string Quaternion = """
        {
          "type": "object", "required": ["x", "y", "z", "w"],
          "properties": { "x": { "type": "number" }, "y": { "type": "number" }, "z": { "type": "number" }, "w": { "type": "number" } }
        }
        """;

    private const string Pose = $$"""
        { "type": "object", "required": ["position", "orientation"], "properties": { "position": {{Vector}}, "orientation": {{Quaternion}} } }
        """;

    private const string Colour = """
        {
          "type": "object", "required": ["r", "g", "b", "a"],
          "properties": { "r": { "type": "number" }, "g": { "type": "number" }, "b": { "type": "number" }, "a": { "type": "number" } }
        }
        """;

    private const string Objects = """{ "type": "array", "items": { "type": "object" } }""";

    private const string Bytes = """{ "type": "string", "contentEncoding": "base64" }""";

    private const string Cube = $$"""
        {
          "title": "foxglove.CubePrimitive", "type": "object", "required": ["pose", "size", "color"],
          "properties": { "pose": {{Pose}}, "size": {{Vector}}, "color": {{Colour}} }
        }
        """;

    private const string Line = $$"""
        {
          "title": "foxglove.LinePrimitive", "type": "object",
          "required": ["type", "pose", "thickness", "scale_invariant", "points", "color", "colors", "indices"],
          "properties": {
            "type": { "type": "integer", "description": "0 strip, 1 loop, 2 list of separate lines" },
            "pose": {{Pose}},
            "thickness": { "type": "number" },
            "scale_invariant": { "type": "boolean" },
            "points": { "type": "array", "items": {{Vector}} },
            "color": {{Colour}},
            "colors": { "type": "array", "items": {{Colour}} },
            "indices": { "type": "array", "items": { "type": "integer" } }
          }
        }
        """;

    private const string Entity = $$"""
        {
          "title": "foxglove.SceneEntity", "type": "object",
          "required": [
            "timestamp", "frame_id", "id", "lifetime", "frame_locked", "metadata", "arrows", "cubes", "spheres", "cylinders", "lines",
            "triangles", "texts", "models"
          ],
          "properties": {
            "timestamp": {{Time}},
            "frame_id": { "type": "string" },
            "id": { "type": "string" },
            "lifetime": {{Duration}},
            "frame_locked": { "type": "boolean" },
            "metadata": {
              "type": "array",
              "items": {
                "type": "object", "required": ["key", "value"],
                "properties": { "key": { "type": "string" }, "value": { "type": "string" } }
              }
            },
            "arrows": {{Objects}},
            "cubes": { "type": "array", "items": {{Cube}} },
            "spheres": {{Objects}},
            "cylinders": {{Objects}},
            "lines": { "type": "array", "items": {{Line}} },
            "triangles": {{Objects}},
            "texts": {{Objects}},
            "models": {{Objects}}
          }
        }
        """;

    public const string SceneUpdate = $$"""
        {
          "title": "foxglove.SceneUpdate", "type": "object", "required": ["deletions", "entities"],
          "properties": {
            "deletions": {
              "type": "array",
              "items": {
                "title": "foxglove.SceneEntityDeletion", "type": "object", "required": ["timestamp", "type", "id"],
                "properties": {
                  "timestamp": {{Time}},
                  "type": { "type": "integer", "description": "0 the entity of that id, 1 all" },
                  "id": { "type": "string" }
                }
              }
            },
            "entities": { "type": "array", "items": {{Entity}} }
          }
        }
        """;

    public const string FrameTransforms = $$"""
        {
          "title": "foxglove.FrameTransforms", "type": "object", "required": ["transforms"],
          "properties": {
            "transforms": {
              "type": "array",
              "items": {
                "title": "foxglove.FrameTransform", "type": "object",
                "required": ["timestamp", "parent_frame_id", "child_frame_id", "translation", "rotation"],
                "properties": {
                  "timestamp": {{Time}},
                  "parent_frame_id": { "type": "string" },
                  "child_frame_id": { "type": "string" },
                  "translation": {{Vector}},
                  "rotation": {{Quaternion}}
                }
              }
            }
          }
        }
        """;

    public const string PointCloud = $$"""
        {
          "title": "foxglove.PointCloud", "type": "object", "required": ["timestamp", "frame_id", "pose", "point_stride", "fields", "data"],
          "properties": {
            "timestamp": {{Time}},
            "frame_id": { "type": "string" },
            "pose": {{Pose}},
            "point_stride": { "type": "integer", "minimum": 0 },
            "fields": {
              "type": "array",
              "items": {
                "title": "foxglove.PackedElementField", "type": "object", "required": ["name", "offset", "type"],
                "properties": {
                  "name": { "type": "string" },
                  "offset": { "type": "integer", "minimum": 0 },
                  "type": { "type": "integer", "description": "foxglove.NumericType; 7 is FLOAT32" }
                }
              }
            },
            "data": {{Bytes}}
          }
        }
        """;

    public const string CompressedImage = $$"""
        {
          "title": "foxglove.CompressedImage", "type": "object", "required": ["timestamp", "frame_id", "data", "format"],
          "properties": { "timestamp": {{Time}}, "frame_id": { "type": "string" }, "data": {{Bytes}}, "format": { "type": "string" } }
        }
        """;
}
