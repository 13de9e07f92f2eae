using System.Numerics;
using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Sim.Roads;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.Scenes.Roads;

/// <summary>What holds for every scene.</summary>
public sealed class RoadSceneTests
{
    [Theory]
    [MemberData(nameof(TestRoads.Names), MemberType = typeof(TestRoads))]
    public void EveryTriangleIsSound(string name)
    {
        foreach (var level in Enum.GetValues<DetailLevel>())
        {
            var scene = TestRoads.Build(TestRoads.Road(name), level);
            foreach (var vertex in scene.Mesh.Vertices)
            {
                Assert.True(float.IsFinite(vertex.Position.LengthSquared()) && float.IsFinite(vertex.Along + vertex.FromLeft + vertex.FromRight));
                Assert.InRange(vertex.Normal.Length(), 0.999f, 1.001f);
            }
            foreach (var chunk in scene.Chunks)
            {
                Assert.True(chunk.MiddleFrom <= chunk.FarFrom && chunk.FarFrom <= chunk.HiddenFrom);
                foreach (var range in (ReadOnlySpan<IndexRange>)[chunk.Near, chunk.Middle, chunk.Far]) IsSound(scene.Mesh, chunk, range);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestRoads.Demanding), MemberType = typeof(TestRoads))]
    public void LevelsOfAChunkHaveTheSameBorders(string name)
    {
        foreach (var level in Enum.GetValues<DetailLevel>())
        {
            var scene = TestRoads.Build(TestRoads.Road(name), level);
            int chunks = 0;
            foreach (var chunk in scene.Chunks)
            {
                if (scene.Mesh.Vertices[scene.Mesh.Indices[chunk.Near.First]].Surface is not (Surface.Road or Surface.Gore)) continue;
                chunks++;
                var near = Borders(scene.Mesh, chunk.Near);
                Assert.Equal(near, Borders(scene.Mesh, chunk.Middle));
                Assert.Equal(near, Borders(scene.Mesh, chunk.Far));
            }
            Assert.True(chunks > 10);
        }
    }

    [Theory]
    [MemberData(nameof(TestRoads.Demanding), MemberType = typeof(TestRoads))]
    public void TerrainLiesBelowThePavement(string name)
    {
        var road = TestRoads.Road(name);
        foreach (var level in Enum.GetValues<DetailLevel>())
        {
            var scene = TestRoads.Build(road, level);
            var terrain = new DrawnTriangles(scene, chunk => chunk.MiddleFrom > 0f ? default : chunk.Near, vertex => vertex.Surface == Surface.Terrain);
            var pavement = new DrawnTriangles(scene, chunk => chunk.Far, vertex => vertex.Surface is Surface.Road or Surface.Gore);
            int both = 0;
            for (float s = 1f; s < TestRoads.Length(road); s += 4.1f)
            {
                for (float d = -40f; d < 10f; d += 0.9f)
                {
                    road.ToWorld(s, d, out float x, out float y, out _);
                    foreach (var on in pavement.At(x, y))
                    {
                        foreach (var under in terrain.At(x, y))
                        {
                            both++;
                            Assert.True(under.Position.Z < on.Position.Z - 0.01f, $"{under.Position.Z - on.Position.Z} m above the pavement at {s} m, {d} m");
                        }
                    }
                }
            }
            Assert.True(both > 100);
        }
    }

    [Theory]
    [InlineData("hills")]
    [InlineData("roadworks")]
    [InlineData("exit")]
    public void RailsAndBeaconsStandWhereTheObstaclesAre(string name)
    {
        var road = TestRoads.Road(name);
        foreach (var level in Enum.GetValues<DetailLevel>())
        {
            var scene = TestRoads.Build(road, level);
            var faces = Corners(scene, SemanticClass.Barrier, SemanticClass.Obstacle);
            foreach (var box in road.Obstacles.Boxes)
            {
                if (!box.IsRail && box.HalfWidth < 0.03f) continue;
                float nearest = float.PositiveInfinity, top = float.NegativeInfinity;
                foreach (var (a, b) in faces)
                {
                    var closest = Closest(new(box.X, box.Y, 0f), a, b);
                    float distance = Vector2.Distance(new(box.X, box.Y), new(closest.X, closest.Y));
                    nearest = MathF.Min(nearest, distance);
                    if (distance < 0.2f) top = MathF.Max(top, closest.Z);
                }
                Assert.True(nearest < MathF.Min(box.HalfWidth, box.HalfLength) + 0.045f, $"{nearest} m from a box at {box.X}, {box.Y}");
                road.Project(box.X, box.Y, Hint(road, box), out float s, out float d);
                Assert.InRange(top - road.Surface!.Height(s, d) - box.Height, -0.06f, 0.06f);
            }
        }
    }

    [Theory]
    [InlineData("hills")]
    [InlineData("exit")]
    public void OfRailsTrafficSeesTheFront(string name)
    {
        var road = TestRoads.Road(name);
        var mesh = TestRoads.Build(road, DetailLevel.Fast).Mesh;
        int faces = 0;
        for (int i = 0; i < mesh.Indices.Length; i += 3)
        {
            var vertex = mesh.Vertices[mesh.Indices[i]];
            if (vertex.Class != SemanticClass.Barrier) continue;
            float s = Hint(road, new ObstacleBox { X = vertex.Position.X, Y = vertex.Position.Y });
            road.ToWorld(s, road.LaneCentre(1, s), out float x, out float y, out _);
            Assert.True(Vector3.Dot(vertex.Normal, new Vector3(x, y, vertex.Position.Z) - vertex.Position) > 0f);
            faces++;
        }
        Assert.True(faces > 100);
    }

    [Theory]
    [MemberData(nameof(TestRoads.Demanding), MemberType = typeof(TestRoads))]
    public void NothingStandsOnTheLanes(string name)
    {
        const float Clearance = 4.7f;
        var road = TestRoads.Road(name);
        foreach (var level in Enum.GetValues<DetailLevel>())
        {
            var things = new DrawnTriangles(TestRoads.Build(road, level), chunk => chunk.Near,
                vertex => vertex.Class is SemanticClass.Vegetation or SemanticClass.Sign or SemanticClass.Pole or SemanticClass.Structure);
            Assert.True(things.Count > 0);
            for (float s = 1f; s < TestRoads.Length(road); s += 2.3f)
            {
                for (int lane = 0; lane < road.Lanes; lane++)
                {
                    if (road.Table is { } table && !table.IsOpen(lane, s)) continue;
                    float d = road.LaneCentre(lane, s);
                    road.ToWorld(s, d, out float x, out float y, out _);
                    foreach (var thing in things.At(x, y)) Assert.True(thing.Position.Z - (road.Surface?.Height(s, d) ?? 0f) > Clearance, $"{thing.Class} at {s} m");
                }
            }
        }
    }

    [Fact]
    public void FastScenesAreSmall()
    {
        var view = new CameraView { FocalLength = 42f / 0.57735f };
        var set = new VisibleSet(DetailLevel.Fast);
        var means = new List<double>();
        foreach (string name in TestRoads.Scenarios())
        {
            var road = TestRoads.Road(name);
            var scene = TestRoads.Build(road, DetailLevel.Fast);
            Assert.True(scene.Mesh.Vertices.Length * Marshal.SizeOf<Vertex>() + scene.Mesh.Indices.Length * sizeof(int) < 700_000, name);
            int views = 0;
            double triangles = 0;
            for (float s = 20f; s < TestRoads.Length(road) - 20f; s += 11f, views++)
            {
                road.ToWorld(s, -1.5f * road.LaneWidth, out float x, out float y, out float heading);
                Vector3 forward = new(MathF.Cos(heading), MathF.Sin(heading), 0f), left = new(-forward.Y, forward.X, 0f);
                view.Pose = new(new(x, y, (road.Surface?.Height(s, -1.5f * road.LaneWidth) ?? 0f) + 1.4f), forward, left, Vector3.UnitZ);
                set.Collect(view, 84, 84, scene, []);
                foreach (var range in set.Static) triangles += range.Count / 3;
            }
            means.Add(triangles / views);
            Assert.True(means[^1] < 450, $"{name}: {means[^1]:0} triangles");
        }
        Assert.True(means.Average() < 250, $"{means.Average():0} triangles");
    }

    [Theory]
    [InlineData("highway-fast")]
    [InlineData("hills")]
    public void TheSameRoadGivesTheSameScene(string name)
    {
        foreach (var level in Enum.GetValues<DetailLevel>())
        {
            RoadScene a = TestRoads.Build(TestRoads.Road(name), level), b = TestRoads.Build(new RoadFamily(TestRoads.Settings(name))[0], level);
            Assert.True(MemoryMarshal.AsBytes<Vertex>(a.Mesh.Vertices).SequenceEqual(MemoryMarshal.AsBytes<Vertex>(b.Mesh.Vertices)));
            Assert.True(a.Mesh.Indices.AsSpan().SequenceEqual(b.Mesh.Indices));
            Assert.True(a.Chunks.AsSpan().SequenceEqual(b.Chunks));
        }
    }

    [Theory]
    [InlineData(0f, float.PositiveInfinity)]
    [InlineData(100f, 100f)]
    [InlineData(float.NaN, 100f)]
    public void AStretchHasAnEnd(float from, float to)
        => Assert.Throws<ArgumentException>(() => RoadSceneBuilder.Build(Carriageway.Straight(2, 3.75f, 30f), from, to, DetailLevel.Fast));

    private static void IsSound(Mesh mesh, SceneChunk chunk, IndexRange range)
    {
        Assert.Equal(0, range.Count % 3);
        for (int i = range.First; i < range.First + range.Count; i += 3)
        {
            var (a, b, c) = (mesh.Vertices[mesh.Indices[i]], mesh.Vertices[mesh.Indices[i + 1]], mesh.Vertices[mesh.Indices[i + 2]]);
            var normal = Vector3.Cross(b.Position - a.Position, c.Position - a.Position);
            if (a.Surface is Surface.Road or Surface.Gore) Assert.True(normal.Z > 0.98f * normal.Length());
            else if (a.Surface == Surface.Terrain) Assert.True(normal.Z > 0f, $"terrain is turned over at {a.Position}");
            else Assert.True(Vector3.Dot(normal, a.Normal) >= 0f, $"{a.Surface} {a.Class} is turned over at {a.Position}");
            foreach (var vertex in (ReadOnlySpan<Vertex>)[a, b, c]) Assert.True(Vector3.Distance(vertex.Position, chunk.Centre) <= chunk.Radius);
        }
    }

    /// <summary>Corners of a chunk's first and last row, in order.</summary>
    private static List<(float, float, float)> Borders(Mesh mesh, IndexRange range)
    {
        float first = float.PositiveInfinity, last = float.NegativeInfinity;
        var corners = new SortedSet<(float, float, float)>();
        foreach (int i in Pavement())
        {
            (first, last) = (MathF.Min(first, mesh.Vertices[i].Along), MathF.Max(last, mesh.Vertices[i].Along));
        }
        foreach (int i in Pavement())
        {
            var vertex = mesh.Vertices[i];
            if (vertex.Along == first || vertex.Along == last) corners.Add((vertex.Position.X, vertex.Position.Y, vertex.Position.Z));
        }
        return [.. corners];

        IEnumerable<int> Pavement() => mesh.Indices.Skip(range.First).Take(range.Count).Where(i => mesh.Vertices[i].Surface is Surface.Road or Surface.Gore);
    }

    /// <summary>Edges of all near triangles of some classes.</summary>
    private static List<(Vector3, Vector3)> Corners(RoadScene scene, params SemanticClass[] kinds)
    {
        var edges = new List<(Vector3, Vector3)>();
        foreach (var chunk in scene.Chunks)
        {
            for (int i = chunk.Near.First; i < chunk.Near.First + chunk.Near.Count; i += 3)
            {
                if (!kinds.Contains(Corner(i).Class)) continue;
                for (int j = 0; j < 3; j++) edges.Add((Corner(i + j).Position, Corner(i + (j + 1) % 3).Position));
            }
        }
        return edges;

        Vertex Corner(int i) => scene.Mesh.Vertices[scene.Mesh.Indices[i]];
    }

    /// <summary>The point of a line that is nearest in the plan.</summary>
    private static Vector3 Closest(Vector3 point, Vector3 a, Vector3 b)
    {
        var along = b - a;
        float square = along.X * along.X + along.Y * along.Y;
        return a + along * Math.Clamp(((point.X - a.X) * along.X + (point.Y - a.Y) * along.Y) / MathF.Max(square, 1e-9f), 0f, 1f);
    }

    private static float Hint(Carriageway road, in ObstacleBox box)
    {
        int best = 0;
        float least = float.PositiveInfinity;
        for (int i = 0; i < road.X.Length; i++)
        {
            float dx = road.X[i] - box.X, dy = road.Y[i] - box.Y;
            if (dx * dx + dy * dy < least) (best, least) = (i, dx * dx + dy * dy);
        }
        return best * Carriageway.StationSpacing;
    }
}
