using System.Collections.Immutable;

namespace Snowball.Sim.Roads.Network;

/// <summary>Something solid at a road.</summary>
public abstract record RoadObject
{
    /// <summary>Name in the map; may be empty.</summary>
    public string Id { get; init; } = "";

    /// <summary>OpenDRIVE's type, such as barrier, pole or building.</summary>
    public string Type { get; init; } = "obstacle";

    /// <summary>For people.</summary>
    public string Name { get; init; } = "";
}

/// <summary>A point of a barrier, all in m: position along and across the road, foot above the road, width and height.</summary>
public readonly record struct BarrierPoint(double S, double T, double Foot, double Width, double Height);

/// <summary>A guard rail, wall or the like along the road, linear in s between its points.</summary>
public sealed record RoadBarrier : RoadObject
{
    /// <summary>Points in the order of s, at least two.</summary>
    public required ImmutableArray<BarrierPoint> Points { get; init; }
}

/// <summary>A corner of an outline in the object's own coordinates, m.</summary>
public readonly record struct Corner(double U, double V);

/// <summary>A pole, cone, building or the like: a box, a cylinder, or a prism over an outline.</summary>
public sealed record RoadObstacle : RoadObject
{
    /// <summary>Position along the road, m.</summary>
    public required double S { get; init; }

    /// <summary>Position across the road, m to the left of the line.</summary>
    public required double T { get; init; }

    /// <summary>Foot above the road, m.</summary>
    public double Foot { get; init; }

    /// <summary>Direction of its length from the road's, rad to the left.</summary>
    public double Heading { get; init; }

    /// <summary>Size along its heading, m.</summary>
    public double Length { get; init; }

    /// <summary>Size across its heading, m.</summary>
    public double Width { get; init; }

    /// <summary>Height, m.</summary>
    public double Height { get; init; }

    /// <summary>Radius of a cylinder, m; 0 for other shapes.</summary>
    public double Radius { get; init; }

    /// <summary>Corners of a prism in order; empty for other shapes.</summary>
    public ImmutableArray<Corner> Outline { get; init; } = [];
}
