using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>
/// Makes the scene of a carriageway: its pavement at the heights at which vehicles drive on it, with the lines of its lanes, and what stands beside it. The same
/// road gives the same scene to the bit.
/// </summary>
public static class RoadSceneBuilder
{
    // Roads with sharper bends are no motorways, m.
    private const float SharpestBend = 150f;

    /// <summary>The scene of a road that ends.</summary>
    /// <exception cref="ArgumentException">It does not end.</exception>
    public static RoadScene Build(Carriageway road, DetailLevel level)
    {
        ArgumentNullException.ThrowIfNull(road);
        return Build(road, 0f, road.Length, level);
    }

    /// <summary>The scene of a stretch of a road.</summary>
    /// <param name="road">May end before the stretch does: the surroundings then go on.</param>
    /// <param name="from">Where vehicles are, along its line, m.</param>
    /// <param name="to">The same.</param>
    /// <param name="level">How much is drawn.</param>
    /// <exception cref="ArgumentException">The stretch has no length or does not end.</exception>
    public static RoadScene Build(Carriageway road, float from, float to, DetailLevel level)
    {
        ArgumentNullException.ThrowIfNull(road);
        if (!(to > from) || !float.IsFinite(to - from)) throw new ArgumentException($"A scene cannot go from {from} to {to} m.", nameof(to));
        var detail = RoadDetail.Of(level);
        ulong seed = Seed(road);
        var shape = new RoadShape(road);
        var lanes = new LaneRows(road, from - detail.Reach, to + detail.Reach);
        var places = RoadsidePlace.Between(road, from - detail.Reach, to + detail.Reach);
        var sections = new CrossSections(lanes, new WorksRows(lanes, places), detail.IsRich ? Opposite(road) : 0);
        var ground = new Ground(shape, sections, seed, detail.TerrainWidth, detail.IsRich);
        var mesh = new MeshBuilder();
        new PavementBuilder(shape, sections, mesh).Build(detail);
        new TerrainBuilder(sections, ground, mesh, seed).Build(detail);
        new RailBuilder(shape, sections, mesh).Build(places, detail);
        new ObstacleBuilder(shape, mesh).Build(places, detail);
        new TreeBuilder(sections, ground, mesh, seed).Build(detail);
        new SignPlacer(shape, sections, lanes, ground, mesh, detail).Build();
        new BridgeBuilder(shape, sections, ground, mesh, seed).Build(detail);
        if (detail.IsRich) new PostBuilder(shape, sections, ground, mesh).Build(detail);
        return mesh.Build();
    }

    /// <summary>
    /// Lanes of the other direction, of which the simulator knows nothing: as many as in this one, if it has several, where there is room beside the bends.
    /// </summary>
    private static int Opposite(Carriageway road)
    {
        float bend = 0f;
        foreach (float curvature in road.Curvature) bend = MathF.Max(bend, MathF.Abs(curvature));
        return road.ThroughLanes > 1 && bend < 1f / SharpestBend ? road.ThroughLanes : 0;
    }

    /// <summary>What chance makes of the surroundings follows from the road's shape.</summary>
    private static ulong Seed(Carriageway road)
    {
        ulong seed = CounterRandom.Hash((ulong)road.Lanes, BitConverter.SingleToUInt32Bits(road.Length), BitConverter.SingleToUInt32Bits(road.LaneWidth));
        for (int i = 0; i < road.Curvature.Length; i += 50) seed = CounterRandom.Hash(seed, BitConverter.SingleToUInt32Bits(road.Curvature[i]));
        return seed;
    }
}
