using System.Collections.Immutable;

namespace Snowball.Sim.Roads.Network;

/// <summary>What a lane is for, as OpenDRIVE names it.</summary>
public enum LaneType
{
    /// <summary>Nothing that counts as road.</summary>
    None,

    /// <summary>Ordinary traffic.</summary>
    Driving,

    /// <summary>Stopping in an emergency.</summary>
    Stop,

    /// <summary>Soft border beside the lanes.</summary>
    Shoulder,

    /// <summary>Bicycles.</summary>
    Biking,

    /// <summary>People on foot.</summary>
    Sidewalk,

    /// <summary>Hard border beside the lanes.</summary>
    Border,

    /// <summary>Closed to ordinary traffic.</summary>
    Restricted,

    /// <summary>Parked cars.</summary>
    Parking,

    /// <summary>Traffic of both directions, such as a lane for turning left.</summary>
    Bidirectional,

    /// <summary>Between the carriageways.</summary>
    Median,

    /// <summary>For the map's own use.</summary>
    Special,

    /// <summary>Road works.</summary>
    RoadWorks,

    /// <summary>Rails of a tram or train.</summary>
    Rail,

    /// <summary>Acceleration lane beside a motorway.</summary>
    Entry,

    /// <summary>Deceleration lane beside a motorway.</summary>
    Exit,

    /// <summary>Ramp that leaves a motorway.</summary>
    OffRamp,

    /// <summary>Ramp that leads to a motorway.</summary>
    OnRamp,

    /// <summary>Kerb.</summary>
    Curb,

    /// <summary>Ramp between motorways.</summary>
    ConnectingRamp,

    /// <summary>Lane that turns off before a junction.</summary>
    SlipLane,

    /// <summary>Buses.</summary>
    Bus,

    /// <summary>Taxis.</summary>
    Taxi,

    /// <summary>Cars with several people in them.</summary>
    HOV,
}

/// <summary>The kind of a line on the road.</summary>
public enum MarkType
{
    /// <summary>No line.</summary>
    None,

    /// <summary>Solid.</summary>
    Solid,

    /// <summary>Broken.</summary>
    Broken,

    /// <summary>Two solid lines.</summary>
    SolidSolid,

    /// <summary>Solid on the inner side, broken on the outer.</summary>
    SolidBroken,

    /// <summary>Broken on the inner side, solid on the outer.</summary>
    BrokenSolid,

    /// <summary>Two broken lines.</summary>
    BrokenBroken,

    /// <summary>Studs.</summary>
    BottsDots,

    /// <summary>Edge of grass.</summary>
    Grass,

    /// <summary>Edge of a kerb.</summary>
    Curb,

    /// <summary>Edge of the road, unmarked.</summary>
    Edge,

    /// <summary>As the map describes it.</summary>
    Custom,
}

/// <summary>Which changes a line allows between numbers of lanes.</summary>
public enum LaneChange
{
    /// <summary>To the left and to the right.</summary>
    Both,

    /// <summary>To the left only.</summary>
    Increase,

    /// <summary>To the right only.</summary>
    Decrease,

    /// <summary>None.</summary>
    None,
}

/// <summary>A line on the outer border of a lane from <paramref name="Start"/> m after the section's start on.</summary>
public readonly record struct RoadMark(double Start, MarkType Type, string Colour = "standard", double Width = 0.12, LaneChange LaneChange = LaneChange.Both);

/// <summary>Friction (factor; 1 = dry) from <paramref name="Start"/> m after the section's start on.</summary>
public readonly record struct LaneMaterial(double Start, double Friction, string Surface = "");

/// <summary>Height of a lane's inner and outer edge above the road, m, linear between entries; <paramref name="Start"/> m after the section's start.</summary>
public readonly record struct LaneHeight(double Start, double Inner, double Outer);

/// <summary>A lane of a lane section. Stations of its profiles and marks count from the section's start, m.</summary>
public sealed record Lane
{
    /// <summary>1 and up to the left of the centre, -1 and down to its right.</summary>
    public required int Id { get; init; }

    /// <summary>What the lane is for.</summary>
    public LaneType Type { get; init; } = LaneType.Driving;

    /// <summary>Width, m.</summary>
    public required CubicProfile Width { get; init; }

    /// <summary>Lanes that this one continues before its section: of the preceding section or, in a road's first, of the linked road.</summary>
    public ImmutableArray<int> Predecessors { get; init; } = [];

    /// <summary>Lanes that continue this one beyond its section.</summary>
    public ImmutableArray<int> Successors { get; init; } = [];

    /// <summary>Marks on the outer border.</summary>
    public ImmutableArray<RoadMark> Marks { get; init; } = [];

    /// <summary>Friction; 1 where nothing is given.</summary>
    public ImmutableArray<LaneMaterial> Materials { get; init; } = [];

    /// <summary>The lane's own speed limits.</summary>
    public ImmutableArray<SpeedLimit> SpeedLimits { get; init; } = [];

    /// <summary>Heights above the road, such as a kerb's.</summary>
    public ImmutableArray<LaneHeight> Heights { get; init; } = [];

    /// <summary>Whether the lane stays level where the road is banked. Kept for writing; the maps do not use it.</summary>
    public bool IsLevel { get; init; }

    /// <summary>Whether cars drive here.</summary>
    public bool IsDrivable => Type is LaneType.Driving or LaneType.Entry or LaneType.Exit or LaneType.OnRamp or LaneType.OffRamp or LaneType.ConnectingRamp
        or LaneType.SlipLane or LaneType.Bidirectional or LaneType.Bus or LaneType.Taxi or LaneType.HOV;

    /// <summary>Friction (factor; 1 = dry) at a station of the section.</summary>
    public double FrictionAt(double s)
    {
        double friction = 1;
        foreach (var material in Materials)
        {
            if (material.Start <= s) friction = material.Friction;
        }
        return friction;
    }

    /// <summary>Height above the road (m) at a station of the section, 0 of the way to 1 of the way from the inner to the outer edge.</summary>
    public double HeightAt(double s, double outwards)
    {
        if (Heights.IsEmpty) return 0;
        int i = Heights.Length - 1;
        while (i > 0 && Heights[i].Start > s) i--;
        double height = Across(Heights[i]);
        if (i + 1 == Heights.Length || s < Heights[i].Start) return height;
        double share = (s - Heights[i].Start) / (Heights[i + 1].Start - Heights[i].Start);
        return height + share * (Across(Heights[i + 1]) - height);

        double Across(LaneHeight at) => at.Inner + outwards * (at.Outer - at.Inner);
    }
}
