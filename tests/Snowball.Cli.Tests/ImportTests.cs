using System.Xml.Linq;
using Snowball.Sim.Roads.OpenDrive;

namespace Snowball.Cli.Tests;

/// <summary><c>scenarios import</c> checks a map, sums it up and writes it down.</summary>
public sealed class ImportTests
{
    // Two roads of 100 m, the second of which begins 0.2 m beyond the first one's end; the first climbs by 4 m.
    private const string Map = """
        <OpenDRIVE>
          <header revMajor="1" revMinor="7" name="two roads"/>
          <road id="1" length="100" junction="-1">
            <link><successor elementType="road" elementId="2" contactPoint="start"/></link>
            <planView><geometry s="0" x="0" y="0" hdg="0" length="100"><line/></geometry></planView>
            <elevationProfile><elevation s="0" a="-4" b="0.04" c="0" d="0"/></elevationProfile>
            <lanes><laneSection s="0"><center><lane id="0" type="none"/></center><right>
              <lane id="-1" type="driving"><link><successor id="-1"/></link><width sOffset="0" a="3.5" b="0" c="0" d="0"/></lane>
              <lane id="-2" type="shoulder"><width sOffset="0" a="2" b="0" c="0" d="0"/></lane>
            </right></laneSection></lanes>
            <objects>
              <object id="r" type="barrier" s="0" t="-6"><repeat s="0" length="100" distance="0" tStart="-6" tEnd="-6" heightStart="1" heightEnd="1" zOffsetStart="0" zOffsetEnd="0"/></object>
              <object id="p" type="pole" s="50" t="3" radius="0.1" height="4"/>
            </objects>
            <signals><signal id="s" s="1" t="1"/></signals>
          </road>
          <road id="2" length="100" junction="-1">
            <link><predecessor elementType="road" elementId="1" contactPoint="end"/></link>
            <planView><geometry s="0" x="100.2" y="0" hdg="0" length="100"><arc curvature="0.01"/></geometry></planView>
            <lanes><laneSection s="0"><center><lane id="0" type="none"/></center><right>
              <lane id="-1" type="driving"><link><predecessor id="-1"/></link><width sOffset="0" a="3.5" b="0" c="0" d="0"/></lane>
            </right></laneSection></lanes>
          </road>
        </OpenDRIVE>
        """;

    [Fact]
    public void AMapIsSummedUpAndWrittenDown()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["two.xodr"], Map);

        var result = CommandLine.Run("scenarios", "import", folder["two.xodr"], "--out", folder["made"]);
        var json = CommandLine.Run("scenarios", "import", folder["two.xodr"], "--out", folder["made"], "--json").JsonLines.Single();

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("two roads", result.Output);
        Assert.Contains("2, 200.0 m", result.Output);
        Assert.Contains("3, of which 2 for cars", result.Output);
        Assert.Contains("200 mm, at road 1", result.Output);
        Assert.Contains("1 signal", result.Output);
        Assert.Equal((2, 3, 2, 1, 1), ((int)json["roads"]!, (int)json["lanes"]!, (int)json["drivable_lanes"]!, (int)json["entries"]!, (int)json["exits"]!));
        Assert.Equal((1, 1, -4.0, 0.0), ((int)json["barriers"]!, (int)json["obstacles"]!, (double)json["lowest"]!, (double)json["highest"]!));
        Assert.Equal(0.2, (double)json["largest_gap"]!, 1e-5);

        var written = OpenDriveReader.Read(folder["made/map.xodr"]);
        Assert.Equal(2, written.Network.Roads.Length);
        Assert.Empty(written.Skipped);
        Assert.Equal("svg", XDocument.Load(folder["made/map.svg"]).Root!.Name.LocalName);
    }

    [Fact]
    public void AnImportedMapCanBeDrivenOn()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["two.xodr"], Map.Replace("100.2", "100"));

        var json = CommandLine.Run("scenarios", "import", folder["two.xodr"], "--out", folder["made"], "--json").JsonLines.Single();
        var eval = CommandLine.Run("eval", folder["made"], "--policy", "idle", "--episodes", "2", "--json");

        Assert.Equal(["1", "2"], json["route"]!.AsArray().Select(id => (string)id!));
        Assert.Equal(ExitCode.Done, eval.Code);

        // What a person has written stays.
        File.WriteAllText(folder["made/scenario.yaml"], "mine");
        CommandLine.Run("scenarios", "import", folder["two.xodr"], "--out", folder["made"]);
        Assert.Equal("mine", File.ReadAllText(folder["made/scenario.yaml"]));
    }

    [Theory]
    [InlineData("<line/>", "<nurbs/>", ":5: road[1].planView.geometry.nurbs")]
    [InlineData("elementId=\"2\"", "elementId=\"3\"", ":4: road[1].link.successor")]
    [InlineData("</OpenDRIVE>", "", ":24")]
    public void ABadMapIsRefusedAndNothingIsWritten(string right, string wrong, string place)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["two.xodr"], Map.Replace(right, wrong));

        var result = CommandLine.Run("scenarios", "import", folder["two.xodr"], "--out", folder["made"]);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains($"two.xodr{place}", result.Error);
        Assert.False(Directory.Exists(folder["made"]));
    }

    [Fact]
    public void AMissingMapIsRefused()
        => Assert.Equal(ExitCode.BadInput, CommandLine.Run("scenarios", "import", "nowhere.xodr").Code);
}
