using Snowball.Sim.Sensors.Rays;

namespace Snowball.Sim.Tests.Sensors.Rays;

/// <summary>One ray against boxes and ground in double precision, by clipping the ray to the slabs of every box: the method of the textbooks, not that of the caster.</summary>
internal static class RayReference
{
    public readonly record struct Hit(double Distance, int Target, double Incidence);

    /// <summary>What a ray of an azimuth and elevation meets first; boxes are grown by a margin on all sides.</summary>
    public static Hit Cast(double azimuth, double elevation, double height, double maximumRange, ReadOnlySpan<Prism> boxes, double margin = 0)
    {
        double dx = Math.Cos(azimuth) * Math.Cos(elevation), dy = Math.Sin(azimuth) * Math.Cos(elevation), dz = Math.Sin(elevation);
        var nearest = new Hit(double.PositiveInfinity, RayCaster.Nothing, 0);
        if (dz < 0 && height / -dz <= maximumRange) nearest = new Hit(height / -dz, RayCaster.Ground, -dz);
        for (int i = 0; i < boxes.Length; i++)
        {
            var box = boxes[i];
            double ox = -(box.X * box.Cos + box.Y * box.Sin), oy = box.X * box.Sin - box.Y * box.Cos;
            double a = box.HalfLength + margin, b = box.HalfWidth + margin;
            if (Math.Abs(ox) <= a && Math.Abs(oy) <= b) continue;
            double u = dx * box.Cos + dy * box.Sin, v = dy * box.Cos - dx * box.Sin;
            var (low, high, incidence) = (0.0, double.PositiveInfinity, 0.0);
            Clip(ox, u, -a, a, ref low, ref high, ref incidence);
            Clip(oy, v, -b, b, ref low, ref high, ref incidence);
            Clip(height, dz, 0, box.Height + margin, ref low, ref high, ref incidence);
            if (low <= high && low <= maximumRange && low < nearest.Distance) nearest = new Hit(low, i, incidence);
        }
        return nearest;
    }

    private static void Clip(double origin, double direction, double least, double most, ref double low, ref double high, ref double incidence)
    {
        if (direction == 0)
        {
            if (origin < least || origin > most) high = double.NegativeInfinity;
            return;
        }
        double first = (least - origin) / direction, second = (most - origin) / direction;
        if (first > second) (first, second) = (second, first);
        if (first > low) (low, incidence) = (first, Math.Abs(direction));
        high = Math.Min(high, second);
    }
}
