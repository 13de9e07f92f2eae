namespace Snowball.Rendering.Scenes;

/// <summary>A part of the indices of a mesh: whole triangles.</summary>
public readonly record struct IndexRange(int First, int Count);

/// <summary>Triangles: three indices each into the vertices.</summary>
public sealed record Mesh(Vertex[] Vertices, int[] Indices);
