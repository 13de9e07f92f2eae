using System.Collections.Immutable;

namespace Snowball.Sim.Vehicles;

/// <summary>What moves a vehicle.</summary>
public enum VehicleKind
{
    /// <summary>Its own engine.</summary>
    Driven,
    /// <summary>The vehicle that tows it: it has wheels at the rear alone, and its front axle is its kingpin. For back ends with bodies in space.</summary>
    Trailer,
    /// <summary>Nothing: a box that lies there. For back ends with bodies in space.</summary>
    Load,
}

/// <summary>Where a trailer hangs on a vehicle: distance behind the centre of gravity and height above the road, m; and the mass in kg that rests on it.</summary>
public sealed record Coupling(float Behind, float Height, float Load);

/// <summary>
/// What a vehicle is like. Masses, axle distances, inertia, limits and tyre stiffness of the three cars are the parameter
/// sets 1 to 3 of the CommonRoad vehicle models (Althoff, Koschi, Manzinger 2017); drag and side-wind areas are typical of their
/// class, since the models have none.
/// Van and trucks are typical of their class: dimensions and masses within Directive 96/53/EC (16.5 m and 40 t articulated, 18 t on two axles);
/// tyres, height of the centre of gravity and wheel inertia of trucks by Fancher, Ervin, Winkler, Gillespie, A Factbook of the Mechanical Properties of the
/// Components for Single-Unit and Articulated Heavy Trucks, UMTRI 1986 (cornering stiffness 0.12 to 0.17 of the load a degree, peak
/// friction 0.8); speed limiter of 90 km/h by Directive 92/6/EEC; power 7 to 13 kW a tonne.
/// </summary>
public sealed record VehicleParameters
{
    /// <summary>Name in scenario files.</summary>
    public required string Name { get; init; }

    /// <summary>What moves it.</summary>
    public VehicleKind Kind { get; init; }

    /// <summary>Where a trailer hangs on it; null where none can.</summary>
    public Coupling? Coupling { get; init; }

    /// <summary>Footprint length, m.</summary>
    public required float Length { get; init; }

    /// <summary>Footprint width, m.</summary>
    public required float Width { get; init; }

    /// <summary>Height of the roof above the road, m.</summary>
    public float Height { get; init; } = 1.45f;

    /// <summary>Share of near-infrared light that the body scatters back: about the mean of car paints.</summary>
    public float Reflectivity { get; init; } = 0.4f;

    /// <summary>Mean radar cross-section at 77 GHz, m2; 10 m2 is usual for a car.</summary>
    public float RadarCrossSection { get; init; } = 10f;

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

    /// <summary>Friction coefficient of tyre and road across the wheel.</summary>
    public float Friction { get; init; } = 1.0489f;

    /// <summary>Cornering stiffness coefficient of the front and rear tyres, 1/rad.</summary>
    public float CorneringStiffness { get; init; } = 21.92f / 1.0489f;

    /// <summary>Friction coefficient of tyre and road along the wheel.</summary>
    public float BrakingFriction { get; init; } = 1.1739f;

    /// <summary>Longitudinal force per slip and load where the slip is small.</summary>
    public float SlipStiffness { get; init; } = 22.303f;

    /// <summary>Shift of the longitudinal force's curve per load, rad/N: an asymmetry of the measured tyre, which matters little.</summary>
    public float SlipShift { get; init; }

    /// <summary>Share of the front axle of the brakes' torque, and of the engine's.</summary>
    public float BrakeSplit { get; init; } = 0.66f;

    /// <inheritdoc cref="BrakeSplit"/>
    public float DriveSplit { get; init; }

    /// <summary>Radius of the wheels, m.</summary>
    public float WheelRadius { get; init; } = 0.344f;

    /// <summary>Inertia of the wheels of an axle, kg m2.</summary>
    public float WheelInertia { get; init; } = 1.7f;

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

    // p_vx1 of the published tyre.
    private const float CarSlipShift = -8.8098e-6f;

    /// <summary>Every named vehicle.</summary>
    public static ImmutableArray<VehicleParameters> All { get; } =
    [
        new()
        {
            Name = "ford-escort", Length = 4.298f, Width = 1.674f, FrontAxle = 0.88392f, RearAxle = 1.50876f, Mass = 1225.888f,
            YawInertia = 1538.853f, CentreOfGravityHeight = 0.59436f, MaximumSteering = 0.910f, SteeringRate = 0.4f,
            MaximumAcceleration = 11.5f, SwitchSpeed = 4.755f, MaximumSpeed = 45.8f, DragArea = 0.66f, SideArea = 2.2f, SideWindArm = 0.4f,
            BrakeSplit = 0.76f, DriveSplit = 1f, SlipShift = CarSlipShift,
        },
        new()
        {
            Name = "bmw-320i", Length = 4.508f, Width = 1.610f, FrontAxle = 1.156196f, RearAxle = 1.422717f, Mass = 1093.295f,
            YawInertia = 1791.600f, CentreOfGravityHeight = 0.61373f, MaximumSteering = 1.066f, SteeringRate = 0.4f,
            MaximumAcceleration = 11.5f, SwitchSpeed = 7.319f, MaximumSpeed = 50.8f, DragArea = 0.62f, SideArea = 2.1f, SideWindArm = 0.3f,
            BrakeSplit = 0.66f, SlipShift = CarSlipShift,
        },
        new()
        {
            Name = "vw-vanagon", Length = 4.569f, Width = 1.844f, Height = 1.95f, RadarCrossSection = 20f, FrontAxle = 1.150792f, RearAxle = 1.321136f,
            Mass = 1478.898f, YawInertia = 2473.118f, CentreOfGravityHeight = 0.80449f, MaximumSteering = 1.023f, SteeringRate = 0.4f,
            MaximumAcceleration = 11.5f, SwitchSpeed = 7.824f, MaximumSpeed = 41.7f, DragArea = 1.3f, SideArea = 4.5f, SideWindArm = 0.4f,
            BrakeSplit = 0.64f, SlipShift = CarSlipShift,
        },
        new()
        {
            // The point-like car of highway-env: no drag, no limits but these.
            Name = "highway-env-car", Length = 5f, Width = 2f, FrontAxle = 2.5f, RearAxle = 2.5f,
            MaximumSteering = 1.04719755f, MaximumSpeed = 40f, MinimumSpeed = -40f, BrakingFriction = float.PositiveInfinity,
        },
        new()
        {
            // A panel van of 3.5 t, loaded to 2.8 t; front-wheel drive, 110 kW.
            Name = "van", Length = 5.93f, Width = 2.02f, Height = 2.6f, RadarCrossSection = 20f, FrontAxle = 1.69f, RearAxle = 1.975f,
            Mass = 2800f, YawInertia = 9600f, CentreOfGravityHeight = 0.85f, MaximumSteering = 0.7f, SteeringRate = 0.4f, MaximumAcceleration = 9f, SwitchSpeed = 4.4f,
            MaximumSpeed = 44f, Friction = 0.95f, BrakingFriction = 1.05f, CorneringStiffness = 18f, SlipStiffness = 20f, BrakeSplit = 0.62f, DriveSplit = 1f,
            WheelInertia = 2.5f, DragArea = 1.6f, SideArea = 6f, SideWindArm = 0.5f,
        },
        new()
        {
            // A rigid lorry with two axles, fully loaded; 235 kW on the rear axle.
            Name = "truck", Length = 10f, Width = 2.55f, Height = 3.8f, Reflectivity = 0.6f, RadarCrossSection = 100f, FrontAxle = 3.27f, RearAxle = 2.13f,
            Mass = 18000f, YawInertia = 125_000f, CentreOfGravityHeight = 1.4f, MaximumSteering = 0.7f, SteeringRate = 0.3f, MaximumAcceleration = 7f, SwitchSpeed = 1.87f,
            MaximumSpeed = 25f, Friction = 0.75f, BrakingFriction = 0.8f, CorneringStiffness = 11f, SlipStiffness = 12f, BrakeSplit = 0.5f,
            WheelRadius = 0.5f, WheelInertia = 25f, DragArea = 5.2f, SideArea = 16f, SideWindArm = 0.6f,
        },
        new()
        {
            // A tractor with semitrailer of 40 t as one rigid body, its rear axle in the middle of the trailer's; 330 kW. It neither
            // folds nor cuts corners.
            Name = "semitrailer", Length = 16.5f, Width = 2.55f, Height = 4f, Reflectivity = 0.6f, RadarCrossSection = 100f, FrontAxle = 5.9f, RearAxle = 4.3f,
            Mass = 40000f, YawInertia = 900_000f, CentreOfGravityHeight = 1.7f, MaximumSteering = 0.7f, SteeringRate = 0.3f, MaximumAcceleration = 6.5f, SwitchSpeed = 1.27f,
            MaximumSpeed = 25f, Friction = 0.75f, BrakingFriction = 0.8f, CorneringStiffness = 11f, SlipStiffness = 12f, BrakeSplit = 0.45f,
            WheelRadius = 0.5f, WheelInertia = 60f, DragArea = 5.8f, SideArea = 26f, SideWindArm = 0.8f,
        },
        new()
        {
            // The tractor alone, two axles; 330 kW on the rear one.
            Name = "tractor", Length = 6f, Width = 2.5f, Height = 3.8f, Reflectivity = 0.6f, RadarCrossSection = 50f, FrontAxle = 1.5f, RearAxle = 2.3f,
            Mass = 8200f, YawInertia = 26_000f, CentreOfGravityHeight = 1f, MaximumSteering = 0.7f, SteeringRate = 0.3f, MaximumAcceleration = 7f, SwitchSpeed = 5.75f,
            MaximumSpeed = 25f, Friction = 0.75f, BrakingFriction = 0.8f, CorneringStiffness = 11f, SlipStiffness = 12f, BrakeSplit = 0.6f,
            WheelRadius = 0.5f, WheelInertia = 25f, DragArea = 5.4f, SideArea = 11f, SideWindArm = 0.3f, Coupling = new(1.7f, 1.2f, 9100f),
        },
        new()
        {
            // A semitrailer of 13.6 m with three axles, here one in the middle of theirs; loaded to 28 t.
            Name = "trailer", Kind = VehicleKind.Trailer, Length = 13.6f, Width = 2.55f, Height = 4f, Reflectivity = 0.6f, RadarCrossSection = 100f, FrontAxle = 5.2f,
            RearAxle = 2.5f, Mass = 28_000f, YawInertia = 446_000f, CentreOfGravityHeight = 1.9f, MaximumSteering = 0f, MaximumAcceleration = 6f, MaximumSpeed = 25f,
            Friction = 0.75f, BrakingFriction = 0.8f, CorneringStiffness = 11f, SlipStiffness = 12f, BrakeSplit = 0f, WheelRadius = 0.5f, WheelInertia = 60f,
        },
        new()
        {
            // The same, and its brakes do nothing: not connected, or worn out.
            Name = "unbraked-trailer", Kind = VehicleKind.Trailer, Length = 13.6f, Width = 2.55f, Height = 4f, Reflectivity = 0.6f, RadarCrossSection = 100f, FrontAxle = 5.2f,
            RearAxle = 2.5f, Mass = 28_000f, YawInertia = 446_000f, CentreOfGravityHeight = 1.9f, MaximumSteering = 0f, MaximumAcceleration = 0f, MaximumSpeed = 25f,
            Friction = 0.75f, BrakingFriction = 0.8f, CorneringStiffness = 11f, SlipStiffness = 12f, BrakeSplit = 0f, WheelRadius = 0.5f, WheelInertia = 60f,
        },
        new()
        {
            // What falls off a lorry: a wooden crate.
            Name = "crate", Kind = VehicleKind.Load, Length = 1.2f, Width = 1f, Height = 0.8f, RadarCrossSection = 1f, FrontAxle = 0.5f, RearAxle = 0.5f, Mass = 150f,
            YawInertia = 30f, CentreOfGravityHeight = 0.4f, MaximumSteering = 0f, MaximumAcceleration = 0f, MaximumSpeed = 25f,
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
