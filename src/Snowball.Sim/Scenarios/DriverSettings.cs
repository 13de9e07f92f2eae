namespace Snowball.Sim.Scenarios;

/// <summary>How IDM measures the gap to the leader: between bumpers (Treiber 2000), or between centres (highway-env).</summary>
public enum GapMeasure
{
    /// <summary>From the rear bumper of the leader to the front bumper of the follower.</summary>
    Bumper,
    /// <summary>From centre to centre.</summary>
    Centre,
}

/// <summary>How far along the carriageway drivers see others.</summary>
public enum DriverSight
{
    /// <summary>All of it.</summary>
    Carriageway,

    /// <summary>
    /// The road of the map that they are on, and a car's length beyond its joints, as highway-env's do. Half a length before a joint they
    /// belong to the next road as well, and nobody begins a lane change.
    /// </summary>
    Road,
}

/// <summary>
/// Parameters of a driver: the Intelligent Driver Model (Treiber, Hennecke, Helbing 2000) and MOBIL (Kesting,
/// Treiber, Helbing 2007). Drawn for each vehicle.
/// </summary>
/// <param name="DesiredSpeed">Desired speed, m/s; null takes the vehicle's initial speed.</param>
/// <param name="TimeHeadway">Desired time headway T, s.</param>
/// <param name="MinimumGap">Jam distance s0, m.</param>
/// <param name="MaximumAcceleration">a, m/s2.</param>
/// <param name="ComfortableDeceleration">b, m/s2, positive.</param>
/// <param name="AccelerationLimit">Result of IDM is clipped to plus or minus this, m/s2.</param>
/// <param name="Exponent">Acceleration exponent delta.</param>
/// <param name="Gap">How gaps are measured.</param>
/// <param name="ChangesLanes">Whether MOBIL is used at all.</param>
/// <param name="LaneChangeInterval">Time between decisions to change lane, s.</param>
/// <param name="Politeness">MOBIL p, 0 to 1.</param>
/// <param name="LaneChangeThreshold">MOBIL's gain threshold, m/s2.</param>
/// <param name="SafeDeceleration">The most that a lane change may make the new follower brake, m/s2, positive.</param>
/// <param name="KeepRightBias">How much less gain a change to the right needs, and how much more one to the left, m/s2.</param>
/// <param name="Mandatory">Whether a lane that ends or leads astray is left by gap acceptance (Gipps 1986); otherwise MOBIL decides that too,
/// to which the end of the lane is a vehicle that stands there.</param>
/// <param name="Sight">How far others are seen.</param>
public sealed record DriverSettings(
    Distribution? DesiredSpeed, Distribution TimeHeadway, Distribution MinimumGap, Distribution MaximumAcceleration,
    Distribution ComfortableDeceleration, float AccelerationLimit, Distribution Exponent, GapMeasure Gap,
    bool ChangesLanes, float LaneChangeInterval, Distribution Politeness, float LaneChangeThreshold, float SafeDeceleration,
    float KeepRightBias = 0f, bool Mandatory = true, DriverSight Sight = DriverSight.Carriageway);
