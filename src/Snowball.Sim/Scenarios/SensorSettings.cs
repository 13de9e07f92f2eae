using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>
/// One sensor of every ego: what it measures, how often (Hz, a divisor of the simulation's frequency), how late (s), and what goes wrong.
/// </summary>
public sealed record SensorSettings(string Name, InstrumentSettings Instrument, int Rate, float Latency, ImmutableArray<FaultSettings> Faults);

/// <summary>What a sensor measures, and with which errors.</summary>
public abstract record InstrumentSettings;

/// <summary>Where a sensor sits and looks: m forward and to the left of the vehicle's centre, m above the road; yaw in rad to the left of forward.</summary>
public readonly record struct Mount(float X, float Y, float Z, float Yaw);

/// <summary>
/// Satellite navigation: position and velocity in the world's frame. The position error of an axis is white noise of standard deviation
/// <paramref name="PositionNoise"/> m plus a first-order Gauss-Markov process of standard deviation <paramref name="Drift"/> m and correlation
/// time <paramref name="DriftTime"/> s; that of the velocity is white, <paramref name="SpeedNoise"/> m/s. Between the two
/// distances along the road (m) of each of <paramref name="Outages"/> there is no reception.
/// </summary>
public sealed record GnssSettings(float PositionNoise, float Drift, float DriftTime, float SpeedNoise, ImmutableArray<RoadInterval> Outages)
    : InstrumentSettings;

/// <summary>A part of the road, m along it.</summary>
public readonly record struct RoadInterval(float From, float To);

/// <summary>Something that goes wrong in a sensor for a while.</summary>
public abstract record FaultSettings(FaultTiming Timing);

/// <summary>The last sample is repeated.</summary>
public sealed record FreezeFault(FaultTiming Timing) : FaultSettings(Timing);

/// <summary>There are no values.</summary>
public sealed record DropoutFault(FaultTiming Timing) : FaultSettings(Timing);

/// <summary>A constant, drawn when the fault starts, is added to all fields of a quantity, in its SI unit.</summary>
public sealed record BiasFault(FaultTiming Timing, string Quantity, Distribution Offset) : FaultSettings(Timing);

/// <summary>The standard deviation of all noise is multiplied.</summary>
public sealed record NoiseBurstFault(FaultTiming Timing, float Factor) : FaultSettings(Timing);

/// <summary>When a fault starts; it lasts for a duration in s.</summary>
public abstract record FaultTiming(Distribution Duration);

/// <summary>Once, at a time since the start of the episode, s.</summary>
public sealed record ScheduledTiming(Distribution At, Distribution Duration) : FaultTiming(Duration);

/// <summary>Again and again, at random: a Poisson process whose mean time from the end of one fault to the start of the next is given, s.</summary>
public sealed record RandomTiming(float MeanInterval, Distribution Duration) : FaultTiming(Duration);
