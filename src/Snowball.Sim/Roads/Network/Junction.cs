using System.Collections.Immutable;

namespace Snowball.Sim.Roads.Network;

/// <summary>A lane of an incoming road and the lane of the connecting road that it meets.</summary>
public readonly record struct LaneLink(int From, int To);

/// <summary>
/// A way through a junction: the incoming road meets an end of the connecting road, which in a direct junction is simply the
/// other road.
/// </summary>
public sealed record Connection(string Id, string IncomingRoad, string ConnectingRoad, ContactPoint Contact, ImmutableArray<LaneLink> LaneLinks);

/// <summary>A place where more than two roads meet.</summary>
public sealed record Junction
{
    /// <summary>Unique among the junctions of a network.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether roads meet each other directly, without connecting roads between them (splits and merges).</summary>
    public bool IsDirect { get; init; }

    /// <summary>The ways through.</summary>
    public ImmutableArray<Connection> Connections { get; init; } = [];
}
