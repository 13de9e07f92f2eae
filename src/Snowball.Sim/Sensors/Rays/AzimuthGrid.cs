using Snowball.Sim.Numerics;

namespace Snowball.Sim.Sensors.Rays;

/// <summary>
/// The directions of a scan in the plane: a circle is divided into <see cref="Circle"/> equal steps, and the rays go through the middles of those
/// that lie in the field of view, from right to left. Azimuth 0 is straight ahead of the sensor.
/// </summary>
internal sealed class AzimuthGrid
{
    // Loops go over eight rays at a time and may look beyond the last.
    private const int Padding = 8;

    /// <param name="circle">Steps of a whole circle.</param>
    /// <param name="rays">Rays in the field of view, at most <paramref name="circle"/>.</param>
    public AzimuthGrid(int circle, int rays)
    {
        (Circle, Rays) = (circle, rays);
        Step = 2 * Math.PI / circle;
        First = -0.5 * (rays - 1) * Step;
        CosAzimuth = new double[circle + Padding];
        SinAzimuth = new double[circle + Padding];
        for (int i = 0; i < CosAzimuth.Length; i++) (SinAzimuth[i], CosAzimuth[i]) = Elementary.SinCos(Azimuth(i));
    }

    /// <summary>Steps of a whole circle.</summary>
    public int Circle { get; }

    /// <summary>Rays in the field of view: the first of the circle's.</summary>
    public int Rays { get; }

    /// <summary>Angle between neighbours, rad.</summary>
    public double Step { get; }

    /// <summary>Azimuth of ray 0, rad.</summary>
    public double First { get; }

    /// <summary>Cosine and sine of each azimuth of the circle, beginning with ray 0.</summary>
    public double[] CosAzimuth { get; }

    /// <inheritdoc cref="CosAzimuth"/>
    public double[] SinAzimuth { get; }

    /// <summary>Azimuth of a ray, rad, positive to the left.</summary>
    public double Azimuth(int ray) => First + ray * Step;
}
