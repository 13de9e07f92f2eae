using System.Collections.Immutable;

namespace Snowball.Sim.Vehicles;

/// <summary>
/// What a vehicle is like. Masses, axle distances, inertia, limits and tyre stiffness of the three cars are the parameter
/// sets 1 to 3 of the CommonRoad vehicle models (Althoff, Koschi, Manzinger 2017); drag and side-wind areas are typical of their
/// class, since the models have none.
/// </summary>
public sealed record VehicleParameters
{
    /// <summary>Name in scenario files.</summary>
    public required string Name { get; init; }

    /// <summary>Footprint length, m.</summary>
    public required float Length { get; init; }

    /// <summary>Footprint width, m.</summary>
    public required float Width { get; init; }

    /// <summary>Distance of the front axle from the centre of gravity, m.</summary>
    public required float FrontAxle { get; init; }

    /// <summary>Distance of the rear axle from the centre of gravity, m.</summary>
    public required float RearAxle { get; init; }

    /// <summary>Greatest steering angle, rad.</summary>
    public required float MaximumSteering { get; init; }

    /// <summary>Greatest steering rate, rad/s; infinite where the wheels follow at once.</summary>
    public float SteeringRate { get; init; } = float.PositiveInfinity;

    /// <summary>Greatest acceleration and deceleration, m/s2.</summary>
    public float MaximumAcceleration { get; init; } = float.PositiveInfinity;

    /// <summary>Speed above which the power limits acceleration to MaximumAcceleration * SwitchSpeed / speed, m/s.</summary>
    public float SwitchSpeed { get; init; } = float.PositiveInfinity;

    /// <summary>Speed from which a limiter holds back, m/s.</summary>
    public required float MaximumSpeed { get; init; }

    /// <summary>Least speed: 0 where braking ends in standstill.</summary>
    public float MinimumSpeed { get; init; }

    /// <summary>Mass, kg.</summary>
    public float Mass { get; init; } = 1500f;

    /// <summary>Yaw inertia, kg m2.</summary>
    public float YawInertia { get; init; } = 2500f;

    /// <summary>Height of the centre of gravity, m.</summary>
    public float CentreOfGravityHeight { get; init; } = 0.6f;

    /// <summary>Friction coefficient of tyre and road.</summary>
    public float Friction { get; init; } = 1.0489f;

    /// <summary>Cornering stiffness coefficient of the front and rear tyres, 1/rad.</summary>
    public float CorneringStiffness { get; init; } = 21.92f / 1.0489f;

    /// <summary>Drag coefficient times frontal area, m2.</summary>
    public float DragArea { get; init; }

    /// <summary>Side-force coefficient times side area, m2.</summary>
    public float SideArea { get; init; }

    /// <summary>How far ahead of the centre of gravity the side wind attacks, m.</summary>
    public float SideWindArm { get; init; }

    /// <summary>Distance between the axles, m.</summary>
    public float Wheelbase => FrontAxle + RearAxle;

    /// <summary>Deceleration by air drag per (m/s)^2 at sea level, 1/m.</summary>
    public float DragFactor => 0.5f * AirDensity * DragArea / Mass;

    /// <summary>Density of air at 15 degrees Celsius at sea level (ISO 2533), kg/m3.</summary>
    public const float AirDensity = 1.225f;

    /// <summary>Every named vehicle.</summary>
    public static ImmutableArray<VehicleParameters> All { get; } =
    [
        new()
        {
            Name = "ford-escort", Length = 4.298f, Width = 1.674f, FrontAxle = 0.88392f, RearAxle = 1.50876f, Mass = 1225.888f,
            YawInertia = 1538.853f, CentreOfGravityHeight = 0.59436f, MaximumSteering = 0.910f, SteeringRate = 0.4f,
            MaximumAcceleration = 11.5f, SwitchSpeed = 4.755f, MaximumSpeed = 45.8f, DragArea = 0.66f, SideArea = 2.2f, SideWindArm = 0.4f,
        },
        new()
        {
            Name = "bmw-320i", Length = 4.508f, Width = 1.610f, FrontAxle = 1.156196f, RearAxle = 1.422717f, Mass = 1093.295f,
            YawInertia = 1791.600f, CentreOfGravityHeight = 0.61373f, MaximumSteering = 1.066f, SteeringRate = 0.4f,
            MaximumAcceleration = 11.5f, SwitchSpeed = 7.319f, MaximumSpeed = 50.8f, DragArea = 0.62f, SideArea = 2.1f, SideWindArm = 0.3f,
        },
        new()
        {
            Name = "vw-vanagon", Length = 4.569f, Width = 1.844f, FrontAxle = 1.150792f, RearAxle = 1.321136f, Mass = 1478.898f,
            YawInertia = 2473.118f, CentreOfGravityHeight = 0.80449f, MaximumSteering = 1.023f, SteeringRate = 0.4f,
            MaximumAcceleration = 11.5f, SwitchSpeed = 7.824f, MaximumSpeed = 41.7f, DragArea = 1.3f, SideArea = 4.5f, SideWindArm = 0.4f,
        },
        new()
        {
            // The point-like car of highway-env: no drag, no limits but these.
            Name = "highway-env-car", Length = 5f, Width = 2f, FrontAxle = 2.5f, RearAxle = 2.5f,
            MaximumSteering = 1.04719755f, MaximumSpeed = 40f, MinimumSpeed = -40f,
        },
    ];

    /// <summary>The vehicle of a name, or null.</summary>
    public static VehicleParameters? Named(string name)
    {
        foreach (var vehicle in All)
        {
            if (vehicle.Name == name) return vehicle;
        }
        return null;
    }
}
