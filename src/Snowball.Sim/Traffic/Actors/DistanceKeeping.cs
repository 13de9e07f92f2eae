using Snowball.Sim.Numerics;

namespace Snowball.Sim.Traffic.Actors;

/// <summary>
/// Keeps a distance to another vehicle within limits of acceleration. Far from it the speed is the greatest from which the limit still
/// brings it to the other's (constant deceleration); near it distance and speed are a critically damped second-order system with
/// the time constant <see cref="Seconds"/>.
/// </summary>
internal static class DistanceKeeping
{
    /// <summary>Time constant of the approach, s.</summary>
    public const float Seconds = 1f;

    // Two poles at 1 / Seconds: the distance is closed in twice the time, the speed in half of it.
    private const float DistanceTime = 2f * Seconds, SpeedTime = 0.5f * Seconds;

    // Of the limit, for the way from afar: what is left lets the speed follow without running into the limit.
    private const float Planned = 0.6f;

    /// <summary>Acceleration, m/s2.</summary>
    /// <param name="excess">How much further the vehicle would have to be along the road, m; negative where it is too far on.</param>
    /// <param name="lead">How much faster the other is, m/s.</param>
    /// <param name="greatest">Acceleration limit, m/s2.</param>
    /// <param name="hardest">Deceleration limit, m/s2, positive.</param>
    public static float Acceleration(float excess, float lead, float greatest, float hardest)
    {
        float distance = MathF.Abs(excess);
        // What ends the approach: braking where it has to catch up, accelerating where it has to fall back.
        float limit = Planned * (excess > 0f ? hardest : greatest);
        float linear = limit * DistanceTime * DistanceTime;
        float closing = distance < linear ? distance / DistanceTime : MathF.Sqrt(limit * (2f * distance - linear));
        return Elementary.Clip((lead + (excess > 0f ? closing : -closing)) / SpeedTime, -hardest, greatest);
    }
}
