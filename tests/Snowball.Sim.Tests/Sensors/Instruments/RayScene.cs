using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Sensors.Instruments;

/// <summary>The vehicles around an ego as rectangles in the frame of a sensor, and what rays from it meet: by brute force in double precision.</summary>
internal sealed record RayScene(double X, double Y, double Heading, double HalfLength, double HalfWidth, double EgoX, double EgoY)
{
    private const int Rays = 2000;
    private readonly double _cos = Math.Cos(Heading), _sin = Math.Sin(Heading);

    public double CentreDistance => Math.Sqrt(X * X + Y * Y);

    public double Nearest
    {
        get
        {
            double along = Math.Abs(X * Math.Cos(Heading) + Y * Math.Sin(Heading)), across = Math.Abs(Y * Math.Cos(Heading) - X * Math.Sin(Heading));
            return Math.Sqrt(Math.Pow(Math.Max(0, along - HalfLength), 2) + Math.Pow(Math.Max(0, across - HalfWidth), 2));
        }
    }

    public static List<RayScene> Of(DrivingEnv environment, int world, Mount mount)
    {
        var v = environment.Vehicles;
        int ego = world * v.Slots;
        var scene = new List<RayScene>();
        for (int i = ego + 1; i < ego + v.Slots; i++)
        {
            if (v.Active[i] == 0) continue;
            var (x, y) = Turn(v.X[i] - (double)v.X[ego], v.Y[i] - (double)v.Y[ego], -v.Heading[ego]);
            var (sx, sy) = Turn(x - mount.X, y - mount.Y, -mount.Yaw);
            scene.Add(new RayScene(sx, sy, v.Heading[i] - (double)v.Heading[ego] - mount.Yaw, v.Length[i] / 2.0, v.Width[i] / 2.0, x, y));
        }
        return scene;
    }

    /// <summary>The share of the rays towards a rectangle that meet it first and are within the field of view.</summary>
    public static double Visibility(List<RayScene> scene, RayScene seen, double fieldOfView)
    {
        double centre = Math.Atan2(seen.Y, seen.X), low = 0, high = 0;
        foreach (var (a, b) in ((double, double)[])[(1, 1), (1, -1), (-1, 1), (-1, -1)])
        {
            var (x, y) = Turn(a * seen.HalfLength, b * seen.HalfWidth, seen.Heading);
            double offset = Math.IEEERemainder(Math.Atan2(seen.Y + y, seen.X + x) - centre, 2 * Math.PI);
            (low, high) = (Math.Min(low, offset), Math.Max(high, offset));
        }
        int visible = 0;
        for (int ray = 0; ray < Rays; ray++)
        {
            double bearing = centre + low + (high - low) * (ray + 0.5) / Rays;
            if (Math.Abs(Math.IEEERemainder(bearing, 2 * Math.PI)) > fieldOfView / 2) continue;
            var (dy, dx) = Math.SinCos(bearing);
            double own = seen.Distance(dx, dy);
            if (scene.TrueForAll(other => ReferenceEquals(other, seen) || other.Distance(dx, dy) >= own)) visible++;
        }
        return (double)visible / Rays;
    }

    /// <summary>Distance along a ray to the rectangle; infinite where it misses.</summary>
    private double Distance(double rayX, double rayY)
    {
        double dx = rayX * _cos + rayY * _sin, dy = rayY * _cos - rayX * _sin, ox = -(X * _cos + Y * _sin), oy = X * _sin - Y * _cos;
        double ax = (-HalfLength - ox) / dx, bx = (HalfLength - ox) / dx, ay = (-HalfWidth - oy) / dy, by = (HalfWidth - oy) / dy;
        double enter = Math.Max(Math.Min(ax, bx), Math.Min(ay, by)), leave = Math.Min(Math.Max(ax, bx), Math.Max(ay, by));
        return leave >= Math.Max(enter, 0) ? Math.Max(enter, 0) : double.PositiveInfinity;
    }

    private static (double X, double Y) Turn(double x, double y, double angle)
        => (x * Math.Cos(angle) - y * Math.Sin(angle), x * Math.Sin(angle) + y * Math.Cos(angle));
}
