using System.Numerics;
using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;
using Snowball.Sim.Roads;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Labels;

/// <summary>Labels against what the renderer has drawn and against the road, whatever the light and however the camera is mounted.</summary>
public sealed class FrameTruthTests(ITestOutputHelper output)
{
    private const int Width = 384, Height = 192;

    [Fact]
    public void EdgeLinesLieOnPaintAndLinesBetweenLanesOnDashes()
    {
        var (onPaint, points, onDashes, between, aside) = (0, 0, 0, 0, 0);
        ForEach("lane-keeping", batches: 3, (batch, frame) =>
        {
            var road = RoadOf("lane-keeping", batch.Infos[frame]);
            foreach (var line in batch.Labels[frame].Lines)
            {
                for (int i = 0; i < line.Metres.Length; i++)
                {
                    // Nearer than where a line of 15 cm is two pixels wide.
                    if (line.Metres[i].X > 25f || Look(batch, frame, line.Pixels[i]) is not { } seen) continue;
                    float d = RoadPlace(road, batch.Infos[frame], line.Metres[i]).D;
                    float fromEdge = MathF.Min(MathF.Abs(d), MathF.Abs(d + road.Lanes * road.LaneWidth));
                    bool isPaint = seen == SemanticClass.Marking;
                    if (fromEdge < 0.02f) (points, onPaint) = (points + 1, onPaint + (isPaint ? 1 : 0));
                    else (between, onDashes) = (between + 1, onDashes + (isPaint ? 1 : 0));
                    var beside = batch.Infos[frame].Project(line.Metres[i] + new Vector3(0f, 0.6f, 0f));
                    if (Look(batch, frame, new(beside.X, beside.Y)) == SemanticClass.Marking) aside++;
                }
            }
        });

        output.WriteLine($"edges: {onPaint} of {points} on paint; between lanes: {onDashes} of {between}; 0.6 m aside: {aside}");
        Assert.True(points > 200 && between > 400, $"{points} and {between} points are too few");
        Assert.True(onPaint >= 0.97 * points, $"{onPaint} of {points}");
        // 6 m of 18 are painted.
        Assert.InRange(onDashes / (double)between, 0.25, 0.42);
        Assert.True(aside < 0.02 * (points + between), $"{aside} beside the lines");
    }

    [Fact]
    public void TheEgosLaneIsThatOfTheRoad()
    {
        var offsets = new List<float>();
        var headings = new List<float>();
        ForEach("lane-keeping", batches: 10, (batch, frame) =>
        {
            var (info, lane) = (batch.Infos[frame], batch.Labels[frame].Lane);
            var road = RoadOf("lane-keeping", info);
            var (s, d) = RoadPlace(road, info, Vector3.Zero);
            // Of the line's own double precision, not of the table that the simulation looks it up in.
            var pose = road.Line.At(s);
            double heading = Math.IEEERemainder(Math.Atan2(info.Ego.Forward.Y, info.Ego.Forward.X) - pose.Heading, 2 * Math.PI);
            double centre = -(Math.Floor(-d / road.LaneWidth) + 0.5) * road.LaneWidth, curvature = road.Line.At(s + EgoLane.CurvatureDistance).Curvature;
            Assert.Equal(d - centre, lane.LateralOffset, 2e-3);
            Assert.Equal(heading, lane.HeadingError, 1e-3);
            Assert.Equal(curvature / (1 - curvature * centre), lane.Curvature, 5e-5);
            Assert.Equal(road.LaneWidth, lane.Width);
            offsets.Add(lane.LateralOffset);
            headings.Add(lane.HeadingError * 180f / MathF.PI);
        }, worlds: 16, size: 64);

        // Well covered: every fifth of the range has a tenth of the frames at least.
        foreach (var (values, reach) in ((List<float>, float)[])[(offsets, 1.2f), (headings, 4f)])
        {
            var histogram = Enumerable.Range(0, 5).Select(fifth => values.Count(value => (int)Math.Clamp(5 * (value + reach) / (2 * reach), 0, 4) == fifth)).ToArray();
            output.WriteLine(string.Join(" ", histogram) + $", {values.Min():0.00} to {values.Max():0.00}");
            if (reach < 2f) Assert.All(histogram, count => Assert.True(count >= 0.08 * values.Count, string.Join(" ", histogram)));
            Assert.True(values.Min() < -0.9 * reach && values.Max() > 0.9 * reach);
        }
    }

    [Fact]
    public void BoxesAreTheExtentsOfMasksAndDistancesThoseOfDepth()
    {
        int boxes = 0, ahead = 0;
        ForEach("dense-traffic", batches: 3, (batch, frame) =>
        {
            var labels = batch.Labels[frame];
            var instances = batch.Instances.AsSpan(frame * batch.Pixels, batch.Pixels).ToArray();
            var seen = Enumerable.Range(0, batch.Pixels).Where(pixel => instances[pixel] != 0).GroupBy(pixel => instances[pixel]).Where(group => group.Count() >= 6).OrderBy(group => group.Key).ToList();
            Assert.Equal(seen.Select(group => group.Key), labels.Vehicles.Select(vehicle => vehicle.Instance));
            foreach (var (vehicle, pixels) in labels.Vehicles.Zip(seen))
            {
                boxes++;
                Assert.Equal(pixels.Count(), vehicle.Pixels);
                Assert.Equal(
                    new Box(pixels.Min(pixel => pixel % Width), pixels.Min(pixel => pixel / Width), pixels.Max(pixel => pixel % Width) + 1, pixels.Max(pixel => pixel / Width) + 1), vehicle.Box);
                Assert.All(pixels, pixel => Assert.Equal(vehicle.Class, batch.Classes[frame * batch.Pixels + pixel]));
                float depth = pixels.Min(pixel => batch.Depth[frame * batch.Pixels + pixel]);
                if (vehicle.RelativeLane != 0 || vehicle.Distance > 60f || pixels.Count() < 100) continue;
                ahead++;
                // The front of the ego, a BMW 320i, is 2.25 m from its middle; bodies are rounder than their footprint.
                float fromFront = depth + batch.Infos[frame].Pose.Position.X - 2.25f;
                Assert.InRange(fromFront - vehicle.Distance, -0.6f, 1.2f);
            }
        });
        output.WriteLine($"{boxes} boxes, {ahead} of them ahead");
        Assert.True(boxes > 60 && ahead > 8, $"{boxes} boxes, {ahead} ahead");
    }

    [Fact]
    public void RelativeSpeedsAreThoseAtWhichDistancesGrow()
    {
        int compared = 0;
        using var source = Driven.Source("dense-traffic", new FrameSettings { Width = 128, Height = 64, Worlds = 8, SequenceLength = 2 });
        var batch = Driven.BatchOf(source);
        for (int round = 0; round < 3; round++)
        {
            source.Next(batch);
            for (int frame = 0; frame < batch.Count; frame += 2)
            {
                float seconds = batch.Infos[frame + 1].Seconds - batch.Infos[frame].Seconds;
                foreach (var before in batch.Labels[frame].Vehicles.Where(vehicle => vehicle.RelativeLane == 0 && vehicle.Distance > 10f))
                {
                    if (batch.Labels[frame + 1].Vehicles.FirstOrDefault(vehicle => vehicle.Instance == before.Instance) is not { } after) continue;
                    compared++;
                    Assert.Equal((after.Distance - before.Distance) / seconds, 0.5f * (before.RelativeSpeed + after.RelativeSpeed), 0.4f);
                }
            }
        }
        Assert.True(compared > 5, $"{compared}");
    }

    private static void ForEach(string scenario, int batches, Action<LabelledFrames, int> check, int worlds = 8, int size = Width)
    {
        using var source = Driven.Source(scenario, new FrameSettings { Width = size, Height = size / 2, Worlds = worlds });
        var batch = Driven.BatchOf(source);
        for (int i = 0; i < batches; i++)
        {
            source.Next(batch);
            for (int frame = 0; frame < batch.Count; frame++) check(batch, frame);
        }
    }

    private static SemanticClass? Look(LabelledFrames batch, int frame, Vector2 pixel)
    {
        int column = (int)pixel.X, row = (int)pixel.Y;
        if (column < 1 || row < 1 || column >= batch.Width - 1 || row >= batch.Height - 1) return null;
        return batch.Classes[frame * batch.Pixels + row * batch.Width + column];
    }

    private static Carriageway RoadOf(string scenario, in FrameInfo info)
    {
        var roads = RoadFamily.Of(Driven.Load(scenario).Road);
        return roads[roads.IndexFor(info.EpisodeSeed)];
    }

    /// <summary>Where on the road a point of the ego's axes is: the nearest place of the line, by bisection.</summary>
    private static (float S, float D) RoadPlace(Carriageway road, in FrameInfo info, Vector3 point)
    {
        var ego = info.Ego;
        var place = ego.Position + point.X * ego.Forward + point.Y * ego.Left + point.Z * ego.Up;
        double best = 0, least = double.PositiveInfinity;
        for (double s = 0; s < road.Length; s += 5)
        {
            var pose = road.Line.At(s);
            double distance = Math.Pow(pose.X - place.X, 2) + Math.Pow(pose.Y - place.Y, 2);
            if (distance < least) (best, least) = (s, distance);
        }
        double low = best - 10, high = best + 10;
        for (int i = 0; i < 50; i++)
        {
            double middle = 0.5 * (low + high);
            var pose = road.Line.At(middle);
            if ((place.X - pose.X) * Math.Cos(pose.Heading) + (place.Y - pose.Y) * Math.Sin(pose.Heading) > 0) low = middle;
            else high = middle;
        }
        var foot = road.Line.At(low);
        return ((float)low, (float)((place.Y - foot.Y) * Math.Cos(foot.Heading) - (place.X - foot.X) * Math.Sin(foot.Heading)));
    }
}
