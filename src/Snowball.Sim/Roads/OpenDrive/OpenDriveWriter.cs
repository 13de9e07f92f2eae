using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.OpenDrive;

/// <summary>
/// Writes ASAM OpenDRIVE 1.7. Numbers are written in full, so that a network written and read back has the same geometry to rounding;
/// every cubic piece of a plan view becomes a normalized paramPoly3.
/// </summary>
public sealed class OpenDriveWriter
{
    private readonly XmlWriter _xml;

    private OpenDriveWriter(XmlWriter xml) => _xml = xml;

    /// <summary>Writes a network.</summary>
    public static void Write(RoadNetwork network, Stream stream)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" });
        new OpenDriveWriter(xml).Write(network);
    }

    private void Write(RoadNetwork network)
    {
        Start("OpenDRIVE");
        Start("header", ("revMajor", 1), ("revMinor", 7), ("name", network.Name));
        if (network.GeoReference.Length > 0) _xml.WriteElementString("geoReference", network.GeoReference);
        End();
        foreach (var road in network.Roads) Write(road);
        foreach (var junction in network.Junctions) Write(junction);
        End();
    }

    private void Write(Road road)
    {
        Start("road", ("name", road.Name), ("length", road.Length), ("id", road.Id), ("junction", road.Junction ?? "-1"), ("rule", Words.Of(Words.DrivingSides, road.DrivingSide)));
        if (road.Predecessor is not null || road.Successor is not null)
        {
            Start("link");
            Write("predecessor", road.Predecessor);
            Write("successor", road.Successor);
            End();
        }
        WriteTypes(road);
        Start("planView");
        foreach (var segment in road.Line.Segments) Write(segment);
        End();
        Start("elevationProfile");
        Write("elevation", "s", road.Elevation);
        End();
        Start("lateralProfile");
        Write("superelevation", "s", road.Superelevation);
        End();
        Start("lanes");
        Write("laneOffset", "s", road.LaneOffset);
        foreach (var section in road.Sections) Write(section);
        End();
        if (!road.Objects.IsEmpty)
        {
            Start("objects");
            foreach (var thing in road.Objects) Write(thing);
            End();
        }
        End();
    }

    private void Write(string name, RoadLink? link)
    {
        if (link is not { } to) return;
        if (to.Contact is { } contact) Element(name, ("elementType", "road"), ("elementId", to.Id), ("contactPoint", Words.Of(Words.ContactPoints, contact)));
        else Element(name, ("elementType", "junction"), ("elementId", to.Id));
    }

    private void WriteTypes(Road road)
    {
        if (road.SpeedLimits.IsEmpty && road.Type != "unknown") Element("type", ("s", 0), ("type", road.Type));
        foreach (var limit in road.SpeedLimits)
        {
            Start("type", ("s", limit.Start), ("type", road.Type));
            Element("speed", ("max", Max(limit)), ("unit", "m/s"));
            End();
        }
    }

    private void Write(PlacedSegment segment)
    {
        Start("geometry", ("s", segment.S), ("x", segment.X), ("y", segment.Y), ("hdg", segment.Heading), ("length", segment.Shape.Length));
        switch (segment.Shape)
        {
            case RoadSegment { StartCurvature: 0, EndCurvature: 0 }:
                Element("line");
                break;
            case RoadSegment straight when straight.StartCurvature == straight.EndCurvature:
                Element("arc", ("curvature", straight.StartCurvature));
                break;
            case RoadSegment clothoid:
                Element("spiral", ("curvStart", clothoid.StartCurvature), ("curvEnd", clothoid.EndCurvature));
                break;
            case CubicSegment cubic:
                double p = cubic.End;
                Element("paramPoly3",
                    ("aU", cubic.U.A), ("bU", cubic.U.B * p), ("cU", cubic.U.C * p * p), ("dU", cubic.U.D * p * p * p),
                    ("aV", cubic.V.A), ("bV", cubic.V.B * p), ("cV", cubic.V.C * p * p), ("dV", cubic.V.D * p * p * p), ("pRange", "normalized"));
                break;
            default:
                throw new ArgumentException($"OpenDRIVE has no {segment.Shape.GetType().Name}.", nameof(segment));
        }
        End();
    }

    private void Write(string name, string station, CubicProfile profile)
    {
        foreach (var cubic in profile.Cubics) Element(name, (station, cubic.Start), ("a", cubic.A), ("b", cubic.B), ("c", cubic.C), ("d", cubic.D));
    }

    private void Write(LaneSection section)
    {
        Start("laneSection", ("s", section.Start));
        if (section.Left > 0)
        {
            Start("left");
            for (int i = 0; i < section.Left; i++) Write(section.Lanes[i]);
            End();
        }
        Start("center");
        Start("lane", ("id", 0), ("type", "none"), ("level", "false"));
        Write(section.CentreMarks);
        End();
        End();
        if (section.Right > 0)
        {
            Start("right");
            for (int i = section.Left; i < section.Lanes.Length; i++) Write(section.Lanes[i]);
            End();
        }
        End();
    }

    private void Write(Lane lane)
    {
        Start("lane", ("id", lane.Id), ("type", Words.Of(Words.LaneTypes, lane.Type)), ("level", lane.IsLevel ? "true" : "false"));
        if (!lane.Predecessors.IsEmpty || !lane.Successors.IsEmpty)
        {
            Start("link");
            foreach (int id in lane.Predecessors) Element("predecessor", ("id", id));
            foreach (int id in lane.Successors) Element("successor", ("id", id));
            End();
        }
        // A lane needs a width, even of 0.
        Write("width", "sOffset", lane.Width.Cubics.IsEmpty ? CubicProfile.Constant(0) : lane.Width);
        Write(lane.Marks);
        foreach (var material in lane.Materials) Element("material", ("sOffset", material.Start), ("friction", material.Friction), ("surface", material.Surface));
        foreach (var limit in lane.SpeedLimits) Element("speed", ("sOffset", limit.Start), ("max", Max(limit)), ("unit", "m/s"));
        foreach (var height in lane.Heights) Element("height", ("sOffset", height.Start), ("inner", height.Inner), ("outer", height.Outer));
        End();
    }

    private void Write(ImmutableArray<RoadMark> marks)
    {
        foreach (var mark in marks)
        {
            Element("roadMark", ("sOffset", mark.Start), ("type", Words.Of(Words.MarkTypes, mark.Type)), ("weight", "standard"), ("color", mark.Colour),
                ("width", mark.Width), ("laneChange", Words.Of(Words.LaneChanges, mark.LaneChange)));
        }
    }

    private void Write(RoadObject thing)
    {
        switch (thing)
        {
            case RoadObstacle obstacle:
                Start("object", ("type", thing.Type), ("name", thing.Name), ("id", thing.Id), ("s", obstacle.S), ("t", obstacle.T), ("zOffset", obstacle.Foot), ("hdg", obstacle.Heading));
                Attribute("height", obstacle.Height);
                if (obstacle.Radius > 0)
                {
                    Attribute("radius", obstacle.Radius);
                }
                else
                {
                    Attribute("length", obstacle.Length);
                    Attribute("width", obstacle.Width);
                }
                WriteOutline(obstacle);
                break;
            case RoadBarrier barrier:
                var first = barrier.Points[0];
                Start("object", ("type", thing.Type), ("name", thing.Name), ("id", thing.Id), ("s", first.S), ("t", first.T), ("zOffset", first.Foot),
                    ("width", first.Width), ("height", first.Height));
                for (int i = 1; i < barrier.Points.Length; i++) WriteStretch(barrier.Points[i - 1], barrier.Points[i]);
                break;
            default:
                throw new ArgumentException($"OpenDRIVE has no {thing.GetType().Name}.", nameof(thing));
        }
        End();
    }

    private void WriteOutline(RoadObstacle obstacle)
    {
        if (obstacle.Outline.IsEmpty) return;
        Start("outlines");
        Start("outline", ("id", 0));
        foreach (var corner in obstacle.Outline) Element("cornerLocal", ("u", corner.U), ("v", corner.V), ("z", 0), ("height", obstacle.Height));
        End();
        End();
    }

    private void WriteStretch(BarrierPoint from, BarrierPoint to)
        => Element("repeat", ("s", from.S), ("length", to.S - from.S), ("distance", 0), ("tStart", from.T), ("tEnd", to.T), ("widthStart", from.Width), ("widthEnd", to.Width),
            ("heightStart", from.Height), ("heightEnd", to.Height), ("zOffsetStart", from.Foot), ("zOffsetEnd", to.Foot));

    private void Write(Junction junction)
    {
        Start("junction", ("id", junction.Id), ("name", junction.Name), ("type", junction.IsDirect ? "direct" : "default"));
        foreach (var connection in junction.Connections)
        {
            Start("connection", ("id", connection.Id), ("incomingRoad", connection.IncomingRoad),
                (junction.IsDirect ? "linkedRoad" : "connectingRoad", connection.ConnectingRoad), ("contactPoint", Words.Of(Words.ContactPoints, connection.Contact)));
            foreach (var link in connection.LaneLinks) Element("laneLink", ("from", link.From), ("to", link.To));
            End();
        }
        End();
    }

    private static object Max(SpeedLimit limit) => double.IsInfinity(limit.MetresPerSecond) ? "no limit" : limit.MetresPerSecond;

    private void Element(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        Start(name, attributes);
        End();
    }

    private void Start(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes) Attribute(attribute, value);
    }

    private void Attribute(string name, object value)
        => _xml.WriteAttributeString(name, value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture));

    private void End() => _xml.WriteEndElement();
}
