using System.Collections.Immutable;

namespace Snowball.Sim.Roads.Network;

/// <summary>A lane of a lane section: indices of road and section, number of the lane.</summary>
public readonly record struct LaneKey(int Road, int Section, int Lane);

/// <summary>
/// An immutable map of roads and junctions: all that OpenDRIVE says of geometry, in double precision. Roads are known by their
/// index; files and links name them by id.
/// </summary>
public sealed class RoadNetwork
{
    private readonly Dictionary<string, int> _roads = [];
    private readonly Dictionary<string, int> _junctions = [];

    /// <summary>Takes roads and junctions whose links name each other.</summary>
    /// <exception cref="ArgumentException">An id comes twice, a link or connection leads nowhere, or the lane sections of a road do not start at
    /// 0 and follow one another.</exception>
    public RoadNetwork(ImmutableArray<Road> roads, ImmutableArray<Junction> junctions = default)
    {
        (Roads, Junctions) = (roads, junctions.IsDefault ? [] : junctions);
        for (int i = 0; i < Roads.Length; i++)
        {
            if (!_roads.TryAdd(Roads[i].Id, i)) throw new ArgumentException($"There are two roads {Roads[i].Id}.", nameof(roads));
        }
        for (int i = 0; i < Junctions.Length; i++)
        {
            if (!_junctions.TryAdd(Junctions[i].Id, i)) throw new ArgumentException($"There are two junctions {Junctions[i].Id}.", nameof(junctions));
        }
        foreach (var road in Roads) Check(road);
        foreach (var junction in Junctions)
        {
            foreach (var connection in junction.Connections)
            {
                Check(connection.IncomingRoad, junction);
                Check(connection.ConnectingRoad, junction);
            }
        }
        Lanes = new LaneGraph(this);
    }

    /// <summary>Name of the map, for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>The map's projection, as a PROJ string; empty where it is not placed on the earth.</summary>
    public string GeoReference { get; init; } = "";

    /// <summary>The roads.</summary>
    public ImmutableArray<Road> Roads { get; }

    /// <summary>The junctions.</summary>
    public ImmutableArray<Junction> Junctions { get; }

    /// <summary>How lanes go on in one another.</summary>
    public LaneGraph Lanes { get; }

    /// <summary>Whether there is a road of this id.</summary>
    public bool HasRoad(string id) => _roads.ContainsKey(id);

    /// <summary>Whether there is a junction of this id.</summary>
    public bool HasJunction(string id) => _junctions.ContainsKey(id);

    /// <summary>Index of a road.</summary>
    /// <exception cref="KeyNotFoundException">There is no such road.</exception>
    public int RoadIndex(string id) => _roads[id];

    /// <summary>A road by its id.</summary>
    /// <exception cref="KeyNotFoundException">There is no such road.</exception>
    public Road Road(string id) => Roads[_roads[id]];

    /// <summary>A junction by its id.</summary>
    /// <exception cref="KeyNotFoundException">There is no such junction.</exception>
    public Junction Junction(string id) => Junctions[_junctions[id]];

    /// <summary>The lane of a key.</summary>
    public Lane Lane(LaneKey key) => Roads[key.Road].Sections[key.Section].Lane(key.Lane);

    private void Check(Road road)
    {
        if (road.Sections.IsDefaultOrEmpty || road.Sections[0].Start != 0) throw new ArgumentException($"The lane sections of road {road.Id} do not start at 0.");
        for (int i = 1; i < road.Sections.Length; i++)
        {
            if (!(road.Sections[i].Start > road.Sections[i - 1].Start)) throw new ArgumentException($"Lane section {i} of road {road.Id} does not follow section {i - 1}.");
        }
        Check(road.Predecessor, road);
        Check(road.Successor, road);
        if (road.Junction is { } id && !HasJunction(id)) throw new ArgumentException($"Road {road.Id} belongs to junction {id}, which does not exist.");
    }

    private void Check(RoadLink? link, Road road)
    {
        if (link is not { } to) return;
        bool exists = to.Contact is null ? HasJunction(to.Id) : HasRoad(to.Id);
        if (!exists) throw new ArgumentException($"Road {road.Id} is linked to {(to.Contact is null ? "junction" : "road")} {to.Id}, which does not exist.");
    }

    private void Check(string road, Junction junction)
    {
        if (!HasRoad(road)) throw new ArgumentException($"Junction {junction.Id} connects road {road}, which does not exist.");
    }
}
