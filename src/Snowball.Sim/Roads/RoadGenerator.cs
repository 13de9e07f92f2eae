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
        var segments = ImmutableArray.CreateBuilder<RoadSegment>();
        double length = 0, heading = 0;
        while (true)
        {
            Append(RoadSegment.Straight(settings.StraightLength.Sample(ref random)));
            if (length >= settings.Length) break;

            double curvature = 1.0 / settings.Radius.Sample(ref random);
            double clothoid = settings.ClothoidLength.Sample(ref random);
            double arc = settings.ArcLength.Sample(ref random);
            double side = random.NextUnit() < 0.5f ? 1 : -1;
            if (Math.Abs(heading + side * curvature * (clothoid + arc)) > LargestHeading) side = heading > 0 ? -1 : 1;
            double room = LargestHeading - side * heading;
            curvature = Math.Min(curvature, room / (clothoid + arc));

            Append(new RoadSegment(clothoid, 0, side * curvature));
            Append(RoadSegment.Arc(arc, side * curvature));
            Append(new RoadSegment(clothoid, side * curvature, 0));
        }
        return Carriageway.Along(new ReferenceLine(segments.ToImmutable()), settings.Length, settings.Lanes, settings.LaneWidth, settings.SpeedLimit);

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
