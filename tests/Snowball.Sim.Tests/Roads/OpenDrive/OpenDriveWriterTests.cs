using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Tests.Roads.OpenDrive;

public sealed class OpenDriveWriterTests
{
    public static TheoryData<string> Maps => [.. SampleMaps.Names];

    [Theory, MemberData(nameof(Maps))]
    public void WrittenAndReadTheGeometryIsTheSame(string name)
    {
        var network = SampleMaps.Network(name);
        var again = SampleMaps.Read(SampleMaps.Write(network)).Network;
        foreach (var road in network.Roads)
        {
            for (double s = 0; s <= road.Length; s += 0.7)
            {
                foreach (var lane in road.Sections[road.SectionAt(s)].Lanes)
                {
                    var (a, b) = (road.LaneToWorld(lane.Id, s, 0.3), again.Road(road.Id).LaneToWorld(lane.Id, s, 0.3));
                    Assert.Equal(a.X, b.X, 1e-9);
                    Assert.Equal(a.Y, b.Y, 1e-9);
                    Assert.Equal(a.Z, b.Z, 1e-9);
                    Assert.Equal(a.Heading, b.Heading, 1e-12);
                    Assert.Equal(road.SpeedLimitAt(lane.Id, s), again.Road(road.Id).SpeedLimitAt(lane.Id, s), 1e-12);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Maps))]
    public void NothingThatIsReadIsLost(string name)
    {
        string once = SampleMaps.Write(SampleMaps.Network(name)), twice = SampleMaps.Write(SampleMaps.Read(once).Network);
        Assert.Equal(once, twice);
        Assert.Empty(SampleMaps.Read(once).Skipped);

        var (network, again) = (SampleMaps.Network(name), SampleMaps.Read(once).Network);
        Assert.Equal(network.GeoReference, again.GeoReference);
        Assert.Equal(network.Junctions.Length, again.Junctions.Length);
        for (int i = 0; i < network.Roads.Length; i++)
        {
            var (a, b) = (network.Roads[i], again.Roads[i]);
            Assert.Equal((a.Id, a.Type, a.Junction, a.DrivingSide, a.Predecessor, a.Successor), (b.Id, b.Type, b.Junction, b.DrivingSide, b.Predecessor, b.Successor));
            Assert.Equal(Lanes(a), Lanes(b));
            Assert.Equal(a.Objects.Select(Describe), b.Objects.Select(Describe));
        }
    }

    private static IEnumerable<string> Lanes(Road road)
        => road.Sections.SelectMany(section => section.Lanes.Select(lane
            => $"{section.Start} {lane.Id} {lane.Type} {lane.IsLevel} {string.Join(',', lane.Predecessors)} {string.Join(',', lane.Successors)} "
                + $"{string.Join(',', section.CentreMarks)} {string.Join(',', lane.Marks)} {string.Join(',', lane.Materials)} {string.Join(',', lane.Heights)}"));

    private static string Describe(RoadObject thing) => thing switch
    {
        RoadBarrier barrier => $"{barrier.Id} {barrier.Type} {string.Join(',', barrier.Points)}",
        RoadObstacle obstacle => $"{obstacle with { Outline = [] }} {string.Join(',', obstacle.Outline)}",
        _ => "",
    };
}
