using System.Collections.Immutable;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.Highways;

/// <summary>What lies beside one another across a road: a lane of the carriageway, or what has one of the names below.</summary>
/// <param name="Lane">Index of the lane from the left. Strips with the same one are joined where they meet.</param>
/// <param name="Width">m, over the stations of the highway.</param>
/// <param name="Change">Which changes the line on its right allows; none is a solid line.</param>
internal readonly record struct Strip(int Lane, LaneType Type, Cubic Width, LaneChange Change)
{
    public const int Shoulder = -1, WorksOnLeft = -2, WorksOnRight = -3;
}

/// <summary>Strips from left to right between two stations of the highway, m, whose left edge is at <paramref name="Edge"/>.</summary>
internal sealed record Stretch(double From, double To, Cubic Edge, ImmutableArray<Strip> Strips);

/// <summary>A road of a highway: a stretch of the carriageway between two places where ramps join or leave, or a ramp.</summary>
internal sealed class RoadPlan(string id, string name, double from, bool isRamp)
{
    public string Id => id;

    public string Name => name;

    public double From => from;

    public double To => Stretches[^1].To;

    public bool IsRamp => isRamp;

    public List<Stretch> Stretches { get; } = [];

    /// <summary>Guard rails and beacons, in stations of this road.</summary>
    public List<RoadObject> Objects { get; } = [];
}

/// <summary>Where roads meet, those on the one side with those on the other.</summary>
internal sealed record Joint(ImmutableArray<RoadPlan> Before, ImmutableArray<RoadPlan> After);

/// <summary>A value that holds from a station on, m.</summary>
internal readonly record struct Step(double From, double Value);

/// <summary>Cubics that highways are made of.</summary>
internal static class Shapes
{
    /// <summary>From one value to another, level at both ends.</summary>
    public static Cubic Smooth(double from, double to, double start, double end)
    {
        double length = to - from, rise = end - start;
        return new(from, start, 0, 3 * rise / (length * length), -2 * rise / (length * length * length));
    }

    public static Cubic Plus(this Cubic a, Cubic b)
    {
        var c = b.From(a.Start);
        return new(a.Start, a.A + c.A, a.B + c.B, a.C + c.C, a.D + c.D);
    }

    public static Cubic Times(this Cubic a, double factor) => new(a.Start, a.A * factor, a.B * factor, a.C * factor, a.D * factor);
}
