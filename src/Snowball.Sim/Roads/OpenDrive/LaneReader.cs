using System.Collections.Immutable;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.OpenDrive;

/// <summary>Reads the lane sections of a road.</summary>
internal static class LaneReader
{
    private const double MetresPerSecondOfKmh = 1 / 3.6;
    private const double MetresPerSecondOfMph = 0.44704;

    public static ImmutableArray<LaneSection> Sections(MapElement lanes, double length, bool isBanked)
    {
        var sections = ImmutableArray.CreateBuilder<LaneSection>();
        foreach (var child in lanes.Children())
        {
            if (child.Name == "laneOffset") continue;
            if (child.Name != "laneSection")
            {
                child.Skip();
                continue;
            }
            double start = child.Positive("s");
            if (sections.Count == 0 && start != 0) throw child.Fault($"the first lane section starts at s = {start}, not at 0");
            if (sections.Count > 0 && start <= sections[^1].Start) throw child.Fault($"s = {start} does not lie beyond {sections[^1].Start}, where the preceding section starts");
            if (start >= length && start > 0) throw child.Fault($"s = {start} lies beyond the end of the road at {length}");
            if (child.Attribute("singleSide", "false") is "true" or "1") throw child.Unsupported("a lane section of one side of the road");
            sections.Add(Section(child, start, isBanked));
        }
        return sections.Count > 0 ? sections.ToImmutable() : throw lanes.Fault("there is no <laneSection>");
    }

    public static SpeedLimit SpeedLimit(MapElement speed, double start)
    {
        if (speed.Attribute("max") is "no limit" or "undefined") return new SpeedLimit(start, double.PositiveInfinity);
        double unit = speed.Word("unit", speed.Attribute("unit", "m/s"), [("m/s", 1.0), ("km/h", MetresPerSecondOfKmh), ("mph", MetresPerSecondOfMph)]);
        return new SpeedLimit(start, speed.Positive("max") * unit);
    }

    private static LaneSection Section(MapElement section, double start, bool isBanked)
    {
        var lanes = new SortedDictionary<int, MapElement>(Comparer<int>.Create((a, b) => b.CompareTo(a)));
        var centreMarks = ImmutableArray<RoadMark>.Empty;
        foreach (var side in section.Children())
        {
            if (side.Name is not ("left" or "center" or "right"))
            {
                side.Skip();
                continue;
            }
            foreach (var child in side.Children())
            {
                if (child.Name != "lane")
                {
                    child.Skip();
                    continue;
                }
                int id = child.Integer("id");
                string expected = id > 0 ? "left" : id < 0 ? "right" : "center";
                if (side.Name != expected) throw child.Fault($"lane {id} belongs to <{expected}>");
                if (id == 0) centreMarks = Marks(child);
                else if (!lanes.TryAdd(id, child)) throw child.Fault($"there is another lane {id} in this section");
            }
        }

        var read = ImmutableArray.CreateBuilder<Lane>(lanes.Count);
        foreach (var (id, element) in lanes) read.Add(Lane(id, element, isBanked, lanes));
        try
        {
            return new LaneSection(start, read.MoveToImmutable(), centreMarks);
        }
        catch (ArgumentException fault)
        {
            throw section.Fault(fault.Message);
        }
    }

    private static Lane Lane(int id, MapElement element, bool isBanked, SortedDictionary<int, MapElement> lanes)
    {
        bool isLevel = element.Attribute("level", "false") is "true" or "1";
        if (isLevel && isBanked) throw element.Unsupported("a level lane on a banked road");
        var materials = ImmutableArray.CreateBuilder<LaneMaterial>();
        var heights = ImmutableArray.CreateBuilder<LaneHeight>();
        var limits = ImmutableArray.CreateBuilder<SpeedLimit>();
        foreach (var child in element.Children())
        {
            switch (child.Name)
            {
                case "link" or "width" or "border" or "roadMark":
                    break;
                case "material":
                    materials.Add(new LaneMaterial(child.Positive("sOffset"), child.Positive("friction"), child.Attribute("surface", "")));
                    break;
                case "height":
                    heights.Add(new LaneHeight(child.Positive("sOffset"), child.Number("inner"), child.Number("outer")));
                    break;
                case "speed":
                    limits.Add(SpeedLimit(child, child.Positive("sOffset")));
                    break;
                default:
                    child.Skip();
                    break;
            }
        }
        var link = element.Child("link");
        return new Lane
        {
            Id = id,
            Type = element.Word("type", element.Attribute("type"), Words.LaneTypes),
            Width = Width(id, element, lanes),
            Predecessors = Links(link, "predecessor"),
            Successors = Links(link, "successor"),
            Marks = Marks(element),
            Materials = materials.ToImmutable(),
            SpeedLimits = limits.ToImmutable(),
            Heights = heights.ToImmutable(),
            IsLevel = isLevel,
        };
    }

    private static CubicProfile Width(int id, MapElement element, SortedDictionary<int, MapElement> lanes)
    {
        if (element.Child("width") is not null) return element.Profile("width", "sOffset");
        if (element.Child("border") is null) throw element.Fault("it has neither <width> nor <border>");

        var outer = element.Profile("border", "sOffset");
        int neighbour = id - Math.Sign(id);
        if (neighbour == 0) return Difference(outer, CubicProfile.Zero, Math.Sign(id));
        if (!lanes.TryGetValue(neighbour, out var inner)) throw element.Fault($"there is no lane {neighbour} beside it");
        if (inner.Child("border") is null || inner.Child("width") is not null) throw element.Unsupported("a lane with <border> beside one with <width>");
        return Difference(outer, inner.Profile("border", "sOffset"), Math.Sign(id));
    }

    /// <summary>sign * (outer - inner), exactly: a cubic from each start of either.</summary>
    private static CubicProfile Difference(CubicProfile outer, CubicProfile inner, int sign)
    {
        var starts = new SortedSet<double>();
        foreach (var cubic in outer.Cubics) starts.Add(cubic.Start);
        foreach (var cubic in inner.Cubics) starts.Add(cubic.Start);
        var cubics = ImmutableArray.CreateBuilder<Cubic>();
        foreach (double start in starts)
        {
            Cubic a = outer.CubicAt(start).From(start), b = inner.CubicAt(start).From(start);
            cubics.Add(new Cubic(start, sign * (a.A - b.A), sign * (a.B - b.B), sign * (a.C - b.C), sign * (a.D - b.D)));
        }
        return new CubicProfile(cubics.ToImmutable());
    }

    private static ImmutableArray<int> Links(MapElement? link, string name)
    {
        if (link is null) return [];
        var ids = ImmutableArray.CreateBuilder<int>();
        foreach (var child in link.Value.Children(name)) ids.Add(child.Integer("id"));
        return ids.ToImmutable();
    }

    private static ImmutableArray<RoadMark> Marks(MapElement lane)
    {
        var marks = ImmutableArray.CreateBuilder<RoadMark>();
        foreach (var mark in lane.Children("roadMark"))
        {
            foreach (var child in mark.Children()) child.Skip();
            bool isBold = mark.Attribute("weight", "standard") == "bold";
            var type = mark.Word("type", mark.Attribute("type"), Words.MarkTypes);
            marks.Add(new RoadMark(
                mark.Number("sOffset", 0), type, mark.Attribute("color", "standard"),
                mark.Number("width", type is MarkType.None or MarkType.Edge ? 0 : isBold ? 0.24 : 0.12),
                mark.Word("laneChange", mark.Attribute("laneChange", "both"), Words.LaneChanges)));
        }
        return marks.ToImmutable();
    }
}
