using System.Numerics;
using Snowball.Sim.Sensors.Cameras;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.World;

/// <summary>Where points and lines of the world lie in a picture; what is behind the camera is cut off.</summary>
internal readonly struct Projector(CameraPose pose, Pinhole camera)
{
    /// <summary>Nothing nearer to the camera is painted, m along the axis.</summary>
    public const float Near = 0.3f;

    /// <summary>Pixels a metre at a depth of 1 m.</summary>
    public float FocalLength => camera.FocalLength;

    /// <summary>Where the camera is.</summary>
    public Vector3 Eye => pose.Position;

    /// <summary>Depth of a point along the axis, m.</summary>
    public float Depth(Vector3 point) => Vector3.Dot(point - pose.Position, pose.Forward);

    /// <summary>Where a point is seen; false where it is not in front of the camera.</summary>
    public bool Project(Vector3 point, out SKPoint pixel, out float depth)
    {
        var seen = camera.Project(pose, point);
        (pixel, depth) = (new SKPoint(seen.X, seen.Y), seen.Z);
        return seen.Z >= Near;
    }

    /// <summary>Where a line is seen, cut at the camera; false where it is behind it.</summary>
    public bool Project(Vector3 from, Vector3 to, out SKPoint start, out SKPoint end)
    {
        float first = Depth(from), last = Depth(to);
        (start, end) = (default, default);
        if (first < Near && last < Near) return false;
        if (first < Near) from += (to - from) * ((Near - first) / (last - first));
        else if (last < Near) to = from + (to - from) * ((Near - first) / (last - first));
        var (a, b) = (camera.Project(pose, from), camera.Project(pose, to));
        (start, end) = (new SKPoint(a.X, a.Y), new SKPoint(b.X, b.Y));
        return true;
    }

    /// <summary>A line through points, in as many pieces as are in front of the camera.</summary>
    public void AddLine(SKPath path, ReadOnlySpan<Vector3> points)
    {
        for (int i = 0; i + 1 < points.Length; i++)
        {
            if (!Project(points[i], points[i + 1], out var start, out var end)) continue;
            if (path.IsEmpty || path.LastPoint != start) path.MoveTo(start);
            path.LineTo(end);
        }
    }

    /// <summary>An area between points; false where one of them is behind the camera.</summary>
    public bool AddArea(SKPath path, ReadOnlySpan<Vector3> points)
    {
        Span<SKPoint> pixels = stackalloc SKPoint[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            if (!Project(points[i], out pixels[i], out _)) return false;
        }
        path.MoveTo(pixels[0]);
        for (int i = 1; i < pixels.Length; i++) path.LineTo(pixels[i]);
        path.Close();
        return true;
    }
}
