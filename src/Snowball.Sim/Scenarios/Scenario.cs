using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>
/// A driving task: immutable and validated when loaded. Everything that may vary is a <see cref="Distribution"/>,
/// drawn from the episode's seed. All quantities are SI: metres, seconds, radians, m/s.
/// </summary>
public sealed record Scenario
{
    /// <summary>Name, equal to the name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>One or two sentences for a person.</summary>
    public required string Description { get; init; }

    /// <summary>Clock rates.</summary>
    public required SimulationSettings Simulation { get; init; }

    /// <summary>The road, or the family that roads are drawn from.</summary>
    public required RoadSettings Road { get; init; }

    /// <summary>The controlled vehicles.</summary>
    public required EgoSettings Ego { get; init; }

    /// <summary>The other vehicles.</summary>
    public required TrafficSettings Traffic { get; init; }

    /// <summary>Disturbances from outside; null for still air.</summary>
    public WindSettings? Wind { get; init; }

    /// <summary>What the agent sees.</summary>
    public required ObservationSettings Observation { get; init; }

    /// <summary>What the agent can do.</summary>
    public required ActionSettings Action { get; init; }

    /// <summary>What the agent is to maximise.</summary>
    public required RewardSettings Reward { get; init; }

    /// <summary>What the agent must keep below a limit.</summary>
    public required CostSettings Cost { get; init; }

    /// <summary>When an episode ends.</summary>
    public required EpisodeSettings Episode { get; init; }

    /// <summary>The numbers that a policy must reach.</summary>
    public required GateSettings Gate { get; init; }

    /// <summary>Edges of the bins by which tabular agents see the observation; empty where none is declared.</summary>
    public ImmutableArray<DiscretisedField> Discretisation { get; init; } = [];

    /// <summary>The agent that `train` picks when none is named, and settings by agent name.</summary>
    public required TrainingSettings Training { get; init; }

    /// <summary>128-bit hash, as hexadecimal, of the text it was loaded from.</summary>
    public required string Hash { get; init; }

    /// <summary>The file it came from and its text: what a run folder and a rollout keep.</summary>
    public required string File { get; init; }

    /// <summary>The YAML text.</summary>
    public required string Text { get; init; }
}

/// <summary>Clock rates in Hz; the simulation's is a multiple of the policy's.</summary>
public sealed record SimulationSettings(int SimulationFrequency, int PolicyFrequency)
{
    /// <summary>Substeps in a policy step.</summary>
    public int Substeps => SimulationFrequency / PolicyFrequency;

    /// <summary>Simulated time of a substep, s.</summary>
    public float SubstepSeconds => 1f / SimulationFrequency;

    /// <summary>Simulated time of a policy step, s.</summary>
    public float PolicyStepSeconds => 1f / PolicyFrequency;
}

/// <summary>
/// A one-way carriageway of parallel lanes. Axes are those of ISO 8855 and OpenDRIVE: y, d and angles grow to the left. The
/// reference line (d = 0) is the left edge of the road; lane 0 is the leftmost, and the centre of lane i is at
/// d = -(i + 1/2) * LaneWidth. Speed limit in m/s.
/// </summary>
public abstract record RoadSettings(int Lanes, float LaneWidth, float SpeedLimit);

/// <summary>A straight road, long enough not to end.</summary>
public sealed record StraightRoadSettings(int Lanes, float LaneWidth, float SpeedLimit)
    : RoadSettings(Lanes, LaneWidth, SpeedLimit);

/// <summary>
/// Straights and arcs joined by clothoids, generated from a seed. <paramref name="Variants"/> roads are made once;
/// the episode's seed picks one. Turning direction is drawn at random.
/// </summary>
public sealed record CurvedRoadSettings(
    int Lanes, float LaneWidth, float SpeedLimit, float Length, int Variants,
    Distribution Radius, Distribution StraightLength, Distribution ArcLength, Distribution ClothoidLength)
    : RoadSettings(Lanes, LaneWidth, SpeedLimit);

/// <summary>Which equations move a vehicle.</summary>
public enum DynamicsModel
{
    /// <summary>Kinematic single-track about the centre of gravity: no slip.</summary>
    Kinematic,
    /// <summary>Linear single-track with yaw rate and slip angle (CommonRoad ST).</summary>
    LinearSingleTrack,
}

/// <summary>The controlled vehicles of a world and how they start. Position is the arc length s of the first ego.</summary>
public sealed record EgoSettings(
    int Count, string Vehicle, DynamicsModel Dynamics, Distribution Lane, Distribution Position,
    Distribution Speed, Distribution LateralOffset, Distribution HeadingError);

/// <summary>The other vehicles.</summary>
public abstract record TrafficSettings;

/// <summary>An empty road.</summary>
public sealed record NoTraffic : TrafficSettings;

/// <summary>
/// Vehicles placed one after another ahead of the ego, each `spacing * (12 + speed) * exp(-lanes / 8)` further on,
/// times uniform(0.9, 1.1): the start of highway-env's highway scenarios (Leurent 2018).
/// </summary>
public sealed record SequentialTraffic(
    int Count, float EgoSpacing, float Spacing, Distribution Speed, DriverSettings Drivers, string Vehicle) : TrafficSettings;

/// <summary>
/// A stream of traffic at <paramref name="DensityPerKilometre"/> vehicles per km and lane inside the window from
/// <paramref name="Behind"/> metres behind to <paramref name="Ahead"/> metres ahead of the first ego; vehicles that
/// leave the window enter again at its other end when there is room.
/// </summary>
public sealed record FlowTraffic(
    float DensityPerKilometre, float Behind, float Ahead, Distribution Speed, DriverSettings Drivers, string Vehicle) : TrafficSettings;

/// <summary>One vehicle ahead of the ego in its lane, which changes its speed to a new draw of <paramref name="Speed"/> with
/// <paramref name="Acceleration"/> m/s2 and keeps it for <paramref name="Hold"/> s, again and again.</summary>
public sealed record LeadTraffic(
    Distribution Gap, Distribution Speed, Distribution Acceleration, Distribution Hold, string Vehicle) : TrafficSettings;

/// <summary>How IDM measures the gap to the leader: between bumpers (Treiber 2000), or between centres (highway-env).</summary>
public enum GapMeasure
{
    /// <summary>From the rear bumper of the leader to the front bumper of the follower.</summary>
    Bumper,
    /// <summary>From centre to centre.</summary>
    Centre,
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
public sealed record DriverSettings(
    Distribution? DesiredSpeed, Distribution TimeHeadway, Distribution MinimumGap, Distribution MaximumAcceleration,
    Distribution ComfortableDeceleration, float AccelerationLimit, Distribution Exponent, GapMeasure Gap,
    bool ChangesLanes, float LaneChangeInterval, Distribution Politeness, float LaneChangeThreshold, float SafeDeceleration);

/// <summary>
/// Cross-wind on vehicles with single-track dynamics: a mean drawn for each episode (m/s, positive to the left of the road)
/// and gusts, an Ornstein-Uhlenbeck process with standard deviation <paramref name="Gust"/> m/s and time constant
/// <paramref name="GustTime"/> s.
/// </summary>
public sealed record WindSettings(Distribution CrossWind, float Gust, float GustTime);

/// <summary>What the agent sees.</summary>
public abstract record ObservationSettings;

/// <summary>A column of the kinematics observation.</summary>
public enum KinematicsField
{
    /// <summary>1 where the row holds a vehicle.</summary>
    Presence,
    /// <summary>Longitudinal position, m.</summary>
    X,
    /// <summary>Lateral position, m; grows to the right, as in highway-env.</summary>
    Y,
    /// <summary>Longitudinal velocity, m/s.</summary>
    Vx,
    /// <summary>Lateral velocity, m/s; grows to the right.</summary>
    Vy,
    /// <summary>Cosine of the heading.</summary>
    CosHeading,
    /// <summary>Sine of the heading, positive to the right.</summary>
    SinHeading,
}

/// <summary>
/// highway-env's table: row 0 the ego, absolute; then the nearest <paramref name="Vehicles"/> - 1 others within
/// <paramref name="Range"/> m, relative to it. Positions are divided by the scales (m, m/s) and clipped to +-1.
/// </summary>
public sealed record KinematicsObservation(
    int Vehicles, float Range, ImmutableArray<KinematicsField> Fields, float ScaleX, float ScaleY, float ScaleSpeed)
    : ObservationSettings;

/// <summary>
/// The ego in its lane: lateral offset, heading error, speed, yaw rate, steering angle, and the curvature of the lane
/// at each distance of <paramref name="Preview"/> (m) ahead. Noise is drawn at each policy step.
/// </summary>
public sealed record LaneGeometryObservation(
    ImmutableArray<float> Preview, Distribution? LateralOffsetNoise, Distribution? HeadingNoise,
    Distribution? SpeedNoise, Distribution? YawRateNoise) : ObservationSettings;

/// <summary>
/// Time to collision on a grid of target speed x lane x second up to <paramref name="Horizon"/> s: highway-env's
/// TimeToCollision, for the present and the adjacent choices of speed and lane.
/// </summary>
public sealed record TimeToCollisionObservation(float Horizon) : ObservationSettings;

/// <summary>The ego and its leader: gap, closing speed, speed, acceleration of the ego. Noise is drawn at each policy step.</summary>
public sealed record CarFollowingObservation(Distribution? GapNoise, Distribution? ClosingSpeedNoise) : ObservationSettings;

/// <summary>What the agent can do.</summary>
public abstract record ActionSettings;

/// <summary>Discrete: 0 lane left, 1 idle, 2 lane right, 3 faster, 4 slower, over controllers that hold lane and speed.</summary>
public sealed record MetaAction(ImmutableArray<float> TargetSpeeds) : ActionSettings;

/// <summary>A closed interval of a control: rad for steering, m/s2 for acceleration.</summary>
public readonly record struct ControlRange(float Low, float High);

/// <summary>
/// One number in [-1, 1] for each control that is not null, mapped to its range: steering angle, acceleration. A null
/// control is left to the lane-keeping or the speed-holding controller.
/// </summary>
public sealed record ContinuousAction(ControlRange? Steering, ControlRange? Acceleration) : ActionSettings;

/// <summary>
/// One index into the grid steering x acceleration (steering varies slowest). An empty control is left to the
/// lane-keeping or the speed-holding controller.
/// </summary>
public sealed record DiscreteAction(ImmutableArray<float> Steering, ImmutableArray<float> Acceleration) : ActionSettings;

/// <summary>What reward and cost are sums of, before the weights. Low and High are those of <see cref="WeightedTerm"/>.</summary>
public enum RewardTerm
{
    /// <summary>1 in every step.</summary>
    Survival,
    /// <summary>1 where the ego has crashed.</summary>
    Collision,
    /// <summary>1 where the ego is outside the lane it has to keep.</summary>
    LaneDeparture,
    /// <summary>1 where the ego is outside all lanes.</summary>
    OffRoad,
    /// <summary>Index of the target lane / (lanes - 1): 1 in the rightmost.</summary>
    RightLane,
    /// <summary>Speed along the road, mapped from [Low, High] m/s to [0, 1] and clipped.</summary>
    HighSpeed,
    /// <summary>Distance along the road / High m.</summary>
    Progress,
    /// <summary>(offset from the lane centre / High m)^2, at most 1.</summary>
    LateralOffset,
    /// <summary>(angle to the lane / High rad)^2, at most 1.</summary>
    HeadingError,
    /// <summary>(change of the commanded steering angle / High rad)^2, at most 1.</summary>
    SteeringChange,
    /// <summary>(lateral jerk / High m/s3)^2, at most 1.</summary>
    LateralJerk,
    /// <summary>(longitudinal jerk / High m/s3)^2, at most 1.</summary>
    LongitudinalJerk,
    /// <summary>(longitudinal acceleration / High m/s2)^2, at most 1.</summary>
    Acceleration,
    /// <summary>1 where the target lane changed.</summary>
    LaneChange,
    /// <summary>|gap - (Low m + High s * speed)| / (Low m + High s * speed), at most 1; 1 without a leader.</summary>
    GapError,
    /// <summary>1 where the time headway is below High s.</summary>
    ShortHeadway,
    /// <summary>1 where the time to collision with the leader is below High s.</summary>
    ShortTimeToCollision,
}

/// <summary>A weighted term; <paramref name="Low"/> and <paramref name="High"/> are its range or scale in SI units.</summary>
public sealed record WeightedTerm(RewardTerm Term, float Weight, float Low, float High);

/// <summary>Reward of a policy step: the weighted sum of terms, mapped linearly from [Low, High] to [0, 1] when given,
/// and zeroed off the road when asked.</summary>
public sealed record RewardSettings(ImmutableArray<WeightedTerm> Terms, float? NormaliseLow, float? NormaliseHigh, bool ZeroOffRoad);

/// <summary>Cost of a policy step: the weighted sum of terms, and the limit of its sum over an episode, on average.</summary>
public sealed record CostSettings(ImmutableArray<WeightedTerm> Terms, float Limit);

/// <summary>What ends an episode before its time.</summary>
[Flags]
public enum TerminationCauses
{
    /// <summary>Time alone.</summary>
    None = 0,

    /// <summary>Contact of the ego with another vehicle.</summary>
    Collision = 1,

    /// <summary>The ego's centre leaves the lane it has to keep.</summary>
    LaneDeparture = 2,

    /// <summary>The ego's centre leaves the road.</summary>
    OffRoad = 4,
}

/// <summary>Longest duration in s (then it is truncated) and what terminates it.</summary>
public sealed record EpisodeSettings(float Duration, TerminationCauses TerminateOn);

/// <summary>How the values of one episode become one number.</summary>
public enum Aggregate
{
    /// <summary>Whether it was ever true or beyond the threshold.</summary>
    Any,
    /// <summary>Mean over the steps.</summary>
    Mean,
    /// <summary>Greatest of the steps.</summary>
    Max,
    /// <summary>Least of the steps.</summary>
    Min,
    /// <summary>Sum over the steps.</summary>
    Sum,
}

/// <summary>Direction of a bound.</summary>
public enum BoundKind
{
    /// <summary>The value must not be greater.</summary>
    AtMost,
    /// <summary>The value must not be less.</summary>
    AtLeast,
}

/// <summary>
/// One line of a gate. <paramref name="Metric"/> is a name of <see cref="Metrics.MetricCatalog"/>. With <see cref="Aggregate.Any"/>
/// the bound is on the rate of episodes in which the metric was true, or went beyond <paramref name="Threshold"/>
/// (above it, or below it where <paramref name="ThresholdIsLower"/>); otherwise on the mean over episodes of the per-episode aggregate.
/// </summary>
public sealed record GateLine(
    string Metric, Aggregate Aggregate, BoundKind Bound, float Value, float? Threshold, bool ThresholdIsLower, int Line);

/// <summary>The gate: episodes to run on test seeds, episodes of a validation during training, confidence, lines.</summary>
public sealed record GateSettings(int Episodes, int ValidationEpisodes, float Confidence, ImmutableArray<GateLine> Lines);

/// <summary>Bin edges (SI units, ascending) of one observation field, for tabular agents.</summary>
public sealed record DiscretisedField(string Field, ImmutableArray<float> Edges);

/// <summary>A setting of an agent as written, with its line for error messages.</summary>
public sealed record AgentSetting(string Value, int Line);

/// <summary>The default agent and, for each agent, its settings; bound and checked by the agent itself.</summary>
public sealed record TrainingSettings(
    string Agent, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, AgentSetting>> Agents);
