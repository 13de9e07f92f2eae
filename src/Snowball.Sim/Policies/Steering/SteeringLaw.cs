namespace Snowball.Sim.Policies.Steering;

/// <summary>How a classical driver turns the wheel.</summary>
public enum SteeringLaw
{
    /// <summary>Proportional, integral and derivative feedback of the offset.</summary>
    Pid,
    /// <summary>Aims at a point of the lane ahead.</summary>
    PurePursuit,
    /// <summary>Points the front wheels along the lane and towards it.</summary>
    Stanley,
    /// <summary>Linear quadratic regulator.</summary>
    Lqr,
    /// <summary>Linear model predictive control.</summary>
    Mpc,
}
