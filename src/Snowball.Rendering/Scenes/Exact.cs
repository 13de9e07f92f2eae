using System.Numerics;

namespace Snowball.Rendering.Scenes;

/// <summary>
/// What <see cref="Vector3"/> leaves to the machine, with the same bits on all of them: its own products are summed in another order, and its
/// interpolation and cross product fused, where the processor can.
/// </summary>
internal static class Exact
{
    public static float Dot(Vector3 a, Vector3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    public static Vector3 Cross(Vector3 a, Vector3 b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    public static float Length(Vector3 a) => MathF.Sqrt(Dot(a, a));

    public static float Distance(Vector3 a, Vector3 b) => Length(a - b);

    public static Vector3 Normalize(Vector3 a) => a / Length(a);

    public static Vector3 Lerp(Vector3 a, Vector3 b, float share) => a + (b - a) * share;
}
