using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>
/// One sensor of every ego: what it measures, how often (Hz, a divisor of the simulation's frequency; of a camera the policy's), how
/// late (s), and what goes wrong.
/// </summary>
public sealed record SensorSettings(string Name, InstrumentSettings Instrument, int Rate, float Latency, ImmutableArray<FaultSettings> Faults)
{
    /// <summary>The latency in steps of a frequency (Hz).</summary>
    internal int LatencySteps(int frequency) => (int)MathF.Round(Latency * frequency);
}

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

/// <summary>
/// An inertial measurement unit at the centre of gravity: specific force forward and to the left, m/s2, and yaw rate, rad/s, each the mean
/// since the sample before.
/// </summary>
public sealed record ImuSettings(InertialErrors Accelerometers, InertialErrors Gyroscope) : InstrumentSettings
{
    private const float Gravity = 9.80665f, Degree = 0.0174532925f;

    /// <summary>No errors.</summary>
    public static ImuSettings Ideal { get; } = new(default(InertialErrors), default);

    /// <summary>As in cars and phones: Xsens MTi-1, whose data sheet gives the noise densities (120 ug/rtHz, 0.007 deg/s/rtHz), the in-run
    /// stability (0.03 mg, 10 deg/h) and the repeatability of the gyroscope's bias (0.5 deg/s); the rest is typical of its class.</summary>
    public static ImuSettings Consumer { get; } = new(
        new(120e-6f * Gravity, InertialErrors.RandomWalk(0.03e-3f * Gravity), 3e-3f * Gravity, 0.005f),
        new(0.007f * Degree, InertialErrors.RandomWalk(10f / 3600 * Degree), 0.5f * Degree, 0.005f));

    /// <summary>As in reference systems: Analog Devices ADIS16495-1, whose data sheet gives the random walk of the angle (0.09 deg/rth) and the
    /// in-run stability (0.8 deg/h, 3.2 ug); the rest is typical of its class.</summary>
    public static ImuSettings Tactical { get; } = new(
        new(17e-6f * Gravity, InertialErrors.RandomWalk(3.2e-6f * Gravity), 1e-3f * Gravity, 0.0005f),
        new(0.09f / 60 * Degree, InertialErrors.RandomWalk(0.8f / 3600 * Degree), 0.05f * Degree, 0.0005f));
}

/// <summary>
/// Errors of an inertial sensor (IEEE Std 952). <paramref name="NoiseDensity"/>: white noise, unit / rtHz.
/// <paramref name="BiasWalk"/>: the bias walks at random, unit / rts. <paramref name="TurnOnBias"/> and
/// <paramref name="ScaleFactor"/> (a share): standard deviations of what is drawn for an episode.
/// </summary>
public readonly record struct InertialErrors(float NoiseDensity, float BiasWalk, float TurnOnBias, float ScaleFactor)
{
    /// <summary>The random walk that reaches an in-run bias stability in 100 s, where that of such sensors is read off.</summary>
    public static float RandomWalk(float stability) => stability / 10f;
}

/// <summary>
/// Odometry of the two rear wheels, from counted marks on them (<paramref name="Ticks"/> a turn). Each wheel's radius is known up
/// to an error of standard deviation <paramref name="ScaleError"/> (a share); <paramref name="Slip"/> is the slip at 1 g, in
/// proportion to the acceleration, of dynamics without wheels of their own. <paramref name="Track"/>: distance of the wheels, m.
/// </summary>
public sealed record OdometrySettings(int Ticks, float Track, float ScaleError, float Slip) : InstrumentSettings;

/// <summary>
/// The true states of the nearest <paramref name="Objects"/> vehicles whose centre is within <paramref name="Range"/> m and of which at
/// least a share <paramref name="MinimumVisibility"/> is seen from the mount: not hidden by another vehicle, nor outside
/// the field of view (rad, symmetric).
/// </summary>
public sealed record ObjectListSettings(Mount Mount, int Objects, float Range, float FieldOfView, float MinimumVisibility) : InstrumentSettings;

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
