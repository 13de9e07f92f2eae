namespace Snowball.Perception.Classical;

/// <summary>How lines of paint run that lie side by side: left(x) = offset + slope x + curvature x^2 / 2 + rate x^3 / 6, with an offset of each, in m of the ego's frame; a short stretch of
/// a clothoid (Dickmanns and Mysliwetz, IEEE PAMI 14, 1992).</summary>
/// <param name="Slope">Of the lines where the ego is.</param>
/// <param name="Curvature">There, 1/m.</param>
/// <param name="Rate">Of the curvature, 1/m2.</param>
internal readonly record struct RoadCurve(double Slope, double Curvature, double Rate)
{
    /// <summary>How far to the left of its offset a line is at a distance, m.</summary>
    public double At(double forward) => forward * (Slope + forward * (Curvature / 2 + forward * Rate / 6));
}
