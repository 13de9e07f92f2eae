using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.GroundTruth;

/// <summary>The drawn road is where vehicles drive: its height against the simulation's surface, and its lines against its lanes.</summary>
public sealed class RoadTruthTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("dense-traffic")]
    [InlineData("lane-keeping")]
    [InlineData("weaving")]
    [InlineData("exit")]
    [InlineData("slippery")]
    [InlineData("hills")]
    public void PavementIsDrawnAtTheHeightOfTheRoad(string scenario)
    {
        int points = 0;
        double greatest = 0, sum = 0;
        for (ulong seed = 1; seed <= 2; seed++)
        {
            using var stage = new Stage(scenario, seed);
            foreach (var shot in stage.Shots(slot: 0))
            {
                for (int pixel = 0; pixel < shot.Depth.Length; pixel += 31)
                {
                    if (shot.ClassAt(pixel) is not (SemanticClass.Road or SemanticClass.Marking) || shot.Depth[pixel] > 100f) continue;
                    var point = Vector3D.Of(shot.Pose.Position) + shot.Ray(pixel) * shot.Depth[pixel];
                    stage.Road.Project((float)point.X, (float)point.Y, stage.Environment.Vehicles.S[0], out float s, out float d);
                    if (!stage.Road.OnRoad(s, d)) continue;
                    points++;
                    double error = Math.Abs(point.Z - (stage.Road.Surface?.Height(s, d) ?? 0f));
                    (greatest, sum) = (Math.Max(greatest, error), sum + error);
                }
            }
        }

        output.WriteLine($"{points} points, height off by {1000 * sum / points:0.0} mm, at most {1000 * greatest:0} mm");
        Assert.True(points > 2000, $"{points} points are too few");
        // Pavement is flat between rows of its mesh.
        Assert.True(greatest < 0.05, $"the road is drawn {greatest} m too high or low");
        Assert.True(sum < 0.015 * points, $"the road is drawn {sum / points} m too high or low");
    }

    [Theory]
    [InlineData("lane-keeping")]
    [InlineData("exit")]
    [InlineData("hills")]
    public void DepthsAreThoseOfTheScene(string scenario)
    {
        var (right, pixels) = (0, 0);
        using var stage = new Stage(scenario, seed: 1);
        foreach (var shot in stage.Shots(slot: 0))
        {
            var solid = Solid.Of(stage.Scene, shot);
            for (int pixel = 0; pixel < shot.Depth.Length; pixel += 1009)
            {
                if (shot.IdAt(pixel) != 0) continue;
                pixels++;
                // Where an edge runs through a pixel, what is close beside its middle is right too.
                foreach (var (x, y) in (ReadOnlySpan<(double, double)>)[(0.5, 0.5), (0.4, 0.5), (0.6, 0.5), (0.5, 0.4), (0.5, 0.6)])
                {
                    double depth = solid.Meet(Vector3D.Of(shot.Pose.Position), shot.Ray(pixel, x, y));
                    if (depth != shot.Depth[pixel] && !(Math.Abs(depth - shot.Depth[pixel]) <= 0.01 * depth)) continue;
                    right++;
                    break;
                }
            }
        }

        output.WriteLine($"{right} of {pixels}");
        Assert.True(pixels > 200, $"{pixels} pixels are too few");
        Assert.True(right >= 0.995 * pixels, $"{right} of {pixels} depths are those of the scene");
    }

    [Theory]
    [InlineData("dense-traffic")]
    [InlineData("lane-keeping")]
    [InlineData("slippery")]
    [InlineData("hills")]
    public void TheLeftEdgeLineLandsOnItsPixels(string scenario)
    {
        var (hits, points) = (0, 0);
        for (ulong seed = 1; seed <= 3; seed++)
        {
            using var stage = new Stage(scenario, seed);
            foreach (var shot in stage.Shots(slot: 0))
            {
                for (float ahead = 4f; ahead < 40f; ahead += 1f)
                {
                    float s = stage.Environment.Vehicles.S[0] + ahead;
                    if (Look(stage, shot, s, LeftEdge(stage, s), width: 0.3) is not { } seen) continue;
                    points++;
                    if (seen == SemanticClass.Marking) hits++;
                }
            }
        }

        output.WriteLine($"{hits} of {points}");
        Assert.True(points > 40, $"{points} points are too few");
        Assert.True(hits >= 0.99 * points, $"{hits} of {points} points of the line are on paint");
    }

    [Theory]
    [InlineData("dense-traffic")]
    [InlineData("lane-keeping")]
    public void DashesBetweenLanesLandOnTheirPixels(string scenario)
    {
        var (paint, gaps, dashes, blanks) = (0, 0, 0, 0);
        for (ulong seed = 1; seed <= 3; seed++)
        {
            using var stage = new Stage(scenario, seed);
            float from = MathF.Floor(stage.Environment.Vehicles.S[0] / 18f) * 18f;
            foreach (var shot in stage.Shots(slot: 0))
            {
                for (int dash = 0; dash < 3; dash++)
                {
                    for (int lane = 1; lane < stage.Road.Lanes; lane++)
                    {
                        float d = -lane * stage.Road.LaneWidth;
                        if (Look(stage, shot, from + 18f * dash + 3f, d, width: 0.15) is { } seen)
                        {
                            dashes++;
                            if (seen == SemanticClass.Marking) paint++;
                        }
                        if (Look(stage, shot, from + 18f * dash + 12f, d, width: 0.15) is { } between)
                        {
                            blanks++;
                            if (between == SemanticClass.Road) gaps++;
                        }
                    }
                }
            }
        }

        output.WriteLine($"paint on {paint} of {dashes}, none on {gaps} of {blanks}");
        Assert.True(dashes > 10 && blanks > 10, $"{dashes} dashes and {blanks} gaps are too few");
        Assert.True(paint >= 0.98 * dashes, $"{paint} of {dashes} dashes are on paint");
        Assert.True(gaps >= 0.98 * blanks, $"{gaps} of {blanks} gaps are on bare road");
    }

    private static float LeftEdge(Stage stage, float s)
        => stage.Road.Table is { } table ? table.Centre(0, s) + 0.5f * table.Width(0, s) : 0f;

    /// <summary>What is drawn where a point in the middle of a line is; null where it is outside of the picture or hidden, or where the line, of a width in m,
    /// is hardly as wide as a pixel.</summary>
    private static SemanticClass? Look(Stage stage, Shot shot, float s, float d, double width)
    {
        stage.Road.ToWorld(s, d, out float x, out float y, out float heading);
        float z = stage.Road.Surface?.Height(s, d) ?? 0f;
        var seen = shot.Camera.Project(shot.Pose, new Vector3(x, y, z));
        if (seen.Z < 1f || seen.X < 0f || seen.X >= Stage.Width || seen.Y < 0f || seen.Y >= Stage.Height) return null;
        int pixel = (int)seen.Y * Stage.Width + (int)seen.X;
        var (across, alsoAcross) = (Across(1, 0) - Across(0, 0), Across(0, 1) - Across(0, 0));
        if (Math.Abs(across) + Math.Abs(alsoAcross) > 0.8 * width) return null;
        var kind = shot.ClassAt(pixel);
        return kind is SemanticClass.Marking or SemanticClass.Road or SemanticClass.Terrain && MathF.Abs(shot.Depth[pixel] - seen.Z) < 0.05f * seen.Z ? kind : null;

        // How far to the left the road lies that is seen from a corner of the pixel.
        double Across(int right, int down)
        {
            var ray = shot.Ray(pixel, right, down);
            var point = Vector3D.Of(shot.Pose.Position) + ray * ((z - shot.Pose.Position.Z) / ray.Z);
            return point.Y * Math.Cos(heading) - point.X * Math.Sin(heading);
        }
    }
}
