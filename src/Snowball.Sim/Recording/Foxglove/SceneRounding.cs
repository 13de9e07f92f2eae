using System.Numerics;

namespace Snowball.Sim.Recording.Foxglove;

/// <summary>Shortens numbers that are only looked at: digits are most of a scene's size.</summary>
internal static class SceneRounding
{
    private const double PerMetre = 1000, PerUnit = 100_000;

    /// <summary>To a millimetre.</summary>
    public static float Round(double metres) => (float)(Math.Round(metres * PerMetre) / PerMetre);

    /// <inheritdoc cref="Round(double)"/>
    public static Vector3 Round(Vector3 point) => new(Round(point.X), Round(point.Y), Round(point.Z));

    /// <summary>To a hundred-thousandth, a millimetre at the ends of the longest vehicle.</summary>
    public static Quaternion Round(double x, double y, double z, double w) => new(Unit(x), Unit(y), Unit(z), Unit(w));

    private static float Unit(double value) => (float)(Math.Round(value * PerUnit) / PerUnit);
}
