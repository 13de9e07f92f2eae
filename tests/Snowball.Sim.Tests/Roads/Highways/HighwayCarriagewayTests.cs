using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using static Snowball.Sim.Tests.Roads.Highways.Highway;

namespace Snowball.Sim.Tests.Roads.Highways;

/// <summary>Each section of a highway against the geometry that its lengths tell.</summary>
public sealed class HighwayCarriagewayTests
{
    [Fact]
    public void WithoutSectionsAllLanesAreAlike()
    {
        var road = Carriageway(Settings());
        Assert.Equal((2, Length), (road.Lanes, road.Length));
        for (float s = 0; s <= Length; s += 10)
        {
            for (int lane = 0; lane < 2; lane++)
            {
                Assert.Equal(Width, road.Table!.Width(lane, s), 1e-4f);
                Assert.Equal(-(lane + 0.5f) * Width, road.Table.Centre(lane, s), 1e-4f);
            }
            Assert.True(road.MayChange(0, 1, s) && road.MayChange(1, -1, s));
            Assert.False(road.MayChange(0, -1, s) || road.MayChange(1, 1, s));
        }
        Assert.Equal([new Destination("end", Length, 0, 1)], road.Table!.Destinations);
        Assert.Empty(road.Table.Entries);
    }

    [Fact]
    public void AnEntryIsARampThenALaneThatEnds()
    {
        var table = Carriageway(Settings(Entry())).Table!;

        Assert.Equal([new Entry("entry-1", 200, 2)], table.Entries);
        Assert.Equal(3, table.Lanes);
        Assert.Equal([0f, Width, Width, Width, Width / 2, 0f], Widths(table, 2, 198, 200, 400, 650, 680, 710));
        Assert.Equal(-2.5f * Width - 8, table.Centre(2, 200), 1e-3f);
        Assert.Equal(-2.5f * Width - 4, table.Centre(2, 300), 1e-3f);
        Assert.Equal(-2.5f * Width, table.Centre(2, 400), 1e-3f);
        // Along the gore nobody changes; beyond it only to the left, where the lane is wide enough.
        for (float s = 200; s < 400; s += 2) Assert.False(table.MayChange(2, -1, s) || table.MayChange(1, 1, s));
        for (float s = 400; s < 680; s += 2) Assert.True(table.MayChange(2, -1, s) && !table.MayChange(1, 1, s));
        Assert.InRange(table.End(2, 300), 660, 710);
        Assert.Equal(float.PositiveInfinity, table.End(1, 300));
    }

    [Fact]
    public void AnExitIsALaneThatOpensThenARamp()
    {
        var table = Carriageway(Settings(Exit())).Table!;

        Assert.Equal([new Destination("end", Length, 0, 1), new Destination("exit-1", 1910, 2, 2)], table.Destinations);
        Assert.Equal([0f, 0f, Width / 2, Width, Width, Width, 0f], Widths(table, 2, 1000, 1400, 1430, 1460, 1710, 1910, 1912));
        Assert.Equal(-2.5f * Width - 8, table.Centre(2, 1910), 1e-3f);
        for (float s = 1440; s < 1710; s += 2) Assert.True(table.MayChange(1, 1, s) && !table.MayChange(2, -1, s));
        for (float s = 1710; s <= 1910; s += 2) Assert.False(table.MayChange(1, 1, s) || table.MayChange(2, -1, s));
        Assert.Equal(float.PositiveInfinity, table.End(2, 1500));
        Assert.Equal(1, table.Ways[1].Toward(0, 500));
        Assert.InRange(table.Ways[1].LastChance(1, 500), 1690, 1710);
    }

    [Fact]
    public void WeavingMayChangeBothWays()
    {
        var table = Carriageway(Settings(Weaving())).Table!;

        Assert.Equal([new Entry("weaving-1", 1800, 2)], table.Entries);
        Assert.Equal(new Destination("weaving-1", 2600, 2, 2), table.Destinations[1]);
        Assert.Equal([0f, Width, Width, Width, Width, 0f], Widths(table, 2, 1790, 1810, 2000, 2400, 2590, 2610));
        for (float s = 2000; s < 2400; s += 2) Assert.True(table.MayChange(1, 1, s) && table.MayChange(2, -1, s));
        foreach (float s in new[] { 1900f, 1998f, 2400f, 2500f }) Assert.False(table.MayChange(1, 1, s) || table.MayChange(2, -1, s));
    }

    [Fact]
    public void AMergeAddsLanesAndASplitTakesThem()
    {
        var settings = Settings(new MergeSection("merge-1", At(500), 2, At(200)), new SplitSection("split-1", At(1500), 3, At(200)));
        var table = Carriageway(settings).Table!;

        Assert.Equal(4, settings.Lanes);
        Assert.Equal([new Entry("merge-1", 300, 2), new Entry("merge-1", 300, 3)], table.Entries);
        Assert.Equal([new Destination("end", Length, 0, 0), new Destination("split-1", 1700, 1, 3)], table.Destinations);
        Assert.False(table.MayChange(1, 1, 498));
        Assert.True(table.MayChange(1, 1, 500) && table.MayChange(2, -1, 500) && table.MayChange(2, 1, 400));
        Assert.False(table.MayChange(0, 1, 1500));
        Assert.True(table.MayChange(1, 1, 1600));
        Assert.Equal(2, table.Lanes - Widths(table, 0, 100)[0] / Width - Widths(table, 1, 100)[0] / Width, 1e-4f);
        Assert.Equal([Width, 0f], Widths(table, 1, 1700, 1702));
    }

    [Theory]
    [InlineData(Side.Left, 0, 1)]
    [InlineData(Side.Right, 1, 0)]
    public void ALaneDropEndsTheOutermostLane(Side side, int dropped, int other)
    {
        var table = Carriageway(Settings(new LaneDropSection(At(1000), side, At(180)))).Table!;

        Assert.Equal([Width, Width / 2, 0f, 0f], Widths(table, dropped, 1000, 1090, 1180, 2000));
        Assert.Equal([Width, Width, Width], Widths(table, other, 0, 1090, Length));
        Assert.Equal(-(other + 0.5f) * Width, table.Centre(other, 2000), 1e-4f);
        // The half of the lane that is left lies beside the other lane.
        Assert.Equal(dropped == 0 ? -0.75f * Width : -1.25f * Width, table.Centre(dropped, 1090), 1e-3f);
        int away = other - dropped;
        Assert.True(table.MayChange(dropped, away, 1050));
        Assert.False(table.MayChange(other, -away, 1050));
        Assert.Equal([new Destination("end", Length, other, other)], table.Destinations);
    }

    [Theory]
    [InlineData(Side.Left, 0)]
    [InlineData(Side.Right, 2)]
    public void ALaneAdditionBeginsALane(Side side, int added)
    {
        var settings = Settings(new LaneAdditionSection(At(1000), side, At(60)));
        var table = Carriageway(settings).Table!;

        Assert.Equal(3, settings.Lanes);
        Assert.Equal([0f, 0f, Width / 2, Width, Width], Widths(table, added, 0, 1000, 1030, 1060, Length));
        Assert.Equal(side == Side.Left ? Width / 2 : -2.5f * Width, table.Centre(added, 2000), 1e-4f);
        Assert.True(table.MayChange(1, added - 1, 2000) && table.MayChange(added, 1 - added, 2000));
    }

    [Theory]
    [InlineData(new[] { 2 }, new[] { 0, 1 }, 0f)]
    [InlineData(new[] { 0 }, new[] { 1, 2 }, 1f)]
    [InlineData(new[] { 1, 2 }, new[] { 0 }, 0f)]
    public void RoadworksCloseLanesAndNarrowTheOthers(int[] closed, int[] open, float right)
    {
        var settings = Settings(Works(1000, closed)) with { MainLanes = 3 };
        settings = new HighwayRoadSettings(3, Width, Limit, Length, 1, null, true, settings.Sections);
        var road = Carriageway(settings);
        var table = road.Table!;

        for (float s = 1000; s < 1300; s += 2)
        {
            foreach (int lane in closed) Assert.False(table.IsOpen(lane, s));
            foreach (int lane in open) Assert.Equal(3.25f, table.Width(lane, s), 1e-4f);
        }
        float start = 1000 - 100 * closed.Length;
        foreach (float s in new[] { start, 1400f })
        {
            for (int lane = 0; lane < 3; lane++) Assert.Equal(Width, table.Width(lane, s), 1e-3f);
        }
        Assert.Equal((22f, Limit, Limit), (road.Surface!.SpeedLimit(1100), road.Surface.SpeedLimit(start - 10), road.Surface.SpeedLimit(1420)));
        // The open lanes keep the edge that is away from the works.
        float edge = right > 0 ? -3 * Width : 0;
        float outer = right > 0 ? table.Centre(2, 1100) - 3.25f / 2 : table.Centre(0, 1100) + 3.25f / 2;
        Assert.Equal(edge, outer, 1e-3f);
        for (int lane = 0; lane < 3; lane++) Assert.True(table.End(lane, 0) < 1000 == closed.Contains(lane));
    }

    [Fact]
    public void SurfaceGradeAndLimitHoldOverTheirStretch()
    {
        var surface = Carriageway(Settings(
            new SurfaceSection(At(500), At(100), At(0.3f)), new GradeSection(At(1000), At(600), At(0.04f), 100), new SpeedLimitSection(At(2000), At(500), 22))).Surface!;

        Assert.Equal((1f, 0.3f, 0.3f, 1f), (surface.Friction(498), surface.Friction(500), surface.Friction(598), surface.Friction(600)));
        Assert.Equal((Limit, 22f, 22f, Limit), (surface.SpeedLimit(1998), surface.SpeedLimit(2000), surface.SpeedLimit(2498), surface.SpeedLimit(2500)));
        Assert.Equal(MathF.Atan(0.04f), surface.Grade(1300), 1e-4f);
        Assert.Equal(MathF.Atan(0.02f), surface.Grade(1050), 1e-4f);
        Assert.Equal(0f, surface.Grade(2000));
        Assert.Equal(500 * 0.04f, surface.Height(1700, 0), 1e-3f);
    }

    [Fact]
    public void RailsStandAtTheEdgesAndBeaconsAtTheWorks()
    {
        var road = Carriageway(Settings(Entry(), Works(1500, 1)));
        var rails = new List<(float S, float D)>();
        var beacons = new List<(float S, float D)>();
        foreach (var box in road.Obstacles.Boxes)
        {
            (box.IsRail ? rails : beacons).Add((box.X, box.Y));
            Assert.Equal(box.IsRail || box.HalfWidth < 0.1f ? 0.75f : 1f, box.Height);
        }

        // Half a metre beyond the inner shoulder of 1 m; beyond the hard shoulder of 3 m on the right.
        Assert.Contains(rails, rail => Math.Abs(rail.D - 1.5f) < 1e-3f && rail.S < 10);
        Assert.Contains(rails, rail => Math.Abs(rail.D - (-2 * Width - 3.5f)) < 1e-3f && rail.S < 200);
        // The ramp has a rail of its own, and none stands between it and the carriageway.
        Assert.Contains(rails, rail => rail.S is > 200 and < 210 && Math.Abs(rail.D - (-3 * Width - 8 - 3.5f)) < 0.2f);
        Assert.DoesNotContain(rails, rail => rail.S is > 205 and < 395 && rail.D > -3 * Width - 3 && rail.D < 0);
        // All in the works, just beyond the open lane, every 10 m: 100 m of taper, 300 m of works, 100 m of opening.
        beacons.RemoveAll(box => box.D > 0 || box.D < -2 * Width - 0.4f);
        Assert.Equal(50, beacons.Count);
        Assert.All(beacons, beacon => Assert.InRange(beacon.S, 1399, 1901));
        Assert.Equal(31, beacons.Count(beacon => Math.Abs(beacon.D + 3.25f + 0.3f) < 1e-3f));
        Assert.True(Carriageway(Settings(Entry()) with { GuardRails = false }).Obstacles.IsEmpty);
    }

    private static float[] Widths(LaneTable table, int lane, params float[] stations)
        => [.. stations.Select(s => MathF.Round(table.Width(lane, s), 3))];
}
