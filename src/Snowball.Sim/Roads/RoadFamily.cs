using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads.Highways;
using Snowball.Sim.Roads.Routes;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Roads;

/// <summary>
/// The roads of a scenario, all made at construction and immutable from then on, so that any thread may pick one. A straight
/// road is a family of one.
/// </summary>
public sealed class RoadFamily
{
    private static readonly ConditionalWeakTable<RoadSettings, RoadFamily> Made = [];
    private readonly ImmutableArray<Carriageway> _roads;

    /// <summary>The family of the settings, made once for all environments of a scenario: hundreds of roads take a while.</summary>
    /// <exception cref="InputException">The settings allow no road, or there are no variants.</exception>
    public static RoadFamily Of(RoadSettings settings) => Made.GetValue(settings, made => new RoadFamily(made));

    /// <summary>Makes every road of the family.</summary>
    /// <exception cref="InputException">The settings allow no road, or there are no variants.</exception>
    public RoadFamily(RoadSettings settings)
    {
        _roads = settings switch
        {
            StraightRoadSettings straight => [RoadGenerator.Straight(straight)],
            CurvedRoadSettings { Variants: > 0 } curved => Generate(curved),
            CurvedRoadSettings curved => throw new InputException($"{curved.Variants} must be at least 1", key: "road.variants"),
            HighwayRoadSettings highway => Generate(highway.Variants, variant => (highway, variant)),
            RandomHighwayRoadSettings chain => Generate(chain.Variants, variant => (HighwayChain.Draw(chain, variant), variant)),
            MapRoadSettings map => [map.Road],
            _ => throw new ArgumentException($"There is no generator for {settings.GetType().Name}.", nameof(settings)),
        };
    }

    internal RoadFamily(ImmutableArray<Carriageway> roads) => _roads = roads;

    /// <summary>Number of roads.</summary>
    public int Variants => _roads.Length;

    /// <summary>Whether any of the roads tells friction and slopes.</summary>
    public bool HasSurface
    {
        get
        {
            foreach (var road in _roads)
            {
                if (road.Surface is not null) return true;
            }
            return false;
        }
    }

    /// <summary>One of the roads.</summary>
    public Carriageway this[int index] => _roads[index];

    /// <summary>The index of an episode's road.</summary>
    public int IndexFor(ulong episodeSeed) => (int)(CounterRandom.Hash(episodeSeed, (ulong)RandomPurpose.Road) % (ulong)Variants);

    private static ImmutableArray<Carriageway> Generate(CurvedRoadSettings settings)
    {
        var roads = ImmutableArray.CreateBuilder<Carriageway>(settings.Variants);
        for (int variant = 0; variant < settings.Variants; variant++)
        {
            roads.Add(RoadGenerator.Curved(settings, variant));
        }
        return roads.MoveToImmutable();
    }

    private static ImmutableArray<Carriageway> Generate(int variants, Func<int, (HighwayRoadSettings Settings, int Variant)> draw)
    {
        if (variants < 1) throw new InputException($"{variants} must be at least 1", key: "road.variants");
        var roads = ImmutableArray.CreateBuilder<Carriageway>(variants);
        for (int i = 0; i < variants; i++)
        {
            var (settings, variant) = draw(i);
            var (network, route) = HighwayNetwork.Make(settings, variant);
            roads.Add(RouteCarriageway.Make(network, route, settings.SpeedLimit));
        }
        return roads.MoveToImmutable();
    }
}
