namespace Snowball.Sim.Sensors.Radar;

/// <summary>What a radar reports of one resolution cell.</summary>
/// <param name="Range">Distance from the sensor, m.</param>
/// <param name="RangeRate">Its rate of change, m/s; negative for what comes nearer.</param>
/// <param name="Azimuth">Direction from the sensor's axis, rad, positive to the left.</param>
/// <param name="Snr">Power over the mean power of the noise, as a ratio: the mean one of an echo, the measured one of a detection.</param>
public readonly record struct RadarDetection(float Range, float RangeRate, float Azimuth, float Snr);
