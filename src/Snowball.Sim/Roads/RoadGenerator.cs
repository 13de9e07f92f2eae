using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Roads;

/// <summary>Makes roads from the settings of a scenario.</summary>
public static class RoadGenerator
{
    // The heading stays within a quarter turn of the x axis, so x never falls and a road cannot meet itself.
    private const double LargestHeading = Math.PI / 2;

    /// <summary>A straight road.</summary>
    public static Carriageway Straight(StraightRoadSettings settings)
        => Carriageway.Straight(settings.Lanes, settings.LaneWidth, settings.SpeedLimit);

    /// <summary>
    /// Road number <paramref name="variant"/> of a family: straight, clothoid, arc, clothoid, straight and so on, with
    /// continuous curvature. It begins on a straight and its line runs on to the end of a straight, so that vehicles before the start
    /// and beyond the end still have a road. Curves turn left or right at random, but never further than a quarter turn from the x axis.
    /// </summary>
    /// <exception cref="InputException">A length can be 0 or less, or a radius no larger than the road is wide.</exception>
    public static Carriageway Curved(CurvedRoadSettings settings, int variant)
    {
        Check(settings);
        var random = new RandomStream(0, RandomPurpose.Road, variant);
        var segments = Segments(settings.Length, settings.StraightLength, settings.Radius, settings.ClothoidLength, settings.ArcLength, ref random);
        return Carriageway.Along(new ReferenceLine(segments), settings.Length, settings.Lanes, settings.LaneWidth, settings.SpeedLimit);
    }

    /// <summary>Draws a line that ends with the first straight beyond the length, m.</summary>
    internal static ImmutableArray<RoadSegment> Segments(
        double atLeast, Distribution straight, Distribution radius, Distribution clothoid, Distribution arc, ref RandomStream random)
    {
        var segments = ImmutableArray.CreateBuilder<RoadSegment>();
        double length = 0, heading = 0;
        while (true)
        {
            Append(RoadSegment.Straight(straight.Sample(ref random)));
            if (length >= atLeast) return segments.ToImmutable();

            double curvature = 1.0 / radius.Sample(ref random);
            double transition = clothoid.Sample(ref random);
            double bend = arc.Sample(ref random);
            double side = random.NextUnit() < 0.5f ? 1 : -1;
            if (Math.Abs(heading + side * curvature * (transition + bend)) > LargestHeading) side = heading > 0 ? -1 : 1;
            double room = LargestHeading - side * heading;
            curvature = Math.Min(curvature, room / (transition + bend));

            Append(new RoadSegment(transition, 0, side * curvature));
            Append(RoadSegment.Arc(bend, side * curvature));
            Append(new RoadSegment(transition, side * curvature, 0));
        }

        void Append(RoadSegment segment)
        {
            segments.Add(segment);
            length += segment.Length;
            heading += segment.Turn;
        }
    }

    private static void Check(CurvedRoadSettings settings)
    {
        Positive(settings.StraightLength, "road.straight_length");
        Positive(settings.ArcLength, "road.arc_length");
        Positive(settings.ClothoidLength, "road.clothoid_length");
        float width = settings.Lanes * settings.LaneWidth;
        if (!(settings.Radius.Minimum > width))
        {
            throw new InputException($"{settings.Radius} m must be larger than the road is wide, {width} m", key: "road.radius");
        }
    }

    private static void Positive(Distribution length, string key)
    {
        if (!(length.Minimum > 0)) throw new InputException($"{length} m must be greater than 0", key: key);
    }
}
