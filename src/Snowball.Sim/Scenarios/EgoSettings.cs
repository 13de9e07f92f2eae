namespace Snowball.Sim.Scenarios;

/// <summary>Which equations move a vehicle.</summary>
public enum DynamicsModel
{
    /// <summary>Kinematic single-track about the centre of gravity: no slip.</summary>
    Kinematic,
    /// <summary>Linear single-track with yaw rate and slip angle (CommonRoad ST).</summary>
    LinearSingleTrack,
    /// <summary>Single-track with Pacejka tyres, load transfer and wheel spin (CommonRoad STD).</summary>
    SingleTrackDrift,
}

/// <summary>The controlled vehicles of a world and how they start. Position is the arc length s of the first ego; DynamicsSubstep, in s, the
/// longest step of the single-track drift model within a step of the simulation.</summary>
public sealed record EgoSettings(
    int Count, string Vehicle, DynamicsModel Dynamics, float DynamicsSubstep, Distribution Lane, Distribution Position,
    Distribution Speed, Distribution LateralOffset, Distribution HeadingError, EgoGoal? Goal = null);

/// <summary>Where an ego is to be: in one of the lanes FirstLane to LastLane when it passes <paramref name="Position"/>, the arc length s in m.</summary>
public sealed record EgoGoal(int FirstLane, int LastLane, float Position);
