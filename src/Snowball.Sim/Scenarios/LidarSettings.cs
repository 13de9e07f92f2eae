namespace Snowball.Sim.Scenarios;

/// <summary>A scanning lidar; see docs/sensors.md for its model.</summary>
/// <param name="Mount">Where it sits.</param>
/// <param name="Channels">Beams above each other.</param>
/// <param name="LowestChannel">Elevation of the lowest channel, rad, positive upwards.</param>
/// <param name="HighestChannel">Elevation of the highest; those between are evenly spaced.</param>
/// <param name="FieldOfView">Horizontal angle that is scanned, rad, up to a whole turn.</param>
/// <param name="Resolution">Angle between neighbouring rays, rad; a whole number of them makes a turn.</param>
/// <param name="MinimumRange">Nothing nearer is reported, m.</param>
/// <param name="MaximumRange">Nothing further away is reported, m.</param>
/// <param name="ReferenceRange">Where a surface that reflects a tenth of the light and is met squarely is detected nine times in ten, m.</param>
/// <param name="RangeNoise">Standard deviation of the range, m.</param>
/// <param name="Dropout">Share of rays that are lost whatever they meet.</param>
public sealed record LidarSettings(
    Mount Mount, int Channels, float LowestChannel, float HighestChannel, float FieldOfView, float Resolution,
    float MinimumRange, float MaximumRange, float ReferenceRange, float RangeNoise, float Dropout) : InstrumentSettings
{
    /// <summary>Rays of a whole turn.</summary>
    public int Circle => (int)Math.Round(2 * Math.PI / Resolution);

    /// <summary>Rays of a channel.</summary>
    public int Rays => Math.Clamp((int)Math.Round(FieldOfView / Resolution), 1, Circle);

    /// <summary>Elevation of a channel, rad.</summary>
    public float Elevation(int channel)
        => Channels == 1 ? LowestChannel : LowestChannel + (HighestChannel - LowestChannel) * channel / (Channels - 1);
}
