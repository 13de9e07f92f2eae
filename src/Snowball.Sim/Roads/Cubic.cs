namespace Snowball.Sim.Roads;

/// <summary>A + B u + C u^2 + D u^3 with u = s - <paramref name="Start"/>: the polynomial that OpenDRIVE gives elevations, widths and offsets.</summary>
public readonly record struct Cubic(double Start, double A, double B = 0, double C = 0, double D = 0)
{
    /// <summary>The value at s.</summary>
    public double At(double s)
    {
        double u = s - Start;
        return A + u * (B + u * (C + u * D));
    }

    /// <summary>The first derivative at s.</summary>
    public double SlopeAt(double s)
    {
        double u = s - Start;
        return B + u * (2 * C + u * 3 * D);
    }

    /// <summary>The second derivative at s.</summary>
    public double BendAt(double s) => 2 * C + 6 * D * (s - Start);

    /// <summary>The same polynomial, counted from another start.</summary>
    public Cubic From(double start)
    {
        double u = start - Start;
        return new(start, At(start), SlopeAt(start), C + 3 * D * u, D);
    }
}
