using System.Text.RegularExpressions;
using CsCheck;
using Snowball.Sim.Roads.Network;
using Snowball.Sim.Roads.OpenDrive;

namespace Snowball.Sim.Tests.Roads.OpenDrive;

/// <summary>A map that contradicts itself, or says what cannot be represented, is refused with file, line and element.</summary>
public sealed partial class BrokenMapTests
{
    private static readonly string[] Originals = [.. SampleMaps.Names.Select(SampleMaps.Text)];

    private static readonly string[] Pieces =
        ["", "\"", "0", "-1", "1", "2", "-2", "1e-300", "1e300", "1e9", "nan", "x", "road", "junction", "start", "end", "J", "west", "<", "&", "-->", "\0"];

    [Theory]
    [InlineData("<line/>", "<nurbs/>", "road[line].planView.geometry.nurbs", "not supported")]
    [InlineData("<line/>", "", "road[line].planView.geometry", "no shape")]
    [InlineData("<line/>", "<line/><arc curvature=\"1\"/>", "road[line].planView.geometry.arc", "one shape")]
    [InlineData("curvature=\"0.01\"", "curvature=\"tight\"", "road[arc].planView.geometry.arc", "\"tight\"")]
    [InlineData("curvature=\"0.01\"", "curvature=\"NaN\"", "road[arc].planView.geometry.arc", "finite")]
    [InlineData("curvature=\"0.01\"", "curvature=\"1e9\"", "road[arc].planView.geometry.arc", "turns by more")]
    [InlineData("length=\"150\"><spiral", "length=\"1e9\"><spiral", "road[spiral].planView.geometry", "beyond")]
    [InlineData("c=\"0.005\"", "c=\"1e200\"", "road[poly3].planView.geometry.poly3", "")]
    [InlineData("cU=\"20\"", "cU=\"1e20\"", "road[cubic].planView.geometry.paramPoly3", "the curve ends")]
    [InlineData("curvature=\"0.01\"", "", "road[arc].planView.geometry.arc", "no attribute curvature")]
    [InlineData("length=\"200\" id=\"arc\"", "length=\"300\" id=\"arc\"", "road[arc]", "200 m")]
    [InlineData("pRange=\"arcLength\"", "pRange=\"arc\"", "paramPoly3", "\"arc\"")]
    [InlineData("aU=\"1\" bU=\"90\" cU=\"20\" dU=\"-10\" aV=\"-2\" bV=\"5\" cV=\"90\" dV=\"-50\"", "aU=\"0\" bU=\"0\" cU=\"0\" dU=\"0\" aV=\"0\" bV=\"0\" cV=\"0\" dV=\"0\"", "paramPoly3", "no extent")]
    [InlineData("s=\"160\"", "s=\"60\"", "road[mixed].planView.geometry", "60")]
    [InlineData("id=\"arc\"", "id=\"line\"", "road[line]", "another road")]
    [InlineData("<header", "<include file=\"more.xodr\"/><header", "include", "not supported")]
    [InlineData("<OpenDRIVE>", "<OpenDRIVE", "map.xodr:4", "")]
    [InlineData("OpenDRIVE>", "OpenScenario>", "OpenScenario", "not OpenDRIVE")]
    public void ShapesAreChecked(string right, string wrong, string key, string message) => IsRefused("shapes.xodr", right, wrong, key, message);

    [Theory]
    [InlineData("<superelevation s=\"0\" a=\"0\" b=\"0\" c=\"0\" d=\"0\"/>", "<shape s=\"0\" t=\"0\" a=\"0\" b=\"0\" c=\"0\" d=\"0\"/>", "road[crest].lateralProfile.shape", "not supported")]
    [InlineData("<superelevation s=\"0\" a=\"0\" b=\"0\" c=\"0\" d=\"0\"/>", "<crossfall side=\"both\" s=\"0\" a=\"0\" b=\"0\" c=\"0\" d=\"0\"/>", "lateralProfile.crossfall", "not supported")]
    [InlineData("<lateralProfile>", "<surface><CRG file=\"a.crg\"/></surface><lateralProfile>", "surface.CRG", "not supported")]
    [InlineData("<lane id=\"-1\" type=\"driving\">", "<lane id=\"-1\" type=\"driving\" level=\"true\">", "lane[-1]", "level lane")]
    [InlineData("<elevation s=\"100\"", "<elevation s=\"-100\"", "elevationProfile.elevation", "negative")]
    [InlineData("<superelevation s=\"150\"", "<superelevation s=\"40\"", "superelevation", "before 50")]
    [InlineData("<laneSection s=\"0\">", "<laneSection s=\"5\">", "lanes.laneSection", "not at 0")]
    [InlineData("<laneSection s=\"0\">", "<laneSection s=\"0\" singleSide=\"true\">", "lanes.laneSection", "not supported")]
    public void TheSurfaceIsChecked(string right, string wrong, string key, string message) => IsRefused("surface.xodr", right, wrong, key, message);

    [Theory]
    [InlineData("<laneSection s=\"50\">", "<laneSection s=\"250\">", "lanes.laneSection", "beyond the end")]
    [InlineData("<laneSection s=\"50\">", "<laneSection s=\"0\">", "lanes.laneSection", "beyond 0")]
    [InlineData("id=\"-3\" type", "id=\"-4\" type", "right.lane[-4]", "no lane -3")]
    [InlineData("id=\"-3\" type", "id=\"-2\" type", "right.lane[-2]", "another lane -2")]
    [InlineData("id=\"-3\" type", "id=\"3\" type", "right.lane[3]", "<left>")]
    [InlineData("id=\"-3\" type=\"shoulder\"", "id=\"-3\" type=\"shulder\"", "right.lane[-3]", "\"shulder\"")]
    [InlineData("type=\"shoulder\"><border sOffset=\"0\" a=\"-10\" b=\"0\" c=\"0\" d=\"0\"/>", "type=\"shoulder\">", "right.lane[-3]", "neither")]
    [InlineData("<border sOffset=\"0\" a=\"0\" b=\"-0.04\" c=\"0\" d=\"0\"/>", "<width sOffset=\"0\" a=\"3\" b=\"0\" c=\"0\" d=\"0\"/>", "lane[-2]", "<border> beside")]
    [InlineData("distance=\"50\"", "distance=\"1e-9\"", "object[posts].repeat", "more than 100000")]
    [InlineData("unit=\"km/h\"", "unit=\"knots\"", "type.speed", "\"knots\"")]
    [InlineData("type=\"solid solid\"", "type=\"dotted\"", "lane[0].roadMark", "\"dotted\"")]
    [InlineData("rule=\"RHT\"", "rule=\"UK\"", "road[7]", "\"UK\"")]
    public void LanesAreChecked(string right, string wrong, string key, string message) => IsRefused("lanes.xodr", right, wrong, key, message);

    [Theory]
    [InlineData("elementId=\"far\"", "elementId=\"nowhere\"", "link.successor", "\"nowhere\"")]
    [InlineData("elementType=\"road\" elementId=\"far\" contactPoint=\"end\"", "elementType=\"road\" elementId=\"far\"", "link.successor", "contactPoint")]
    [InlineData("elementType=\"road\" elementId=\"far\"", "elementType=\"bridge\" elementId=\"far\"", "link.successor", "\"bridge\"")]
    [InlineData("<junction id=\"J\"", "<junction id=\"K\"", "road[west].link.successor", "\"J\" is not a junction")]
    [InlineData("incomingRoad=\"north\"", "incomingRoad=\"south\"", "junction[J].connection[3]", "\"south\"")]
    [InlineData("name=\"T\"", "name=\"T\" type=\"virtual\"", "junction[J]", "virtual")]
    [InlineData("from=\"-2\"", "from=\"two\"", "laneLink", "\"two\"")]
    public void LinksAreChecked(string right, string wrong, string key, string message) => IsRefused("junction.xodr", right, wrong, key, message);

    [Fact]
    public void AMissingFileIsRefused()
        => Assert.Equal("nowhere.xodr", Assert.Throws<InputException>(() => OpenDriveReader.Read("nowhere.xodr")).File);

    /// <summary>However a map is edited, it is read or refused, and what is read can be written, drawn upon and searched.</summary>
    [Fact]
    public void RandomEditsGiveAMapOrARefusal()
        => Gen.Select(Gen.Int[0, SampleMaps.Names.Length - 1], Gen.Select(Gen.Double[0, 1], Gen.Int[0, Pieces.Length - 1]).Array[1, 3]).Sample(
            (map, edits) =>
            {
                string text = Originals[map];
                foreach (var (where, piece) in edits)
                {
                    var values = Value().Matches(text);
                    if (values.Count == 0) return;
                    var value = values[(int)(where * (values.Count - 1))];
                    text = text[..value.Index] + Pieces[piece] + text[(value.Index + value.Length)..];
                }
                try
                {
                    var network = SampleMaps.Read(text).Network;
                    new RoadIndex(network).Nearest(10, 10);
                    SampleMaps.Write(network);
                }
                catch (InputException)
                {
                }
            },
            iter: 2_000);

    /// <summary>What stands between quotation marks.</summary>
    [GeneratedRegex("(?<=\")[^\"<>]*(?=\")")]
    private static partial Regex Value();

    private static void IsRefused(string map, string right, string wrong, string key, string message)
    {
        string text = SampleMaps.Text(map);
        Assert.Contains(right, text);
        var fault = Assert.Throws<InputException>(() => SampleMaps.Read(text.Replace(right, wrong)));
        Assert.StartsWith("map.xodr:", fault.Message);
        Assert.Contains(key, fault.Message);
        Assert.Contains(message, fault.Message);
        Assert.NotNull(fault.Line);
    }
}
