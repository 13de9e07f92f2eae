using System.Collections.Immutable;
using System.IO.Hashing;
using Snowball.Sim.Roads;
using Snowball.Sim.Roads.OpenDrive;
using Snowball.Sim.Roads.Routes;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The keys of <c>road.kind: map</c>.</summary>
internal static class MapFormat
{
    /// <summary>Its keys.</summary>
    public static ImmutableArray<Key> Keys { get; } =
    [
        new("file", new Words(), "the map, an OpenDRIVE file; its path from the scenario's folder"),
        new("route", new ListOf<string>(new Words(), 1, 1000), "ids of the roads in the order of driving, with the connecting roads of junctions"),
        new("speed_limit", new Quantity(Speed, 1, 60), "speed limit where the map gives none or a higher one"),
    ];

    /// <summary>The settings that its keys make; reads the map.</summary>
    public static MapRoadSettings Build(Entries keys)
    {
        string written = keys.Get<string>("file");
        string file = Path.Combine(Path.GetDirectoryName(keys.Place.File) ?? "", written);
        if (!File.Exists(file)) throw keys.PlaceOf("file").Fault($"there is no file {file}");
        ImmutableArray<string> route = keys.Get<ImmutableArray<string>>("route");
        try
        {
            Carriageway road = RouteCarriageway.Make(OpenDriveReader.Read(file).Network, route, keys.Get<float>("speed_limit"));
            return new MapRoadSettings(road, written, Convert.ToHexStringLower(XxHash128.Hash(File.ReadAllBytes(file))), route);
        }
        catch (ArgumentException fault)
        {
            throw keys.PlaceOf("route").Fault(fault.Message.Split(" (Parameter", 2)[0]);
        }
    }
}
