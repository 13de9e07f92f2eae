using System.Collections.Immutable;
using Snowball.Sim.Roads;

namespace Snowball.Sim.Tests.Roads;

public sealed class SurfaceTableTests
{
    private const int Stations = 101;

    [Fact]
    public void AHillHasTheSlopeOfItsHeight()
    {
        // z = s^2 / 1000: a vertical curve of constant curvature, of which central differences are exact.
        var surface = Make(height: s => s * s / 1000f);
        Assert.Equal(Math.Atan(2 * 100 / 1000.0), surface.Grade(100f), 1e-5);
        Assert.Equal(10f, surface.Height(100f, 0f), 1e-4f);
        Assert.Equal(10.201, surface.Height(101f, 0f), 2e-3);
    }

    [Fact]
    public void BankLiftsTheLeft()
    {
        var surface = Make(bank: _ => 0.05f);
        Assert.Equal(-8 * Math.Sin(0.05), surface.Height(40f, -8f), 1e-5);
        Assert.Equal(0.05f, surface.Bank(40f));
    }

    [Fact]
    public void WhatIsNotGivenIsALevelDryRoadWithOneLimit()
    {
        var surface = Make();
        Assert.Equal((0f, 0f, 0f, 1f, 33f), (surface.Height(7f, -3f), surface.Grade(7f), surface.Bank(7f), surface.Friction(7f), surface.SpeedLimit(7f)));
    }

    [Fact]
    public void FrictionAndLimitsHoldFromTheirStation()
    {
        var surface = Make(friction: s => s >= 100f ? 0.3f : 1f, limit: s => s < 60f ? 25f : 20f);
        Assert.Equal((1f, 0.3f), (surface.Friction(98.9f), surface.Friction(99.1f)));
        Assert.Equal((25f, 20f), (surface.SpeedLimit(58f), surface.SpeedLimit(60f)));
    }

    private static SurfaceTable Make(Func<float, float>? height = null, Func<float, float>? bank = null, Func<float, float>? friction = null, Func<float, float>? limit = null)
    {
        var lane = new LaneProfile(Column(_ => -2f), Column(_ => 4f), [.. new LaneRules[Stations]]);
        var section = new CrossSection([lane], new SurfaceProfile(Column(height), Column(bank), Column(friction), Column(limit)), [], [new Destination("end", 200f, 0, 0)]);
        return Carriageway.Along(new ReferenceLine([RoadSegment.Straight(200)]), 200f, section, 4f, speedLimit: 33f).Surface!;
    }

    private static ImmutableArray<float> Column(Func<float, float>? value)
        => value is null ? [] : [.. Enumerable.Range(0, Stations).Select(i => value(i * Carriageway.StationSpacing))];
}
