using System.Collections.Immutable;
using Snowball.Sim.Roads.Network;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Roads.Highways;

/// <summary>
/// Makes the map of a generated highway. Ramps share the plan view of the carriageway that they run beside, shifted by their lane
/// offset, and meet it in direct junctions. The carriageway of the other direction is its mirror image at the median: entries are
/// exits there.
/// </summary>
public static class HighwayNetwork
{
    private const double RailSetback = 0.5, RailWidth = 0.1, RailHeight = 0.75, LongestRail = 10;
    private const string Opposite = "opposite-";

    /// <summary>The map of variant number <paramref name="variant"/>, and the roads of the carriageway that its lanes are numbered on, in order.</summary>
    public static (RoadNetwork Network, ImmutableArray<string> Route) Make(HighwayRoadSettings settings, int variant)
    {
        var plan = new HighwayPlan(settings, variant);
        var roads = ImmutableArray.CreateBuilder<Road>();
        var junctions = ImmutableArray.CreateBuilder<Junction>();
        var links = new Links(plan);
        foreach (bool isMirrored in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var road in plan.Roads) roads.Add(Make(plan, road, links, isMirrored));
            for (int i = 0; i < plan.Joints.Count; i++) junctions.Add(Make(plan.Joints[i], i, isMirrored));
        }
        var route = ImmutableArray.CreateBuilder<string>();
        foreach (var road in plan.Main) route.Add(road.Id);
        return (new RoadNetwork(roads.ToImmutable(), junctions.ToImmutable()) { Name = "highway" }, route.ToImmutable());
    }

    private static Road Make(HighwayPlan plan, RoadPlan road, Links links, bool isMirrored)
    {
        var sections = ImmutableArray.CreateBuilder<LaneSection>();
        var offsets = ImmutableArray.CreateBuilder<Cubic>();
        for (int i = 0; i < road.Stretches.Count; i++)
        {
            var before = i > 0 ? [road.Stretches[i - 1]] : links.Before(road);
            var after = i + 1 < road.Stretches.Count ? [road.Stretches[i + 1]] : links.After(road);
            var stretch = road.Stretches[i];
            sections.Add(Make(plan, road, stretch, before, after, isMirrored));
            var edge = stretch.Edge.From(stretch.From);
            offsets.Add((isMirrored ? edge.Times(-1).Plus(new Cubic(stretch.From, Mirror)) : edge) with { Start = stretch.From - road.From });
        }
        return new Road
        {
            Id = Id(road, isMirrored),
            Name = road.Name.Length == 0 ? "" : (isMirrored ? Opposite : "") + road.Name,
            Type = "motorway",
            Line = plan.Alignment.Cut(road.From, road.To),
            Elevation = Alignment.Cut(plan.Alignment.Elevation, road.From, road.To),
            Superelevation = Alignment.Cut(plan.Alignment.Superelevation, road.From, road.To),
            LaneOffset = new CubicProfile(offsets.ToImmutable()),
            Sections = sections.ToImmutable(),
            SpeedLimits = Limits(plan, road),
            Predecessor = links.Link(road, isEnd: false, isMirrored),
            Successor = links.Link(road, isEnd: true, isMirrored),
            Objects = isMirrored ? [] : Objects(plan, road),
        };
    }

    /// <summary>t of a point and of its mirror image add up to this: the median lies between the two inner shoulders, m.</summary>
    private const double Mirror = 2 * HighwayPlan.InnerShoulder + HighwayPlan.Median;

    internal static string Id(RoadPlan road, bool isMirrored) => isMirrored ? Opposite + road.Id : road.Id;

    internal static string JunctionId(int joint, bool isMirrored) => $"{(isMirrored ? Opposite : "")}junction-{joint + 1}";

    private static LaneSection Make(HighwayPlan plan, RoadPlan road, Stretch stretch, ImmutableArray<Stretch> before, ImmutableArray<Stretch> after, bool isMirrored)
    {
        int count = stretch.Strips.Length, sign = isMirrored ? 1 : -1;
        var lanes = new List<Lane>();
        if (!road.IsRamp)
        {
            lanes.Add(new Lane { Id = -sign, Type = LaneType.Shoulder, Width = CubicProfile.Constant(HighwayPlan.InnerShoulder), Predecessors = [-sign], Successors = [-sign] });
        }
        var materials = Materials(plan, stretch);
        for (int i = 0; i < count; i++)
        {
            var strip = stretch.Strips[i];
            lanes.Add(new Lane
            {
                Id = sign * (i + 1),
                Type = strip.Type,
                Width = new CubicProfile([strip.Width.From(stretch.From) with { Start = 0 }]),
                Predecessors = Links.Same(stretch, strip, before, stretch.From, sign),
                Successors = Links.Same(stretch, strip, after, stretch.To, sign),
                Marks = strip.Lane == Strip.Shoulder ? [] : [new RoadMark(0, strip.Change == LaneChange.None ? MarkType.Solid : MarkType.Broken, LaneChange: strip.Change)],
                Materials = materials,
            });
        }
        if (isMirrored) lanes.Reverse();
        return new LaneSection(stretch.From - road.From, Ordered(lanes), [new RoadMark(0, MarkType.Solid, LaneChange: LaneChange.None)]);
    }

    /// <summary>From the greatest number down, as a section lists them.</summary>
    private static ImmutableArray<Lane> Ordered(List<Lane> lanes)
    {
        lanes.Sort((a, b) => b.Id.CompareTo(a.Id));
        return [.. lanes];
    }

    private static Junction Make(Joint joint, int index, bool isMirrored)
    {
        var connections = ImmutableArray.CreateBuilder<Connection>();
        foreach (var before in joint.Before)
        {
            foreach (var after in joint.After)
            {
                var (last, next) = (before.Stretches[^1], after.Stretches[0]);
                var pairs = ImmutableArray.CreateBuilder<LaneLink>();
                int sign = isMirrored ? 1 : -1;
                for (int i = 0; i < last.Strips.Length; i++)
                {
                    foreach (int to in Links.Same(last, last.Strips[i], [next], last.To, sign)) pairs.Add(new(sign * (i + 1), to));
                }
                // In the mirror image traffic comes from the other side.
                var forward = isMirrored ? Reverse(pairs) : pairs.ToImmutable();
                var (from, into) = isMirrored ? (after, before) : (before, after);
                connections.Add(new($"{connections.Count + 1}", Id(from, isMirrored), Id(into, isMirrored), isMirrored ? ContactPoint.End : ContactPoint.Start, forward));
            }
        }
        return new Junction { Id = JunctionId(index, isMirrored), IsDirect = true, Connections = connections.ToImmutable() };
    }

    private static ImmutableArray<LaneLink> Reverse(ImmutableArray<LaneLink>.Builder pairs)
    {
        var reversed = ImmutableArray.CreateBuilder<LaneLink>(pairs.Count);
        foreach (var pair in pairs) reversed.Add(new(pair.To, pair.From));
        return reversed.ToImmutable();
    }

    private static ImmutableArray<SpeedLimit> Limits(HighwayPlan plan, RoadPlan road)
    {
        var limits = ImmutableArray.CreateBuilder<SpeedLimit>();
        double own = plan.Settings.SpeedLimit, limit = own;
        foreach (var step in plan.Limits)
        {
            if (step.From <= road.From) limit = step.Value > 0 ? step.Value : own;
        }
        limits.Add(new(0, limit));
        foreach (var step in plan.Limits)
        {
            if (step.From > road.From && step.From < road.To) limits.Add(new(step.From - road.From, step.Value > 0 ? step.Value : own));
        }
        return limits.ToImmutable();
    }

    private static ImmutableArray<LaneMaterial> Materials(HighwayPlan plan, Stretch stretch)
    {
        double friction = 1;
        foreach (var step in plan.Frictions)
        {
            if (step.From <= stretch.From) friction = step.Value;
        }
        var materials = ImmutableArray.CreateBuilder<LaneMaterial>();
        if (friction != 1) materials.Add(new(0, friction));
        foreach (var step in plan.Frictions)
        {
            if (step.From > stretch.From && step.From < stretch.To) materials.Add(new(step.From - stretch.From, step.Value));
        }
        return materials.ToImmutable();
    }

    private static ImmutableArray<RoadObject> Objects(HighwayPlan plan, RoadPlan road)
    {
        var objects = ImmutableArray.CreateBuilder<RoadObject>();
        if (plan.Settings.GuardRails) AddRails(plan, road, objects);
        objects.AddRange(road.Objects);
        return objects.ToImmutable();
    }

    /// <summary>A rail in the median and one beyond the hard shoulder; none between a ramp and the carriageway.</summary>
    private static void AddRails(HighwayPlan plan, RoadPlan road, ImmutableArray<RoadObject>.Builder objects)
    {
        var median = new List<BarrierPoint>();
        var outer = new List<BarrierPoint>();
        foreach (var stretch in road.Stretches)
        {
            if (!road.IsRamp) Append(median, stretch, HighwayPlan.InnerShoulder + RailSetback, stretch.Edge);
            if (!IsBesideRamp(plan, road, stretch)) Append(outer, stretch, -RailSetback, RightEdge(stretch));
            else Flush(outer);
        }
        Flush(median);
        Flush(outer);

        void Append(List<BarrierPoint> points, Stretch stretch, double beside, Cubic edge)
        {
            bool isStraight = edge.B == 0 && edge.C == 0 && edge.D == 0;
            int pieces = isStraight ? 1 : (int)Math.Ceiling((stretch.To - stretch.From) / LongestRail);
            for (int i = points.Count == 0 ? 0 : 1; i <= pieces; i++)
            {
                double s = stretch.From + (stretch.To - stretch.From) * i / pieces;
                points.Add(new(s - road.From, edge.At(s) + beside, 0, RailWidth, RailHeight));
            }
        }

        void Flush(List<BarrierPoint> points)
        {
            if (points.Count > 1) objects.Add(new RoadBarrier { Id = $"{road.Id}-rail-{objects.Count + 1}", Type = "barrier", Name = "guardRail", Points = [.. points] });
            points.Clear();
        }
    }

    private static Cubic RightEdge(Stretch stretch)
    {
        var edge = stretch.Edge.From(stretch.From);
        foreach (var strip in stretch.Strips) edge = edge.Plus(strip.Width.Times(-1));
        return edge;
    }

    private static bool IsBesideRamp(HighwayPlan plan, RoadPlan road, Stretch stretch)
    {
        if (road.IsRamp) return false;
        foreach (var other in plan.Roads)
        {
            if (other.IsRamp && other.From < stretch.To && other.To > stretch.From) return true;
        }
        return false;
    }
}
