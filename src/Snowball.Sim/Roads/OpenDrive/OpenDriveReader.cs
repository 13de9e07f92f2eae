using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.OpenDrive;

/// <summary>
/// Reads ASAM OpenDRIVE 1.4 to 1.8. All that bears on geometry is either read or refused; the rest, such as signals, is
/// skipped and counted.
/// </summary>
public static class OpenDriveReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">The file cannot be read, is not OpenDRIVE, contradicts itself, or describes geometry that this
    /// program cannot represent.</exception>
    public static OpenDriveMap Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
            return Read(stream, file);
        }
        catch (IOException fault)
        {
            throw new InputException(fault.Message, file);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new InputException(fault.Message, file);
        }
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">The XML.</param>
    /// <param name="file">What messages name it.</param>
    /// <inheritdoc cref="Read(string)"/>
    public static OpenDriveMap Read(Stream stream, string file)
    {
        XElement xml;
        try
        {
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            xml = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
        }
        catch (XmlException fault)
        {
            throw new InputException(fault.Message, file, fault.LineNumber);
        }
        var source = new MapSource(file);
        var root = new MapElement(xml, source);
        if (root.Name != "OpenDRIVE") throw root.Fault("the file is not OpenDRIVE");
        return new OpenDriveMap(Network(root, source), source.Skipped);
    }

    private static RoadNetwork Network(MapElement root, MapSource source)
    {
        foreach (var road in root.Children("road"))
        {
            if (!source.Roads.Add(road.Attribute("id"))) throw road.Fault("there is another road with this id");
        }
        foreach (var junction in root.Children("junction"))
        {
            if (!source.Junctions.Add(junction.Attribute("id"))) throw junction.Fault("there is another junction with this id");
        }
        if (source.Roads.Count == 0) throw root.Fault("there is no road");

        var (name, geoReference, place) = Header(root.Child("header"));
        var roads = ImmutableArray.CreateBuilder<Road>();
        var junctions = ImmutableArray.CreateBuilder<Junction>();
        foreach (var child in root.Children())
        {
            switch (child.Name)
            {
                case "header":
                    break;
                case "road":
                    roads.Add(RoadReader.Read(child, source, place));
                    break;
                case "junction":
                    junctions.Add(Junction(child, source));
                    break;
                case "include":
                    throw child.Unsupported("a part of the map in another file");
                default:
                    child.Skip();
                    break;
            }
        }
        return new RoadNetwork(roads.ToImmutable(), junctions.ToImmutable()) { Name = name, GeoReference = geoReference };
    }

    private static (string Name, string GeoReference, MapOffset Place) Header(MapElement? header)
    {
        if (header is not { } element) return ("", "", default);
        var place = element.Child("offset") is { } offset
            ? new MapOffset(offset.Number("x"), offset.Number("y"), offset.Number("z"), offset.Number("hdg", 0))
            : default;
        foreach (var child in element.Children())
        {
            if (child.Name is not ("offset" or "geoReference")) child.Skip();
        }
        return (element.Attribute("name", ""), element.Child("geoReference")?.Text.Trim() ?? "", place);
    }

    private static Junction Junction(MapElement element, MapSource source)
    {
        string type = element.Attribute("type", "default");
        if (type is not ("default" or "common" or "direct")) throw element.Unsupported($"a junction of type {type}");
        var connections = ImmutableArray.CreateBuilder<Connection>();
        foreach (var child in element.Children())
        {
            if (child.Name == "elevationGrid") throw child.Unsupported("a grid of heights");
            if (child.Name == "connection") connections.Add(Connection(child, source, type == "direct"));
            else child.Skip();
        }
        return new Junction
        {
            Id = element.Attribute("id"), Name = element.Attribute("name", ""), IsDirect = type == "direct", Connections = connections.ToImmutable(),
        };
    }

    private static Connection Connection(MapElement element, MapSource source, bool isDirect)
    {
        if (element.Attribute("type", "default") == "virtual") throw element.Unsupported("a virtual connection");
        var links = ImmutableArray.CreateBuilder<LaneLink>();
        foreach (var child in element.Children())
        {
            if (child.Name == "laneLink") links.Add(new LaneLink(child.Integer("from"), child.Integer("to")));
            else child.Skip();
        }
        return new Connection(
            element.Attribute("id"), KnownRoad("incomingRoad"), KnownRoad(isDirect ? "linkedRoad" : "connectingRoad"),
            element.Word("contactPoint", element.Attribute("contactPoint"), Words.ContactPoints), links.ToImmutable());

        string KnownRoad(string attribute)
        {
            string id = element.Attribute(attribute);
            return source.Roads.Contains(id) ? id : throw element.Fault($"{attribute} = \"{id}\" is not a road of the map");
        }
    }
}
