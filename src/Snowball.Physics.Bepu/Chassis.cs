using System.Numerics;
using Snowball.Sim.Vehicles;

namespace Snowball.Physics.Bepu;

/// <summary>
/// What a vehicle of a parameter set is made of in space: a box on four sprung wheels, or a box alone. Local axes are forward, left, up from the
/// centre of gravity. SI units.
/// </summary>
/// <remarks>
/// Suspension is not part of the parameter sets and typical of the class (T. D. Gillespie, Fundamentals of Vehicle Dynamics, 1992, chapters 5 and 6): natural
/// frequency of the body 1.4 Hz, of lorries 2 Hz, damping 0.35 of critical, as much roll stiffness again by anti-roll bars. The body's inertia about the
/// other axes is in the proportion of its box to that about the vertical one.
/// </remarks>
internal sealed class Chassis
{
    /// <summary>How far above its place at rest a ray to the road starts, and how far a wheel can go up and down from it.</summary>
    public const float RayStart = 0.4f, Travel = 0.07f, Droop = 0.15f;

    /// <summary>How far a trailer can fold against what tows it, rad.</summary>
    public const float LargestFold = 1.6f;

    private const float Gravity = 9.81f, Damping = 0.35f, BumpStop = 8f, TrackShare = 0.85f, Lorry = 5000f;

    /// <summary>By <see cref="VehicleStates.ParameterSet"/>.</summary>
    public static readonly Chassis[] All = [.. VehicleParameters.All.Select(parameters => new Chassis(parameters))];

    private Chassis(VehicleParameters p)
    {
        Parameters = p;
        float wheelWidth = p.Mass > Lorry ? 0.3f : 0.2f;
        float clearance = IsWheeled ? 0.5f * p.WheelRadius : 0f, height = p.CentreOfGravityHeight, box = p.Height - clearance;
        BoxSize = new Vector3(p.Length, p.Width, box);
        BoxCentre = new Vector3(0f, 0f, clearance + 0.5f * box - height);
        float perYaw = p.YawInertia / (p.Length * p.Length + p.Width * p.Width);
        Inertia = new Vector3(perYaw * (p.Width * p.Width + p.Height * p.Height), perYaw * (p.Length * p.Length + p.Height * p.Height), p.YawInertia);
        WheelWidth = wheelWidth;
        float halfTrack = MathF.Min(0.5f * TrackShare * p.Width, 0.5f * (p.Width - wheelWidth));
        float frequency = p.Mass > Lorry ? 2f : 1.4f, perSecond = 2f * MathF.PI * frequency;
        for (int wheel = 0; wheel < SpatialStates.Wheels; wheel++)
        {
            bool isFront = wheel < 2;
            Hubs[wheel] = new Vector3(isFront ? p.FrontAxle : -p.RearAxle, wheel % 2 == 0 ? halfTrack : -halfTrack, p.WheelRadius - height);
            float carried = 0.5f * p.Mass * (isFront ? p.RearAxle : p.FrontAxle) / p.Wheelbase;
            if (p.Coupling is { } coupling)
            {
                // Springs are those of the loaded vehicle.
                carried += 0.5f * coupling.Load * (isFront ? p.RearAxle - coupling.Behind : p.FrontAxle + coupling.Behind) / p.Wheelbase;
            }
            Load[wheel] = carried * Gravity;
            Stiffness[wheel] = carried * perSecond * perSecond;
            Damper[wheel] = 2f * Damping * carried * perSecond;
            // A push at the contact patch along or across moves the body, and turns it.
            float arm = isFront ? p.FrontAxle : p.RearAxle;
            Along[wheel] = 4f * (1f / p.Mass + height * height / Inertia.Y);
            Across[wheel] = 2f * (1f / p.Mass + arm * arm / Inertia.Z + height * height / Inertia.X);
        }
    }

    /// <summary>The parameters.</summary>
    public VehicleParameters Parameters { get; }

    /// <summary>Whether it stands on wheels.</summary>
    public bool IsWheeled => Parameters.Kind != VehicleKind.Load;

    /// <summary>Whether it has a wheel: a trailer has none in front.</summary>
    public bool HasWheel(int wheel) => Parameters.Kind == VehicleKind.Driven || wheel >= 2;

    /// <summary>Where a trailer hangs.</summary>
    public Vector3 Coupling => Parameters.Coupling is { } coupling ? new(-coupling.Behind, 0f, coupling.Height - Parameters.CentreOfGravityHeight) : Vector3.Zero;

    /// <summary>Where it hangs itself, given the height of what it hangs on, m.</summary>
    public Vector3 Kingpin(float height) => new(Parameters.FrontAxle, 0f, height - Parameters.CentreOfGravityHeight);

    /// <summary>The box of the body.</summary>
    public Vector3 BoxSize { get; }

    /// <summary>Its middle.</summary>
    public Vector3 BoxCentre { get; }

    /// <summary>About the axes forward, left and up, kg m2.</summary>
    public Vector3 Inertia { get; }

    /// <summary>Width of a tyre.</summary>
    public float WheelWidth { get; }

    /// <summary>[wheels], hubs at rest on level road.</summary>
    public Vector3[] Hubs { get; } = new Vector3[SpatialStates.Wheels];

    /// <summary>[wheels], load at rest on level road, N; stiffness of a spring, N/m, and of an anti-roll bar per difference of its ends; damper, N s/m.</summary>
    public float[] Load { get; } = new float[SpatialStates.Wheels];

    /// <inheritdoc cref="Load"/>
    public float[] Stiffness { get; } = new float[SpatialStates.Wheels];

    /// <inheritdoc cref="Load"/>
    public float[] Damper { get; } = new float[SpatialStates.Wheels];

    /// <summary>[wheels], bounds of how fast the speed of a contact patch along and across the wheel changes by a force there and at the others that
    /// push alike, 1/kg.</summary>
    public float[] Along { get; } = new float[SpatialStates.Wheels];

    /// <inheritdoc cref="Along"/>
    public float[] Across { get; } = new float[SpatialStates.Wheels];

    /// <summary>Load of a wheel, N; 0 where it would pull.</summary>
    /// <param name="wheel">The wheel.</param>
    /// <param name="compression">Of its spring from rest, m.</param>
    /// <param name="opposite">The same of the wheel at the other end of its axle.</param>
    /// <param name="rate">At which the spring is compressed, m/s.</param>
    public float LoadOf(int wheel, float compression, float opposite, float rate)
    {
        float spring = compression + 0.5f * (compression - opposite) + BumpStop * MathF.Max(compression - Travel, 0f);
        return MathF.Max(Load[wheel] + Stiffness[wheel] * spring + Damper[wheel] * rate, 0f);
    }
}
