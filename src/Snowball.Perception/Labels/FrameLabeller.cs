using System.Collections.Immutable;
using System.Numerics;
using Snowball.Perception.Datasets;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Labels;

/// <summary>Tells what is known of pictures that the first egos of an environment's worlds take: lanes and vehicles from the state, boxes from the pixels.</summary>
internal sealed class FrameLabeller(DrivingEnv environment)
{
    // Vehicles that fewer pixels show are not told of.
    private const int LeastPixels = 6;

    private readonly LineTracer _tracer = new();

    /// <summary>Where a picture comes from.</summary>
    public FrameInfo Describe(int world, in PictureView view)
    {
        var v = environment.Vehicles;
        int ego = world * v.Slots;
        var pose = new CameraPose(
            EgoAxes.Point(view.Carrier, view.Pose.Position), EgoAxes.Direction(view.Carrier, view.Pose.Forward), EgoAxes.Direction(view.Carrier, view.Pose.Left),
            EgoAxes.Direction(view.Carrier, view.Pose.Up));
        return new(
            environment.Scenario.Name, environment.EpisodeSeed(world), environment.EpisodeStep(world), environment.EpisodeSeconds(world), view.Camera, pose, view.Carrier,
            WeatherNames.Of(view.Weather, view.SunElevation), v.Speed[ego], YawRate(ego));
    }

    /// <summary>What is known of a picture.</summary>
    /// <param name="world">The world.</param>
    /// <param name="view">How its picture is taken.</param>
    /// <param name="classes">[height x width].</param>
    /// <param name="instances">[height x width].</param>
    public FrameLabels Label(int world, in PictureView view, ReadOnlySpan<SemanticClass> classes, ReadOnlySpan<byte> instances)
    {
        var v = environment.Vehicles;
        int ego = world * v.Slots, lane = v.Lane[ego];
        var road = environment.Frame.Road(world);
        float s = v.S[ego], heading = v.RelativeHeading[ego];
        if (road.Table is { } table) heading -= Elementary.Atan(table.Slope(lane, s));
        float ahead = s + EgoLane.CurvatureDistance, curvature = road.CurvatureAt(ahead);
        var place = new EgoLane(
            v.D[ego] - road.LaneCentre(lane, s), heading, curvature / (1f - curvature * road.LaneCentre(lane, ahead)), road.Table?.Width(lane, s) ?? road.LaneWidth);
        return new FrameLabels(place, _tracer.Trace(road, lane, s, view), Vehicles(world, view.Camera.Width, classes, instances));
    }

    private ImmutableArray<VehicleLabel> Vehicles(int world, int width, ReadOnlySpan<SemanticClass> classes, ReadOnlySpan<byte> instances)
    {
        Span<Extent> extents = stackalloc Extent[256];
        extents.Fill(Extent.None);
        for (int pixel = 0; pixel < instances.Length; pixel++)
        {
            if (instances[pixel] != 0) extents[instances[pixel]].Add(pixel % width, pixel / width, classes[pixel]);
        }
        var v = environment.Vehicles;
        var labels = ImmutableArray.CreateBuilder<VehicleLabel>();
        for (int instance = 1; instance <= Math.Min(v.Slots, byte.MaxValue); instance++)
        {
            ref readonly var extent = ref extents[instance];
            if (extent.Pixels < LeastPixels) continue;
            int ego = world * v.Slots, other = ego + instance - 1;
            labels.Add(new VehicleLabel(
                (byte)instance, extent.Class, extent.Box, extent.Pixels, Distance(ego, other), v.Lane[other] - v.Lane[ego], RelativeSpeed(ego, other)));
        }
        return labels.ToImmutable();
    }

    /// <summary>From the middle of the ego's front to the nearest point of the other's footprint, m.</summary>
    private float Distance(int ego, int other)
    {
        var v = environment.Vehicles;
        var (sin, cos) = Elementary.SinCos(v.Heading[ego]);
        float x = v.X[ego] + 0.5f * v.Length[ego] * cos - v.X[other], y = v.Y[ego] + 0.5f * v.Length[ego] * sin - v.Y[other];
        (sin, cos) = Elementary.SinCos(v.Heading[other]);
        float along = MathF.Max(MathF.Abs(x * cos + y * sin) - 0.5f * v.Length[other], 0f), across = MathF.Max(MathF.Abs(y * cos - x * sin) - 0.5f * v.Width[other], 0f);
        return MathF.Sqrt(along * along + across * across);
    }

    private float RelativeSpeed(int ego, int other)
    {
        var v = environment.Vehicles;
        var (sin, cos) = Elementary.SinCos(v.Heading[ego]);
        var (ownX, ownY) = v.Velocity(ego);
        var (x, y) = v.Velocity(other);
        return (x - ownX) * cos + (y - ownY) * sin;
    }

    /// <summary>rad/s; that of the kinematic model follows from its wheels.</summary>
    private float YawRate(int index)
    {
        var v = environment.Vehicles;
        if (v.Model[index] != (int)DynamicsModel.Kinematic) return v.YawRate[index];
        var (sin, cos) = Elementary.SinCos(v.Steering[index]);
        return v.Speed[index] * Elementary.SinCos(Elementary.Atan(sin / (cos * v.AxleRatio[index]))).Sin / v.RearAxle[index];
    }

    /// <summary>The pixels of a vehicle.</summary>
    private struct Extent
    {
        private int _left, _top, _right, _bottom;

        public static Extent None => new() { _left = int.MaxValue, _top = int.MaxValue };

        public SemanticClass Class { get; private set; }

        public int Pixels { get; private set; }

        public readonly Box Box => new(_left, _top, _right, _bottom);

        public void Add(int column, int row, SemanticClass shown)
        {
            (_left, _right) = (Math.Min(_left, column), Math.Max(_right, column + 1));
            (_top, _bottom) = (Math.Min(_top, row), Math.Max(_bottom, row + 1));
            Class = shown;
            Pixels++;
        }
    }
}

/// <summary>From the world into the axes of a vehicle: forward, left, up.</summary>
internal static class EgoAxes
{
    /// <summary>A point, m.</summary>
    public static Vector3 Point(in CameraPose axes, Vector3 point) => Direction(axes, point - axes.Position);

    /// <summary>A direction.</summary>
    public static Vector3 Direction(in CameraPose axes, Vector3 direction)
        => new(Vector3.Dot(direction, axes.Forward), Vector3.Dot(direction, axes.Left), Vector3.Dot(direction, axes.Up));
}
