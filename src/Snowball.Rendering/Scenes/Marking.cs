namespace Snowball.Rendering.Scenes;

/// <summary>
/// Geometry of a line of paint on German motorways (RMS-1 1993, as far as it is public): widths of 0.15 m and, at edges and beside
/// lanes that end, 0.30 m; dashes of 6 m with 12 m, or 6 m, between them. A line lies centred on the edge of a strip of road, so that each
/// of the strips beside it carries one half.
/// </summary>
/// <param name="HalfWidth">From the edge of the strip to where the paint ends, m.</param>
/// <param name="Gap">Half of the unpainted middle of a double line, m; 0 for other lines.</param>
/// <param name="Dash">Length of a dash, m; equal to the period for solid lines.</param>
/// <param name="Period">From the start of a dash to the start of the next, m. Dashes start where s is a multiple of it.</param>
/// <param name="IsYellow">Yellow, not white.</param>
public readonly record struct Marking(float HalfWidth, float Gap, float Dash, float Period, bool IsYellow)
{
    /// <summary>By <see cref="MarkingKind"/>.</summary>
    public static ReadOnlySpan<Marking> All => Kinds;

    private static readonly Marking[] Kinds =
    [
        new(0f, 0f, 0f, 1f, false),
        new(0.075f, 0f, 1f, 1f, false),
        new(0.15f, 0f, 1f, 1f, false),
        new(0.075f, 0f, 6f, 18f, false),
        new(0.15f, 0f, 6f, 12f, false),
        new(0.225f, 0.075f, 1f, 1f, false),
        new(0.075f, 0f, 1f, 1f, true),
    ];
}
