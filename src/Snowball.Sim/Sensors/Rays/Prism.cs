namespace Snowball.Sim.Sensors.Rays;

/// <summary>An upright box that stands on the ground, in the frame of a sensor (x ahead, y to the left, origin below the sensor). Metres.</summary>
/// <param name="X">Centre ahead of the sensor.</param>
/// <param name="Y">Centre to the left of the sensor.</param>
/// <param name="Cos">Cosine of the angle from the sensor's axis to the box's length.</param>
/// <param name="Sin">Sine of that angle.</param>
/// <param name="HalfLength">Half of the length.</param>
/// <param name="HalfWidth">Half of the width; 0 for a wall.</param>
/// <param name="Height">Top above the ground.</param>
/// <param name="Reflectivity">Share of light that its surface scatters back, 0 to 1.</param>
internal readonly record struct Prism(
    double X, double Y, double Cos, double Sin, double HalfLength, double HalfWidth, double Height, float Reflectivity)
{
    /// <summary>Distance from the sensor to the centre.</summary>
    public double Distance => Math.Sqrt(X * X + Y * Y);

    /// <summary>Distance from the centre to a corner.</summary>
    public double Reach => Math.Sqrt(HalfLength * HalfLength + HalfWidth * HalfWidth);

    /// <summary>The point of the footprint that is nearest to the sensor.</summary>
    public (double X, double Y) Nearest()
    {
        double along = -(X * Cos + Y * Sin), across = X * Sin - Y * Cos;
        along = Math.Min(Math.Max(along, -HalfLength), HalfLength);
        across = Math.Min(Math.Max(across, -HalfWidth), HalfWidth);
        return (X + along * Cos - across * Sin, Y + along * Sin + across * Cos);
    }
}
