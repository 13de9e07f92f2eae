namespace Snowball.Perception.Classical;

/// <summary>
/// How lines of paint run that lie side by side: a curve from the ego, left(x) = slope x + curvature x^2 / 2 + rate x^3 / 6 in m of the ego's frame (a short stretch of a clothoid;
/// Dickmanns and Mysliwetz, IEEE PAMI 14, 1992), and lines parallel to it.
/// </summary>
/// <param name="Slope">Where the ego is.</param>
/// <param name="Curvature">There, 1/m.</param>
/// <param name="Rate">Of the curvature, 1/m2.</param>
internal readonly record struct RoadCurve(double Slope, double Curvature, double Rate)
{
    /// <summary>How far to the left the curve is at a distance, m.</summary>
    public double At(double forward) => forward * (Slope + forward * (Curvature / 2 + forward * Rate / 6));

    /// <summary>How far apart lines are across the ego's direction, of how far apart they are.</summary>
    public double Spread(double forward)
    {
        double slope = Slope + forward * (Curvature + forward * Rate / 2);
        return 1 + slope * slope / 2;
    }

    /// <summary>The offset of the line through a place, m to the left of the curve.</summary>
    public double OffsetOf(double forward, double left) => (left - At(forward)) / Spread(forward);
}
