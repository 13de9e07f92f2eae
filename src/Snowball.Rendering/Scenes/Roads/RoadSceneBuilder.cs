using Snowball.Sim.Roads;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>
/// Makes the scene of a carriageway: its pavement at the heights at which vehicles drive on it, with the lines of its lanes, and what stands beside it. The same
/// road gives the same scene to the bit.
/// </summary>
public static class RoadSceneBuilder
{
    /// <summary>The scene of a road that ends.</summary>
    /// <exception cref="ArgumentException">It does not end.</exception>
    public static RoadScene Build(Carriageway road, DetailLevel level) => Build(road, 0f, road.Length, level);

    /// <summary>The scene of a stretch of a road.</summary>
    /// <param name="road">May end before the stretch does: the surroundings then go on.</param>
    /// <param name="from">Where vehicles are, along its line, m.</param>
    /// <param name="to">The same.</param>
    /// <param name="level">How much is drawn.</param>
    /// <exception cref="ArgumentException">The stretch has no length or does not end.</exception>
    public static RoadScene Build(Carriageway road, float from, float to, DetailLevel level)
    {
        if (!(to > from) || !float.IsFinite(to - from)) throw new ArgumentException($"A scene cannot go from {from} to {to} m.", nameof(to));
        var detail = RoadDetail.Of(level);
        var shape = new RoadShape(road);
        var lanes = new LaneRows(road, from - detail.Reach, to + detail.Reach);
        var places = RoadsidePlace.Between(road, from - detail.Reach, to + detail.Reach);
        var sections = new CrossSections(lanes, new WorksRows(lanes, places));
        var mesh = new MeshBuilder();
        new PavementBuilder(shape, sections, mesh).Build(detail);
        new TerrainBuilder(shape, sections, mesh).Build(detail);
        new RailBuilder(shape, sections, mesh).Build(places, detail);
        return mesh.Build();
    }
}
