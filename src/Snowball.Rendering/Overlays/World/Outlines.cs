using System.Numerics;
using Snowball.Rendering.Playback;
using Snowball.Rendering.Scenes;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.World;

/// <summary>The outlines of vehicles in a picture, about: what lies on the road is not to be painted over them.</summary>
internal static class Outlines
{
    /// <summary>Vehicles further away are too small to matter, m.</summary>
    private const float Furthest = 120f;

    /// <summary>A body is narrower than its box, above all at the top.</summary>
    private const float LowerWidth = 0.96f, UpperWidth = 0.74f, UpperLength = 0.7f, Waist = 0.62f, Bonnet = 0.5f;

    /// <summary>Of the vehicle that the camera is in, what is nearer to it is not seen, m.</summary>
    private const float Aboard = 0.4f;

    /// <summary>Adds the outlines of all near vehicles that are in front of the camera; of one that the camera is in, that of its bonnet.</summary>
    public static void Add(SKPath path, Projector projector, Moment moment)
    {
        foreach (ref readonly var vehicle in moment.Vehicles.AsSpan())
        {
            if (Vector3.DistanceSquared(vehicle.Position, projector.Eye) > Furthest * Furthest) continue;
            if (BoxLayer.IsInside(vehicle, projector.Eye))
            {
                AddBonnet(path, projector, vehicle);
                continue;
            }
            bool isTall = vehicle.Size.Z > 2.2f;
            AddHull(path, projector, vehicle, -0.5f, 0.5f, 0f, isTall ? 1f : Waist, LowerWidth);
            if (!isTall) AddHull(path, projector, vehicle, -0.5f * UpperLength, 0.5f * UpperLength, Waist, 1f, UpperWidth);
        }
    }

    private static void AddBonnet(SKPath path, Projector projector, in VehicleInstance vehicle)
    {
        float eye = Vector3.Dot(projector.Eye - vehicle.Position, vehicle.Forward) + Aboard;
        if (eye < 0.5f * vehicle.Size.X) AddHull(path, projector, vehicle, eye / vehicle.Size.X, 0.5f, 0f, Bonnet, LowerWidth);
    }

    /// <summary>A box from back to front and from low to high, all in shares of the vehicle's size.</summary>
    private static void AddHull(SKPath path, Projector projector, in VehicleInstance vehicle, float back, float front, float low, float high, float width)
    {
        var left = Vector3.Cross(vehicle.Up, vehicle.Forward);
        Span<SKPoint> corners = stackalloc SKPoint[8];
        for (int i = 0; i < 8; i++)
        {
            float along = (i & 1) == 0 ? back : front, across = ((i >> 1) & 1) - 0.5f, up = (i >> 2) == 0 ? low : high;
            var corner = vehicle.Position + along * vehicle.Size.X * vehicle.Forward + across * width * vehicle.Size.Y * left + up * vehicle.Size.Z * vehicle.Up;
            if (!projector.Project(corner, out corners[i], out _)) return;
        }
        var hull = Hull(corners);
        path.MoveTo(hull[0]);
        for (int i = 1; i < hull.Count; i++) path.LineTo(hull[i]);
        path.Close();
    }

    /// <summary>Convex hull (Andrew, Another efficient algorithm for convex hulls in two dimensions, 1979).</summary>
    internal static List<SKPoint> Hull(Span<SKPoint> points)
    {
        points.Sort(static (a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        var hull = new List<SKPoint>();
        foreach (var point in points) Append(point, 0);
        int lower = hull.Count - 1;
        for (int i = points.Length - 2; i >= 0; i--) Append(points[i], lower);
        hull.RemoveAt(hull.Count - 1);
        return hull;

        void Append(SKPoint point, int start)
        {
            while (hull.Count >= start + 2 && Turn(hull[^2], hull[^1], point) <= 0f) hull.RemoveAt(hull.Count - 1);
            hull.Add(point);
        }
    }

    private static float Turn(SKPoint a, SKPoint b, SKPoint c) => (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
}
