using Snowball.Sim.Sensors.Instruments;

namespace Snowball.Sim.Sensors;

/// <summary>Which random numbers a measurement takes: a function of the episode's seed, the sensor and the time, and of nothing else.</summary>
/// <param name="EpisodeSeed">Seed of the episode.</param>
/// <param name="Slot">Number of the sensor among all of a world.</param>
/// <param name="Tick">Number of the measurement in the episode.</param>
public readonly record struct SensorDraws(ulong EpisodeSeed, uint Slot, uint Tick)
{
    internal static SensorDraws Of(in Instant instant) => new(instant.Seed, (uint)instant.Stream, instant.Tick);
}
