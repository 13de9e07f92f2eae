using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.OpenDrive;

/// <summary>Where the whole map is moved to: by x, y and z (m), then about the origin by the heading (rad).</summary>
internal readonly record struct MapOffset(double X, double Y, double Z, double Heading)
{
    public Pose Apply(double x, double y, double heading)
    {
        var (sin, cos) = Elementary.SinCos(Heading);
        return new Pose((x + X) * cos - (y + Y) * sin, (x + X) * sin + (y + Y) * cos, heading + Heading, 0);
    }
}

/// <summary>Reads a road.</summary>
internal static class RoadReader
{
    private const double LargestErrorOfLength = 0.1;
    // Beyond these a file is not meant, and would keep the machine busy.
    private const double LongestRoad = 1e6, LargestTurn = 1000, LargestCoordinate = 1e8;

    public static Road Read(MapElement element, MapSource source, MapOffset place)
    {
        foreach (var child in element.Children())
        {
            if (child.Name is not ("link" or "type" or "planView" or "elevationProfile" or "lateralProfile" or "lanes" or "objects" or "signals" or "surface")) child.Skip();
        }
        var line = PlanView(element.Needed("planView"), place);
        double length = element.Positive("length");
        if (Math.Abs(length - line.Length) > LargestErrorOfLength)
        {
            throw element.Fault($"the road is {length} m long, but its plan view {line.Length} m");
        }
        var link = element.Child("link");
        var lanes = element.Needed("lanes");
        var superelevation = Superelevation(element.Child("lateralProfile"));
        Surface(element.Child("surface"));
        foreach (var signals in element.Children("signals"))
        {
            foreach (var signal in signals.Children()) signal.Skip();
        }
        return new Road
        {
            Id = element.Attribute("id"),
            Name = element.Attribute("name", ""),
            Type = element.Child("type")?.Attribute("type") ?? "unknown",
            Line = line,
            Elevation = Elevation(element.Child("elevationProfile"), place.Z),
            Superelevation = superelevation,
            LaneOffset = lanes.Profile("laneOffset", "s"),
            Sections = LaneReader.Sections(lanes, line.Length, isBanked: !superelevation.Cubics.IsEmpty),
            Predecessor = Link(link?.Child("predecessor"), source),
            Successor = Link(link?.Child("successor"), source),
            Junction = Junction(element, source),
            DrivingSide = element.Word("rule", element.Attribute("rule", "RHT"), Words.DrivingSides),
            SpeedLimits = SpeedLimits(element),
            Objects = ObjectReader.Read(element.Child("objects"), line),
        };
    }

    private static ReferenceLine PlanView(MapElement element, MapOffset place)
    {
        var segments = ImmutableArray.CreateBuilder<PlacedSegment>();
        foreach (var geometry in element.Children())
        {
            if (geometry.Name != "geometry")
            {
                geometry.Skip();
                continue;
            }
            double s = geometry.Positive("s"), length = geometry.Positive("length");
            if (length == 0) continue;
            if (s + length > LongestRoad) throw geometry.Fault($"it ends at {s + length} m, beyond {LongestRoad} m");
            if (segments.Count > 0 && s <= segments[^1].S) throw geometry.Fault($"s = {s} does not lie beyond {segments[^1].S}, where the preceding one starts");
            var start = place.Apply(geometry.Number("x"), geometry.Number("y"), geometry.Number("hdg"));
            segments.Add(new PlacedSegment(s, start.X, start.Y, start.Heading, Shape(geometry, length)));
        }
        if (segments.Count == 0) throw element.Fault("there is no <geometry> longer than 0");
        return new ReferenceLine(segments.ToImmutable());
    }

    private static LineSegment Shape(MapElement geometry, double length)
    {
        LineSegment? shape = null;
        foreach (var child in geometry.Children())
        {
            var next = child.Name switch
            {
                "line" => RoadSegment.Straight(length),
                "arc" => RoadSegment.Arc(length, Curvature(child, "curvature", length)),
                "spiral" => new RoadSegment(length, Curvature(child, "curvStart", length), Curvature(child, "curvEnd", length)),
                "poly3" => Graph(child, length),
                "paramPoly3" => Parametric(child, length),
                "userData" or "dataQuality" => null,
                _ => throw child.Unsupported("this geometry"),
            };
            if (next is null) child.Skip();
            else shape = shape is null ? next : throw child.Fault("a <geometry> has one shape");
        }
        return shape ?? throw geometry.Fault("it has no shape: line, arc, spiral, poly3 or paramPoly3");
    }

    private static double Curvature(MapElement element, string name, double length)
    {
        double curvature = element.Number(name);
        return Math.Abs(curvature) * length <= LargestTurn ? curvature : throw element.Fault($"{name} = {curvature} turns by more than {LargestTurn} rad over {length} m");
    }

    private static LineSegment Graph(MapElement element, double length)
        => Checked(element, () => CubicSegment.Graph(length, new Cubic(0, element.Number("a"), element.Number("b"), element.Number("c"), element.Number("d"))));

    private static LineSegment Parametric(MapElement element, double length)
    {
        var u = new Cubic(0, element.Number("aU"), element.Number("bU"), element.Number("cU"), element.Number("dU"));
        var v = new Cubic(0, element.Number("aV"), element.Number("bV"), element.Number("cV"), element.Number("dV"));
        double end = element.Word("pRange", element.Attribute("pRange", "normalized"), [("normalized", 1.0), ("arcLength", length)]);
        return Checked(element, () => new CubicSegment(length, u, v, end));
    }

    /// <summary>A curve that stays within the world, or a refusal.</summary>
    private static CubicSegment Checked(MapElement element, Func<CubicSegment> make)
    {
        try
        {
            var curve = make();
            var end = curve.At(default, curve.Length);
            return Math.Abs(end.X) + Math.Abs(end.Y) < LargestCoordinate ? curve : throw element.Fault($"the curve ends at ({end.X}, {end.Y})");
        }
        catch (ArgumentException fault)
        {
            throw element.Fault(fault.Message);
        }
    }

    private static CubicProfile Elevation(MapElement? element, double height)
    {
        var profile = element?.Profile("elevation", "s") ?? CubicProfile.Zero;
        if (height == 0) return profile;
        if (profile.Cubics.IsEmpty) return CubicProfile.Constant(height);
        var raised = ImmutableArray.CreateBuilder<Cubic>(profile.Cubics.Length);
        foreach (var cubic in profile.Cubics) raised.Add(cubic with { A = cubic.A + height });
        return new CubicProfile(raised.MoveToImmutable());
    }

    private static CubicProfile Superelevation(MapElement? element)
    {
        if (element is not { } lateral) return CubicProfile.Zero;
        foreach (var child in lateral.Children())
        {
            if (child.Name is "shape" or "crossfall" or "crossSectionSurface") throw child.Unsupported("a road that is not plane across");
            if (child.Name != "superelevation") child.Skip();
        }
        return lateral.Profile("superelevation", "s");
    }

    private static void Surface(MapElement? surface)
    {
        if (surface is null) return;
        foreach (var child in surface.Value.Children())
        {
            if (child.Name == "CRG") throw child.Unsupported("a surface of OpenCRG");
            child.Skip();
        }
    }

    private static RoadLink? Link(MapElement? link, MapSource source)
    {
        if (link is not { } element) return null;
        string id = element.Attribute("elementId");
        switch (element.Attribute("elementType", "road"))
        {
            case "junction":
                return source.Junctions.Contains(id) ? RoadLink.ToJunction(id) : throw element.Fault($"elementId = \"{id}\" is not a junction of the map");
            case "road":
                if (!source.Roads.Contains(id)) throw element.Fault($"elementId = \"{id}\" is not a road of the map");
                return RoadLink.ToRoad(id, element.Word("contactPoint", element.Attribute("contactPoint"), Words.ContactPoints));
            case var type:
                throw element.Fault($"elementType = \"{type}\" is unknown");
        }
    }

    private static string? Junction(MapElement road, MapSource source)
    {
        string id = road.Attribute("junction", "-1");
        if (id is "-1" or "") return null;
        return source.Junctions.Contains(id) ? id : throw road.Fault($"junction = \"{id}\" is not a junction of the map");
    }

    private static ImmutableArray<SpeedLimit> SpeedLimits(MapElement road)
    {
        var limits = ImmutableArray.CreateBuilder<SpeedLimit>();
        foreach (var type in road.Children("type"))
        {
            if (type.Child("speed") is { } speed) limits.Add(LaneReader.SpeedLimit(speed, type.Positive("s")));
        }
        return limits.ToImmutable();
    }
}
