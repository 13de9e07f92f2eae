using System.Numerics;

namespace Snowball.Rendering.Scenes;

/// <summary>
/// Everything of a carriageway's surroundings that does not move, in the frame of its world: pavement, terrain, barriers, signs,
/// bridges, trees. Immutable, and shared by all worlds that drive on it.
/// </summary>
/// <param name="Mesh">All triangles of all chunks.</param>
/// <param name="Chunks">Pieces that are culled and thinned out one by one.</param>
public sealed record RoadScene(Mesh Mesh, SceneChunk[] Chunks);

/// <summary>A piece of a scene in up to three levels of detail.</summary>
/// <param name="Centre">Of a sphere around all of it, m.</param>
/// <param name="Radius">Of that sphere, m.</param>
/// <param name="Near">Triangles where it is nearer than <paramref name="MiddleFrom"/>.</param>
/// <param name="Middle">Triangles from there to <paramref name="FarFrom"/>.</param>
/// <param name="Far">Triangles further away, up to <paramref name="HiddenFrom"/>.</param>
/// <param name="MiddleFrom">Distance from the camera to the nearest point of the sphere, m.</param>
/// <param name="FarFrom">The same.</param>
/// <param name="HiddenFrom">The same: beyond it nothing is drawn.</param>
public readonly record struct SceneChunk(
    Vector3 Centre, float Radius, IndexRange Near, IndexRange Middle, IndexRange Far, float MiddleFrom, float FarFrom, float HiddenFrom);
