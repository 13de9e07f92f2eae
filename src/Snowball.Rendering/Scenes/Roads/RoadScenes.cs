using Snowball.Sim.Roads;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>The scenes of roads, made and given to a renderer when somebody is first on them. A road without an end is made in stretches.</summary>
/// <param name="add">Gives a scene to the renderer, and tells its number.</param>
/// <param name="level">How much is built.</param>
internal sealed class RoadScenes(Func<RoadScene, int> add, DetailLevel level)
{
    // Length of a stretch, and what is beyond it on both sides because it can be seen from its ends, m.
    private const float Stretch = 2000f, Beyond = 600f;
    private readonly Dictionary<(Carriageway Road, int Stretch), int> _numbers = [];

    /// <summary>Scenes made so far.</summary>
    public int Count => _numbers.Count;

    /// <summary>Number of the scene around a place.</summary>
    /// <param name="road">The road.</param>
    /// <param name="s">m along it.</param>
    public int Of(Carriageway road, float s)
    {
        bool ends = float.IsFinite(road.Length);
        int stretch = ends ? 0 : (int)MathF.Floor(s / Stretch);
        if (_numbers.TryGetValue((road, stretch), out int number)) return number;
        number = add(ends
            ? RoadSceneBuilder.Build(road, level)
            : RoadSceneBuilder.Build(road, stretch * Stretch - Beyond, (stretch + 1) * Stretch + Beyond, level));
        _numbers.Add((road, stretch), number);
        return number;
    }
}
