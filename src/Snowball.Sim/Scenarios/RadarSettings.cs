namespace Snowball.Sim.Scenarios;

/// <summary>A radar that reports detections; see docs/sensors.md for its model.</summary>
/// <param name="Mount">Where it sits.</param>
/// <param name="FieldOfView">Horizontal angle, rad, at most half a turn.</param>
/// <param name="MinimumRange">Nothing nearer is reported, m.</param>
/// <param name="MaximumRange">Nothing further away is reported, m.</param>
/// <param name="MaximumSpeed">Range rates of false alarms lie between plus and minus this, m/s.</param>
/// <param name="DetectionRange">Where a radar cross-section of 10 m2, the usual of a car, is detected nine times in ten, m.</param>
/// <param name="RangeNoise">Standard deviation of the range, m.</param>
/// <param name="SpeedNoise">Standard deviation of the range rate, m/s.</param>
/// <param name="AzimuthNoise">Standard deviation of the azimuth, rad.</param>
/// <param name="RangeResolution">Size of a resolution cell, m.</param>
/// <param name="SpeedResolution">Size of a resolution cell, m/s.</param>
/// <param name="AzimuthResolution">Size of a resolution cell, rad.</param>
/// <param name="Clutter">Mean number of false alarms in a measurement.</param>
/// <param name="Underbody">Share of the power by which a hidden vehicle is seen under what is before it.</param>
/// <param name="Multipath">Share of the power of a vehicle that comes once more by way of the own one, or of a barrier; 0 for no ghosts.</param>
/// <param name="Detections">The most that are reported: the nearest.</param>
public sealed record RadarSettings(
    Mount Mount, float FieldOfView, float MinimumRange, float MaximumRange, float MaximumSpeed, float DetectionRange,
    float RangeNoise, float SpeedNoise, float AzimuthNoise, float RangeResolution, float SpeedResolution, float AzimuthResolution,
    float Clutter, float Underbody, float Multipath, int Detections) : InstrumentSettings;
