using System.Collections.Immutable;
using Snowball.Sim.Roads;
using Snowball.Sim.Roads.OpenDrive;
using Snowball.Sim.Roads.Routes;

namespace Snowball.Sim.Tests.Roads;

/// <summary>What stands beside a road: found from afar, and as high as the map says.</summary>
public sealed class ObstacleMapTests
{
    /// <summary>On a road that comes back beside itself, where distance along it tells nothing.</summary>
    [Fact]
    public void AllAroundAPointAreFoundAndMostOfTheRestArePassedOver()
    {
        var line = new ReferenceLine([RoadSegment.Straight(800), RoadSegment.Arc(MathF.PI * 60, 1 / 60f), RoadSegment.Straight(800)]);
        var random = new Random(1);
        var obstacles = Enumerable.Range(0, 300).Select(_ => new ObstacleFootprint(1700 * random.NextSingle(), 20 * random.NextSingle() - 10, 0, 1, 1));
        var map = Carriageway.Along(line, 1700, 2, 3.5f, 30)
            .With([new BarrierLine(0, 1700, 2, 2), new BarrierLine(100, 900, -9, -9)], obstacles.ToImmutableArray()).Obstacles;
        int offered = 0, total = 0;
        for (int i = 0; i < 50; i++)
        {
            float x = 900 * random.NextSingle(), y = 120 * random.NextSingle();
            var found = new List<int>();
            foreach (int place in map.Around(x, y, 100)) found.Add(place);
            Assert.Equal(found.Count, found.Distinct().Count());
            for (int place = 0; place < map.Boxes.Length; place++)
            {
                var box = map.Boxes[place];
                double dx = x - box.X, dy = y - box.Y;
                double along = Math.Max(Math.Abs(dx * box.Cos + dy * box.Sin) - box.HalfLength, 0), across = Math.Max(Math.Abs(dy * box.Cos - dx * box.Sin) - box.HalfWidth, 0);
                if (along * along + across * across < 100 * 100) Assert.Contains(place, found);
            }
            offered += found.Count;
            total += map.Boxes.Length;
        }
        Assert.InRange(offered, 1, total / 2);
        foreach (int place in ObstacleMap.Empty.Around(0, 0, 100)) Assert.Fail($"{place} is nowhere");
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(1f, 0f)]
    public void WhatHasNoHeightIsRefused(float barrier, float obstacle)
        => Assert.Throws<ArgumentException>(() => Carriageway.Straight(2, 3.5f, 30).With([new BarrierLine(0, 10, 0, 0, barrier)], [new ObstacleFootprint(5, 5, 0, 1, 1, obstacle)]));

    [Fact]
    public void HeightsAreThoseOfTheMapWhereItTellsThem()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.xodr");
        File.WriteAllText(file, """
            <OpenDRIVE><header revMajor="1" revMinor="7"/>
            <road id="1" length="100" junction="-1">
              <planView><geometry s="0" x="0" y="0" hdg="0" length="100"><line/></geometry></planView>
              <lanes><laneSection s="0"><center><lane id="0" type="none"/></center><right>
                <lane id="-1" type="driving"><width sOffset="0" a="3.5" b="0" c="0" d="0"/></lane>
              </right></laneSection></lanes>
              <objects>
                <object id="wall" type="barrier" s="0" t="-6"><repeat s="0" length="100" distance="0" tStart="-6" tEnd="-6" heightStart="0.8" heightEnd="1.2" zOffsetStart="0.1" zOffsetEnd="0.1"/></object>
                <object id="pole" type="pole" s="50" t="3" radius="0.1" height="4"/>
                <object id="thing" type="obstacle" s="70" t="3" length="1" width="1"/>
              </objects>
            </road></OpenDRIVE>
            """);
        try
        {
            var boxes = RouteCarriageway.Make(OpenDriveReader.Read(file).Network, ["1"], 30).Obstacles.Boxes.ToArray();
            Assert.All(boxes.Where(box => box.Y < -5), box => Assert.Equal(1.1f, box.Height, 1e-5f));
            Assert.Equal([4f, 1f], boxes.Where(box => box.Y > 0).OrderBy(box => box.X).Select(box => box.Height));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
