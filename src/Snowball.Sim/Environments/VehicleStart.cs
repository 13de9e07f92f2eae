namespace Snowball.Sim.Environments;

/// <summary>
/// How one vehicle starts where a state is given from outside, in the frame of highway-env: x along the road's reference line, y to
/// the right from the centre of lane 0, headings relative to the road and positive to the right. SI units, rad.
/// </summary>
public readonly record struct VehicleStart
{
    /// <summary>Centre of the vehicle, m.</summary>
    public required double X { get; init; }

    /// <inheritdoc cref="X"/>
    public required double Y { get; init; }

    /// <summary>Angle to the road, rad.</summary>
    public required double Heading { get; init; }

    /// <summary>Speed along the heading, m/s.</summary>
    public required double Speed { get; init; }

    /// <summary>The lane whose centre is nearest, 0 the leftmost.</summary>
    public required int Lane { get; init; }

    /// <summary>The lane steered for.</summary>
    public required int TargetLane { get; init; }

    /// <summary>The speed wanted, m/s.</summary>
    public required double TargetSpeed { get; init; }

    /// <summary>Seconds since the last decision to change lane. Nothing to an ego, nor where no driver model is at work.</summary>
    public double Timer { get; init; }

    /// <summary>Exponent of the Intelligent Driver Model. Nothing to an ego, nor where no driver model is at work.</summary>
    public double Exponent { get; init; }

    /// <summary>Whether it has crashed.</summary>
    public bool Crashed { get; init; }

    /// <summary>Displacement in m that a predicted collision causes in the first substep; zero for none.</summary>
    public double ImpactX { get; init; }

    /// <inheritdoc cref="ImpactX"/>
    public double ImpactY { get; init; }
}
