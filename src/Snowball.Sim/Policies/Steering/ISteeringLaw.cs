namespace Snowball.Sim.Policies.Steering;

/// <summary>Feedback control of the steering wheel along the target lane.</summary>
internal interface ISteeringLaw
{
    /// <summary>Name in tables.</summary>
    string Name { get; }

    /// <summary>Steering angle of an ego, rad to the left; called once a policy step.</summary>
    float Steering(int index);
}
