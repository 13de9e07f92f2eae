using Snowball.Sim.Roads.Network;
using Snowball.Sim.Roads.OpenDrive;

namespace Snowball.Cli.Reports;

/// <summary>What a person wants to know of a map before driving on it.</summary>
internal sealed record MapSummary
{
    // Two points of a line that a gap would set apart lie this close together, m.
    private const double JustBefore = 1e-6;

    public MapSummary(OpenDriveMap map)
    {
        Map = map;
        var network = map.Network;
        for (int road = 0; road < network.Roads.Length; road++)
        {
            Add(network.Roads[road]);
            for (int section = 0; section < network.Roads[road].Sections.Length; section++)
            {
                foreach (var lane in network.Roads[road].Sections[section].Lanes) Add(new LaneKey(road, section, lane.Id));
            }
        }
    }

    public OpenDriveMap Map { get; }

    /// <summary>Length of all roads, m.</summary>
    public double RoadLength { get; private set; }

    /// <summary>Lanes of all lane sections.</summary>
    public int Lanes { get; private set; }

    /// <summary>Those that cars drive on.</summary>
    public int DrivableLanes { get; private set; }

    /// <summary>Length of the lanes that cars drive on, m.</summary>
    public double LaneLength { get; private set; }

    /// <summary>Drivable lanes that no other leads to.</summary>
    public int Entries { get; private set; }

    /// <summary>Drivable lanes that lead to no other.</summary>
    public int Exits { get; private set; }

    public int Barriers { get; private set; }

    public int Obstacles { get; private set; }

    /// <summary>Lowest and highest point of a reference line, m.</summary>
    public (double Lowest, double Highest) Heights { get; private set; } = (double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>The largest gap between the geometries of a road, or between the centres of drivable lanes that go on in one another, m.</summary>
    public double LargestGap { get; private set; }

    /// <summary>The road at the largest gap.</summary>
    public string RoadOfLargestGap { get; private set; } = "";

    private void Add(Road road)
    {
        RoadLength += road.Length;
        foreach (var thing in road.Objects) _ = thing is RoadBarrier ? Barriers++ : Obstacles++;
        for (double s = 0; s <= road.Length; s += 1)
        {
            double z = road.Elevation.At(s);
            Heights = (Math.Min(Heights.Lowest, z), Math.Max(Heights.Highest, z));
        }
        foreach (var segment in road.Line.Segments.Skip(1)) Join(road, road.ToWorld(segment.S - JustBefore, 0), road.ToWorld(segment.S, 0));
    }

    private void Join(Road road, WorldPose a, WorldPose b)
    {
        double gap = Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y) + (a.Z - b.Z) * (a.Z - b.Z));
        if (gap > LargestGap + JustBefore) (LargestGap, RoadOfLargestGap) = (gap, road.Id);
    }

    private void Add(LaneKey key)
    {
        Lanes++;
        var graph = Map.Network.Lanes;
        if (!Map.Network.Lane(key).IsDrivable) return;
        DrivableLanes++;
        LaneLength += graph.Length(key);
        if (graph.Predecessors(key).Count == 0) Entries++;
        if (graph.Successors(key).Count == 0) Exits++;
        foreach (var next in graph.Successors(key)) Join(Map.Network.Roads[key.Road], End(key, isLast: true), End(next, isLast: false));
    }

    /// <summary>The middle of a lane where vehicles leave it, or where they enter it.</summary>
    private WorldPose End(LaneKey key, bool isLast)
    {
        var road = Map.Network.Roads[key.Road];
        double s = isLast == road.RunsForward(key.Lane) ? road.SectionEnd(key.Section) : road.Sections[key.Section].Start;
        var (left, right) = road.LaneEdges(key.Section, key.Lane, s);
        return road.ToWorld(s, (left + right) / 2);
    }
}
