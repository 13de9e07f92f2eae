using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

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
    /// <summary>1 where the ego passes its goal's position in one of its lanes.</summary>
    GoalReached,
    /// <summary>1 where the ego passes its goal's position in another lane.</summary>
    GoalMissed,
    /// <summary>Index of the lane under the ego / High.</summary>
    PresentLane,
    /// <summary>Speed, mapped from [Low, High] m/s to [0, 1] and on beyond it.</summary>
    Speed,
    /// <summary>1 where the action asks for another lane, whether there is one or not.</summary>
    LaneCommand,
    /// <summary>Sum of (target speed - speed) / target speed over the vehicles whose lane ends on the road of the map that they are on.</summary>
    MergingSpeed,
}

/// <summary>A weighted term; <paramref name="Low"/> and <paramref name="High"/> are its range or scale in SI units.</summary>
public sealed record WeightedTerm(RewardTerm Term, float Weight, float Low, float High);

/// <summary>Reward of a policy step: the weighted sum of terms, mapped linearly from [Low, High] to [0, 1] when given,
/// and zeroed off the road when asked.</summary>
public sealed record RewardSettings(ImmutableArray<WeightedTerm> Terms, float? NormaliseLow, float? NormaliseHigh, bool ZeroOffRoad);

/// <summary>Cost of a policy step: the weighted sum of terms, and the limit of its sum over an episode, on average.</summary>
public sealed record CostSettings(ImmutableArray<WeightedTerm> Terms, float Limit);
