namespace Snowball.Sim.Scenarios;

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

    /// <summary>The ego passes its goal's position, in whatever lane.</summary>
    Goal = 8,
}

/// <summary>Longest duration in s (then it is truncated) and what terminates it.</summary>
public sealed record EpisodeSettings(float Duration, TerminationCauses TerminateOn);
