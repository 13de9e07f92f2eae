namespace Snowball.Rendering.Scenes.Roads;

/// <summary>
/// How finely a road is drawn. Tolerances (m) are how far chords may be off: near, less than a tyre is deformed by; further away, a third of a pixel at the
/// focal lengths that are usual for a level (140 and 1,400 pixels).
/// </summary>
/// <param name="NearTolerance">Of pavement.</param>
/// <param name="MiddleTolerance">The same where <see cref="Pavement"/> changes to its middle level.</param>
/// <param name="FarTolerance">The same, to its far level.</param>
/// <param name="Pavement">Where the levels change, and where pavement is no longer drawn.</param>
/// <param name="Reach">How far the surroundings go on before and beyond where vehicles are, m.</param>
/// <param name="TerrainWidth">How far terrain reaches to the sides, m.</param>
/// <param name="TerrainHidden">From where on terrain is not drawn, m.</param>
internal readonly record struct RoadDetail(
    float NearTolerance, float MiddleTolerance, float FarTolerance, Distances Pavement, float Reach, float TerrainWidth, float TerrainHidden)
{
    public static RoadDetail Of(DetailLevel level) => level == DetailLevel.Fast
        ? new(0.04f, 0.06f, 0.19f, new(25f, 80f, 300f), 320f, 300f, 600f)
        : new(0.01f, 0.024f, 0.095f, new(100f, 400f, 1500f), 1500f, 1500f, 3000f);
}
