using Snowball.Rendering.Scenes;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Rendering.Tests.Scenes.Roads;

/// <summary>The pavement against where the simulator has vehicles, and against the lanes of the carriageway.</summary>
public sealed class PavementTests
{
    [Theory]
    [MemberData(nameof(TestRoads.Demanding), MemberType = typeof(TestRoads))]
    public void VehiclesStandOnIt(string name)
    {
        var family = RoadFamily.Of(TestRoads.Settings(name));
        var store = new ColumnStore(1);
        var vehicles = new VehicleStates(store, 8, egos: 1);
        var frame = new RoadFrame(store, vehicles, family);
        var road = frame.Road(0);
        foreach (var level in Enum.GetValues<DetailLevel>())
        {
            var pavement = Pavement(TestRoads.Build(road, level));
            for (float s = 3f; s < TestRoads.Length(road); s += 7.3f)
            {
                for (int lane = 0; lane < road.Lanes; lane++)
                {
                    if (road.Table is { } table && !table.IsOpen(lane, s)) continue;
                    frame.PutInLane(0, lane, s, offset: 0.7f);
                    frame.Locate(0, 1);
                    var below = Assert.Single(pavement.At(vehicles.X[0], vehicles.Y[0]).DistinctBy(vertex => vertex.Position.Z), IsNear);
                    Assert.InRange(below.Along, s - 0.1f, s + 0.1f);
                    // Its slope is that of the vehicle's: along the road, and up to the left.
                    road.PoseAt(s, out float heading, out _);
                    var (sin, cos) = Elementary.SinCos(heading);
                    float along = -(below.Normal.X * cos + below.Normal.Y * sin) / below.Normal.Z, across = -(below.Normal.Y * cos - below.Normal.X * sin) / below.Normal.Z;
                    Assert.InRange(along - Elementary.SinCos(vehicles.Grade[0]).Sin, -0.02f, 0.02f);
                    Assert.InRange(across - Elementary.SinCos(vehicles.Bank[0]).Sin, -0.02f, 0.02f);
                }
            }
            bool IsNear(Vertex vertex)
            {
                Assert.InRange(vertex.Position.Z - vehicles.Z[0], -0.05f, 0.05f);
                return true;
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestRoads.Names), MemberType = typeof(TestRoads))]
    public void EveryLineOfALaneIsPainted(string name)
    {
        var road = TestRoads.Road(name);
        foreach (var (level, tolerance) in (ReadOnlySpan<(DetailLevel, float)>)[(DetailLevel.Rich, 0.01f), (DetailLevel.Fast, 0.041f)])
        {
            var strips = new DrawnTriangles(TestRoads.Build(road, level), chunk => chunk.Near, vertex => vertex.Surface == Surface.Road);
            for (float s = 5f; s < TestRoads.Length(road) - 5f; s += 9.7f)
            {
                for (int lane = 0; lane < road.Lanes; lane++)
                {
                    float width = road.Table?.Width(lane, s) ?? road.LaneWidth;
                    // The outer ends of ramps are cut off.
                    if (width < 1f || (road.Table is { } table && MathF.Abs(table.Width(lane, s - 2f) - table.Width(lane, s + 2f)) > 1f)) continue;
                    float centre = road.LaneCentre(lane, s);
                    HasPaint(strips, road, s, centre + 0.5f * width, -1f, tolerance);
                    HasPaint(strips, road, s, centre - 0.5f * width, 1f, tolerance);
                }
            }
        }
    }

    [Theory]
    [InlineData("exit", 0, 500f, MarkingKind.Edge, MarkingKind.Dashed)]
    [InlineData("exit", 1, 500f, MarkingKind.Dashed, MarkingKind.Dashed)]
    [InlineData("exit", 2, 500f, MarkingKind.Dashed, MarkingKind.Edge)]
    [InlineData("exit", 2, 1150f, MarkingKind.Dashed, MarkingKind.Blocks)]
    [InlineData("exit", 3, 1150f, MarkingKind.Blocks, MarkingKind.Edge)]
    [InlineData("exit", 3, 1400f, MarkingKind.Edge, MarkingKind.Edge)]
    [InlineData("merging", 1, 600f, MarkingKind.Dashed, MarkingKind.Blocks)]
    [InlineData("merging", 2, 600f, MarkingKind.Blocks, MarkingKind.Edge)]
    [InlineData("roadworks", 0, 900f, MarkingKind.Yellow, MarkingKind.Yellow)]
    [InlineData("lane-keeping", 1, 900f, MarkingKind.Dashed, MarkingKind.Dashed)]
    public void LinesTellWhatTheyAllow(string name, int lane, float s, MarkingKind left, MarkingKind right)
    {
        var road = TestRoads.Road(name);
        var strips = new DrawnTriangles(TestRoads.Build(road, DetailLevel.Fast), chunk => chunk.Near, vertex => vertex.Surface == Surface.Road);
        road.ToWorld(s, road.LaneCentre(lane, s), out float x, out float y, out _);
        foreach (var vertex in strips.At(x, y)) Assert.Equal((left, right), (vertex.Left, vertex.Right));
        Assert.NotEmpty(strips.At(x, y));
    }

    [Fact]
    public void BetweenAnExitAndTheRoadLiesAGoreAndThenGrass()
    {
        var road = TestRoads.Road("exit");
        var ground = new DrawnTriangles(TestRoads.Build(road, DetailLevel.Fast), chunk => chunk.Near, vertex => vertex.Surface != Surface.Plain);
        bool hasGore = false, hasGrass = false;
        for (float s = 1200f; s < 1640f; s += 2f)
        {
            float left = Edge(2, -1f, s), right = Edge(3, 1f, s);
            if (!road.Table!.IsOpen(3, s) || left - right < 0.5f || MathF.Abs(left - right - 4f) < 0.2f) continue;
            road.ToWorld(s, 0.5f * (left + right), out float x, out float y, out _);
            Assert.True(ground.At(x, y).Any(), $"nothing at {s} m");
            var highest = ground.At(x, y).MaxBy(vertex => vertex.Position.Z);
            Assert.True(left - right < 4f == (highest.Surface == Surface.Gore), $"{highest.Surface} at {s} m, where the gap is {left - right} m");
            hasGore |= highest.Surface == Surface.Gore;
            road.ToWorld(s, left - 0.74f * 4f - 0.5f * (left - right - 4f), out x, out y, out _);
            hasGrass |= left - right > 5f && ground.At(x, y).MaxBy(vertex => vertex.Position.Z).Class == SemanticClass.Terrain;
        }
        Assert.True(hasGore && hasGrass);

        float Edge(int lane, float side, float s) => road.LaneCentre(lane, s) + side * 0.5f * road.Table!.Width(lane, s);
    }

    private static DrawnTriangles Pavement(RoadScene scene)
        => new(scene, chunk => chunk.Near, vertex => vertex.Surface is Surface.Road or Surface.Gore && vertex.Class == SemanticClass.Road);

    /// <summary>Just inside a lane's edge, the strip there carries paint along it.</summary>
    private static void HasPaint(DrawnTriangles strips, Carriageway road, float s, float d, float inward, float tolerance)
    {
        const float Inside = 0.05f;
        road.ToWorld(s, d + inward * Inside, out float x, out float y, out _);
        int found = 0;
        foreach (var vertex in strips.At(x, y))
        {
            var (kind, distance) = inward < 0f ? (vertex.Left, vertex.FromLeft) : (vertex.Right, vertex.FromRight);
            if (distance > 1f) continue;
            found++;
            Assert.True(kind != MarkingKind.None, $"no paint at {s} m, {d} m");
            Assert.True(MathF.Abs(distance - Inside) < tolerance, $"paint is {distance - Inside} m off at {s} m, {d} m");
        }
        Assert.True(found > 0, $"no strip at {s} m, {d} m");
    }
}
