using System.Numerics;

namespace Snowball.Sim.Recording.Foxglove;

/// <summary>Something in a scene, in the frame of the world: <c>foxglove.SceneEntity</c>.</summary>
/// <param name="Id">One that comes later with the same one takes its place.</param>
/// <param name="Cubes">Boxes.</param>
/// <param name="Lines">Lines.</param>
/// <param name="Metadata">What is told when it is clicked on.</param>
internal sealed record SceneEntity(
    string Id, IReadOnlyList<SceneCube> Cubes, IReadOnlyList<SceneLine> Lines, IReadOnlyDictionary<string, string> Metadata);

/// <summary>A box.</summary>
/// <param name="Centre">m.</param>
/// <param name="Orientation">From its axes to those of the world.</param>
/// <param name="Size">Length, width, height, m.</param>
/// <param name="Colour">Red, green, blue, opacity, 0 to 1.</param>
internal readonly record struct SceneCube(Vector3 Centre, Quaternion Orientation, Vector3 Size, Vector4 Colour);

/// <summary>A line, m, red, green, blue and opacity.</summary>
internal sealed record SceneLine(SceneLineKind Kind, float Thickness, Vector4 Colour, IReadOnlyList<Vector3> Points);

/// <summary>How points are joined, by Foxglove's numbers.</summary>
internal enum SceneLineKind
{
    Strip,
    Loop,
    Separate,
}
