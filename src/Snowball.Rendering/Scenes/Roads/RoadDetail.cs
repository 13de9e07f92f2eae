using System.Collections.Immutable;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>
/// How finely a road is drawn. Tolerances (m) are how far chords may be off: near, less than a tyre is deformed by; further away, a third of a pixel at the
/// focal lengths that are usual for a level (140 and 1,400 pixels).
/// </summary>
internal sealed record RoadDetail
{
    /// <summary>What a training agent sees, or more.</summary>
    public required bool IsRich { get; init; }

    /// <summary>Of pavement and rails; and where <see cref="Pavement"/> changes to its middle and its far level.</summary>
    public required float NearTolerance { get; init; }

    /// <inheritdoc cref="NearTolerance"/>
    public required float MiddleTolerance { get; init; }

    /// <inheritdoc cref="NearTolerance"/>
    public required float FarTolerance { get; init; }

    /// <summary>Where the levels of pavement and rails change, and where they are no longer drawn.</summary>
    public required Distances Pavement { get; init; }

    /// <summary>The same of trees, and of all else that stands beside the road.</summary>
    public required Distances Trees { get; init; }

    /// <inheritdoc cref="Trees"/>
    public required float ThingsHidden { get; init; }

    /// <summary>How far the surroundings go on before and beyond where vehicles are, m.</summary>
    public required float Reach { get; init; }

    /// <summary>How far terrain reaches to the sides, m, with how many rows from one to the next at most, and where it is no longer drawn, m.</summary>
    public required float TerrainWidth { get; init; }

    /// <inheritdoc cref="TerrainWidth"/>
    public required int TerrainRows { get; init; }

    /// <inheritdoc cref="TerrainWidth"/>
    public required float TerrainHidden { get; init; }

    /// <summary>Where the strips of terrain between its edges meet: distances from the pavement, m.</summary>
    public required ImmutableArray<float> TerrainOffsets { get; init; }

    /// <summary>Places for trees on a side: m of road for each.</summary>
    public required float TreeSpacing { get; init; }

    public static RoadDetail Of(DetailLevel level) => level == DetailLevel.Fast ? Fast : Rich;

    private static readonly RoadDetail Fast = new()
    {
        IsRich = false,
        NearTolerance = 0.01f,
        MiddleTolerance = 0.045f,
        FarTolerance = 0.19f,
        Pavement = new(25f, 80f, 300f),
        Trees = new(200f, 200f, 200f),
        ThingsHidden = 150f,
        Reach = 320f,
        TerrainWidth = 300f,
        TerrainRows = 1000,
        TerrainHidden = 600f,
        TerrainOffsets = [],
        TreeSpacing = 40f,
    };

    private static readonly RoadDetail Rich = new()
    {
        IsRich = true,
        NearTolerance = 0.008f,
        MiddleTolerance = 0.024f,
        FarTolerance = 0.095f,
        Pavement = new(100f, 400f, 1500f),
        Trees = new(120f, 350f, 1500f),
        ThingsHidden = 600f,
        Reach = 1500f,
        TerrainWidth = 1500f,
        TerrainRows = 12,
        TerrainHidden = 4000f,
        TerrainOffsets = [4f, 15f, 40f, 100f, 260f, 600f],
        TreeSpacing = 10f,
    };
}
