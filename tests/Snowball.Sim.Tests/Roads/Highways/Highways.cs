using System.Collections.Immutable;
using Snowball.Sim.Roads;
using Snowball.Sim.Roads.Highways;
using Snowball.Sim.Roads.Network;
using Snowball.Sim.Roads.Routes;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Roads.Highways;

/// <summary>Highways of two lanes of 3.75 m and 3 km for tests.</summary>
internal static class Highway
{
    public const float Width = 3.75f, Limit = 36f, Length = 3000f;

    public static readonly CurvatureSettings Bends = new(
        Distribution.Uniform(600, 1500), Distribution.Uniform(50, 200), Distribution.Uniform(150, 400), Distribution.Constant(120), Superelevation: 0.08f);

    public static EntrySection Entry(float at = 400) => new("entry-1", At(at), At(200), At(250), At(60));

    public static ExitSection Exit(float at = 1400) => new("exit-1", At(at), At(60), At(250), At(200));

    public static WeavingSection Weaving(float at = 2000) => new("weaving-1", At(at), At(400), At(200));

    public static RoadworksSection Works(float from, params int[] closed) => new(At(from), At(300), [.. closed], At(100), 3.25f, 22f);

    public static Distribution At(float value) => Distribution.Constant(value);

    public static HighwayRoadSettings Settings(params HighwaySection[] sections) => new(2, Width, Limit, Length, 1, null, GuardRails: true, [.. sections]);

    /// <summary>Every kind of section, some of them drawn, on a bending road.</summary>
    public static HighwayRoadSettings All() => Settings(
        Entry() with { At = Distribution.Uniform(300, 400) }, Exit(800), new GradeSection(At(300), At(800), Distribution.Uniform(-0.04f, 0.04f), 100),
        new MergeSection("merge-1", At(1700), 2, At(150)), Works(2000, 2, 3), new SurfaceSection(At(500), At(100), At(0.3f)),
        new SplitSection("split-1", At(2500), 1, At(150)), new LaneDropSection(At(2700), Side.Left, At(180)),
        new LaneAdditionSection(At(2900), Side.Left, At(60))) with { Curvature = Bends, Variants = 8 };

    public static Carriageway Carriageway(HighwayRoadSettings settings, int variant = 0)
    {
        var (network, route) = HighwayNetwork.Make(settings, variant);
        return RouteCarriageway.Make(network, route, settings.SpeedLimit);
    }
}
