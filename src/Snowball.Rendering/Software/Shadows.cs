using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>
/// Darkens what lies under and beside a vehicle. Each pixel's point is found from its depth, so that roads need not be level and
/// nothing that stands is darkened.
/// </summary>
internal static unsafe class Shadows
{
    // What is further above or below a vehicle's footprint is not the ground that it stands on, m.
    private const float Reach = 0.3f;

    /// <summary>Draws the shadow of a vehicle; everything else must have been drawn.</summary>
    public static void Draw(in VehicleInstance vehicle, Picture picture)
    {
        var pose = picture.View.Pose;
        var left = Exact.Cross(vehicle.Up, vehicle.Forward);
        var (toFront, toSide) = ((0.5f * vehicle.Size.X + Shading.ShadowFade) * vehicle.Forward, (0.5f * vehicle.Size.Y + Shading.ShadowFade) * left);
        Span<Clip.Point> footprint = stackalloc Clip.Point[4];
        footprint.Clear();
        footprint[0].Place = Placement.InCamera(pose, vehicle.Position + toFront + toSide).AsVector128();
        footprint[1].Place = Placement.InCamera(pose, vehicle.Position - toFront + toSide).AsVector128();
        footprint[2].Place = Placement.InCamera(pose, vehicle.Position - toFront - toSide).AsVector128();
        footprint[3].Place = Placement.InCamera(pose, vehicle.Position + toFront - toSide).AsVector128();
        Span<Corner> corners = stackalloc Corner[5];
        int count = Clip.Cut(footprint, corners, picture);
        if (count < 3) return;

        var origin = Placement.InCamera(pose, vehicle.Position);
        var forwardAxis = new Axis(InCamera(pose, vehicle.Forward), origin, picture);
        var leftAxis = new Axis(InCamera(pose, left), origin, picture);
        var upAxis = new Axis(InCamera(pose, vehicle.Up), origin, picture);
        for (int i = 2; i < count; i++)
        {
            // Seen from below there is no shadow.
            double area = (corners[i - 1].X - corners[0].X) * (corners[i].Y - corners[0].Y) - (corners[i].X - corners[0].X) * (corners[i - 1].Y - corners[0].Y);
            Unsafe.SkipInit(out Edges edges);
            if (!(area < 0.0) || !edges.Set(corners[0].X, corners[0].Y, corners[i - 1].X, corners[i - 1].Y, corners[i].X, corners[i].Y, picture.Height)) continue;
            for (int row = edges.Top; row < edges.Bottom; row++)
            {
                edges.Spans(row, picture.Width, out var first, out var end);
                Darken(row, first[0], end[0], vehicle.Size, forwardAxis, leftAxis, upAxis, picture);
            }
        }
    }

    private static void Darken(int row, int first, int end, Vector3 size, in Axis forwardAxis, in Axis leftAxis, in Axis upAxis, Picture picture)
    {
        int aligned = first & -Lanes.Count, count = end - aligned;
        var (within, beyond) = (Vector256.Create((float)(first - aligned)), Vector256.Create((float)count));
        ref readonly var atmosphere = ref picture.Atmosphere;
        int offset = row * picture.Stride + aligned;
        for (int i = 0; i < count; i += Lanes.Count, offset += Lanes.Count)
        {
            var step = Lanes.Steps + Vector256.Create((float)i);
            var nearness = Vector256.Load(picture.Nearness + offset);
            var colour = Vector256.Load(picture.Colour + offset);
            // Only what was drawn, and is no vehicle.
            var isGround = Vector256.GreaterThan(nearness, Vector256<float>.Zero) & Vector256.GreaterThanOrEqual(step, within) & Vector256.LessThan(step, beyond)
                & Vector256.Equals(colour >>> 24, Vector256<int>.Zero).AsSingle();
            if (!Lanes.Any(isGround)) continue;
            var depth = Vector256<float>.One / nearness;
            var column = step + Vector256.Create(aligned + 0.5f);
            float y = row + 0.5f;
            isGround &= Vector256.LessThan(Vector256.Abs(upAxis.Along(column, y, depth)), Vector256.Create(Reach));
            if (!Lanes.Any(isGround)) continue;
            var dark = ShadingLanes.ShadowAt(forwardAxis.Along(column, y, depth), leftAxis.Along(column, y, depth), size.X, size.Y) * atmosphere.Shadow;
            var bright = Vector256<float>.One - dark;
            // The haze before the ground is not darkened.
            var haze = dark * (Vector256<float>.One - ShadingLanes.Transmission(atmosphere.FogDensity, depth));
            var darkened = Lanes.Pack(
                Lanes.Channel(colour, 0) * bright + haze * picture.Haze.X,
                Lanes.Channel(colour, 8) * bright + haze * picture.Haze.Y,
                Lanes.Channel(colour, 16) * bright + haze * picture.Haze.Z);
            Vector256.ConditionalSelect(isGround.AsInt32(), darkened, colour).Store(picture.Colour + offset);
        }
    }

    private static Vector3 InCamera(in Sim.Sensors.Cameras.CameraPose pose, Vector3 direction)
        => new(Exact.Dot(direction, pose.Forward), Exact.Dot(direction, pose.Left), Exact.Dot(direction, pose.Up));

    /// <summary>One of a vehicle's axes: how far along it a pixel's point is from the vehicle's.</summary>
    private readonly struct Axis
    {
        private readonly float _atCorner, _across, _down, _origin;

        /// <param name="direction">Of the axis: depth, left, up.</param>
        /// <param name="origin">The vehicle: the same.</param>
        /// <param name="picture">The picture.</param>
        public Axis(Vector3 direction, Vector3 origin, Picture picture)
        {
            float perPixel = 1f / picture.View.FocalLength;
            (_across, _down) = (-direction.Y * perPixel, -direction.Z * perPixel);
            _atCorner = direction.X - _across * (0.5f * picture.Width) - _down * (0.5f * picture.Height);
            _origin = Exact.Dot(direction, origin);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Along(Vector256<float> column, float row, Vector256<float> depth)
            => (column * _across + Vector256.Create(_atCorner + _down * row)) * depth - Vector256.Create(_origin);
    }
}
