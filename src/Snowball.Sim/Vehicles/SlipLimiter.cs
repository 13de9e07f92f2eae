using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Vehicles;

/// <summary>The slip limiter (ABS and traction control): lets a wheel go no further than the slip of greatest force; it takes from the torque and adds none.</summary>
internal static class SlipLimiter
{
    /// <summary>How fast it brings a wheel to the slip of greatest force, s.</summary>
    private const float Time = 0.01f;

    /// <summary>The torque that it leaves of one, N m.</summary>
    /// <param name="torque">Of engine or brake.</param>
    /// <param name="reaction">Of the road.</param>
    /// <param name="rolling">Angular speed of a wheel that rolls freely, rad/s.</param>
    /// <param name="spin">Angular speed, rad/s.</param>
    /// <param name="inertia">kg m2.</param>
    /// <param name="tyre">How the tyres differ.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Limit(
        Vector256<float> torque, Vector256<float> reaction, Vector256<float> rolling, Vector256<float> spin, Vector256<float> inertia, in TyreRows tyre)
    {
        var zero = Vector256<float>.Zero;
        var margin = PacejkaTyre.PeakSlip(tyre) * Vector256.Abs(rolling);
        var pull = inertia * (1f / Time);
        var lowest = Elementary.Smallest(reaction + (rolling - margin - spin) * pull, zero);
        var highest = Elementary.Largest(reaction + (rolling + margin - spin) * pull, zero);
        return Elementary.Clip(torque, lowest, highest);
    }
}
