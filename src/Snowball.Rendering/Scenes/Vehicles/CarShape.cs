using System.Collections.Immutable;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>A car or van by the lines of its side view, m: x forward of the middle of its footprint, z above the road.</summary>
internal sealed record CarShape
{
    public required string Name { get; init; }

    public required float Length { get; init; }

    public required float Width { get; init; }

    public required float Height { get; init; }

    /// <summary>Foot of the windscreen; front and rear edge of the roof; foot of the rear window.</summary>
    public required float Cowl { get; init; }

    /// <inheritdoc cref="Cowl"/>
    public required float RoofFront { get; init; }

    /// <inheritdoc cref="Cowl"/>
    public required float RoofRear { get; init; }

    /// <inheritdoc cref="Cowl"/>
    public required float Deck { get; init; }

    /// <summary>Height of the bonnet's front edge, of the feet of the windows, and of the rear edge.</summary>
    public required float Nose { get; init; }

    /// <inheritdoc cref="Nose"/>
    public required float Belt { get; init; }

    /// <inheritdoc cref="Nose"/>
    public required float Tail { get; init; }

    /// <summary>How much narrower the roof is than the body, on each side.</summary>
    public float Lean { get; init; } = 0.2f;

    public required float FrontAxle { get; init; }

    public required float RearAxle { get; init; }

    public float WheelDiameter { get; init; } = 0.63f;

    /// <summary>Height of the sills.</summary>
    public float Clearance { get; init; } = 0.2f;

    /// <summary>Where the windows of a side begin and end, in pairs: shares of the way from the windscreen to the rear.</summary>
    public ImmutableArray<float> SideWindows { get; init; } = [0.07f, 0.44f, 0.5f, 0.84f];

    /// <summary>Whether the body is unpainted at its foot.</summary>
    public bool HasDarkSkirts { get; init; }

    /// <summary>Whether there is a window in the rear.</summary>
    public bool HasRearWindow { get; init; } = true;

    public VehicleModel Build()
    {
        var b = new ShapeBuilder(Length, Width, Height, SemanticClass.Car);
        CarBody.Build(b, this);
        b.Smooth();
        CarBody.BuildAttachments(b, this);
        var near = b.Take();
        CoarseCar.Build(b, this);
        var middle = b.Take();
        CoarseCar.BuildCoarsest(b, this);
        var far = b.Take();
        WheelShape.Build(b);
        var wheel = b.Take();
        return new VehicleModel(Name, b.Build(wheel), near, middle, far, wheel,
            WheelShape.Places(Length, Width, Height, 0.5f * Width - 0.125f, WheelDiameter, 0.21f, [FrontAxle, RearAxle], steered: 1));
    }

    /// <summary>Height of the body below the windows, as seen from the side.</summary>
    public float Shoulder(float x)
    {
        float end = 0.5f * Length;
        if (x > Cowl) return Belt + (Nose - Belt) * Bend((x - Cowl) / (end - Cowl));
        return x < Deck ? Belt + (Tail - Belt) * Bend((Deck - x) / (end + Deck)) : Belt;

        // Flat at first, then falling.
        static float Bend(float share) => 0.5f * share + 0.5f * share * share;
    }

    /// <summary>Half of the width where the body is drawn in at its corners, as a share of the width between them.</summary>
    public float Taper(float x)
    {
        const float Reach = 0.5f, Most = 0.13f;
        float inside = MathF.Max(0f, 1f - (0.5f * Length - MathF.Abs(x)) / Reach);
        return 1f - Most * inside * inside;
    }
}
