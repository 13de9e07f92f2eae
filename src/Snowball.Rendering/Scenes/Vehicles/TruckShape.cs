using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>A lorry or a tractor with its semitrailer: a cab in front of a box, m; x forward of the middle of the footprint, z above the road.</summary>
internal sealed record TruckShape
{
    /// <summary>Diameter and width of every wheel.</summary>
    public const float WheelDiameter = 1f, Tyre = 0.32f;

    public required string Name { get; init; }

    public required float Length { get; init; }

    public float Width { get; init; } = 2.55f;

    public required float Height { get; init; }

    /// <summary>Length of the cab and its height; gap between cab and box; height of the box's floor.</summary>
    public required float Cab { get; init; }

    /// <inheritdoc cref="Cab"/>
    public required float CabHeight { get; init; }

    /// <inheritdoc cref="Cab"/>
    public float Gap { get; init; } = 0.4f;

    /// <inheritdoc cref="Cab"/>
    public float Floor { get; init; } = 1.15f;

    /// <summary>Rear end of the tractor; that of the vehicle where it has no trailer.</summary>
    public float? TractorEnd { get; init; }

    /// <summary>Whether it has no box: a tractor alone.</summary>
    public bool IsBare { get; init; }

    /// <summary>The box, and every other strip of its sides.</summary>
    public required Skin Load { get; init; }

    /// <inheritdoc cref="Load"/>
    public required Skin Stripes { get; init; }

    /// <summary>Axles from the front; the first is steered.</summary>
    public required float[] Axles { get; init; }

    public VehicleModel Build()
    {
        var b = new ShapeBuilder(Length, Width, Height, SemanticClass.Truck);
        TruckBody.Build(b, this);
        var near = b.Take();
        CoarseTruck.Build(b, this);
        var middle = b.Take();
        CoarseTruck.BuildCoarsest(b, this);
        var far = b.Take();
        WheelShape.Build(b);
        var wheel = b.Take();
        return new VehicleModel(Name, b.Build(wheel), near, middle, far, wheel,
            WheelShape.Places(Length, Width, Height, b.Side - 0.03f - 0.5f * Tyre, WheelDiameter, Tyre, Axles, steered: 1));
    }
}
