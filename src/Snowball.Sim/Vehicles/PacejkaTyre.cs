using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Vehicles;

/// <summary>What the tyres of an axle do for eight vehicles: forces along and across the wheel (N), and bounds of how much they change
/// with slip and slip angle (N, N/rad).</summary>
internal readonly record struct TyreForces(Vector256<float> X, Vector256<float> Y, Vector256<float> SlipStiffness, Vector256<float> CorneringStiffness);

/// <summary>How the tyres of eight vehicles differ: friction coefficients for a dry road times the road's friction, stiffness per load (1, 1/rad),
/// and the longitudinal shift (1/N).</summary>
internal readonly record struct TyreRows(
    Vector256<float> FrictionX, Vector256<float> FrictionY, Vector256<float> StiffnessX, Vector256<float> StiffnessY, Vector256<float> ShiftX);

/// <summary>
/// Pacejka's magic formula with combined slip, as the STD model of the CommonRoad vehicle models uses it (PAC2002 without camber and turn slip; H. B.
/// Pacejka, Tyre and Vehicle Dynamics, 3rd edition, 4.3.2). Its shape is that of one tyre; friction and stiffness are the vehicle's.
/// A slippery road lowers the peak and leaves the stiffness (the scaling factor lambda_mu).
/// </summary>
internal static class PacejkaTyre
{
    // Shape factors (C), curvatures (E) and shifts (S) of pure slip.
    private const float Cx = 1.6411f, Ex = 0.46403f, Shx = 0.0012297f;
    private const float Cy = 1.3507f, Ey = -0.0074722f;

    // Of combined slip: the longitudinal force is weighed by the slip angle, the lateral force by the slip.
    private const float Bxa1 = 13.276f, Bxa2 = -13.778f, Cxa = 1.2568f, Exa = 0.65225f, Shxa = 0.0050722f;
    private const float Byk1 = 7.1433f, Byk2 = 9.1916f, Byk3 = -0.027856f, Cyk = 1.0719f, Eyk = -0.27572f, Shyk = 5.7448e-6f;
    private const float Vy1 = -0.027825f, Vy4 = 12.12f, Vy5 = 1.9f, Vy6 = -10.704f;

    // Where the argument of the inverse tangent in the curve of the longitudinal force is at its peak: x - Ex (x - atan(x)) = tan(pi / 2 / Cx).
    private const float PeakArgument = 1.7404948f;

    /// <summary>The slip at which the longitudinal force is greatest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> PeakSlip(in TyreRows tyre) => tyre.FrictionX * (PeakArgument * Cx) / tyre.StiffnessX;

    /// <summary>The forces of an axle.</summary>
    /// <param name="slip">1 - circumferential speed / speed of the wheel's centre along it: positive when braking.</param>
    /// <param name="angle">Slip angle, rad, positive where the wheel moves to its left.</param>
    /// <param name="load">N.</param>
    /// <param name="tyre">How the tyres differ.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TyreForces Forces(Vector256<float> slip, Vector256<float> angle, Vector256<float> load, in TyreRows tyre)
    {
        var one = Vector256<float>.One;
        var peakX = tyre.FrictionX * load;
        var x = Bend((Vector256.Create(Shx) - slip) * (tyre.StiffnessX / (tyre.FrictionX * Cx)), Ex);
        var pureX = peakX * Elementary.SinCos(Elementary.Atan(x) * Cx + load * tyre.ShiftX).Sin;
        var peakY = tyre.FrictionY * load;
        var y = Bend(angle * (tyre.StiffnessY / (tyre.FrictionY * Cy)), Ey);
        var pureY = -peakY * Elementary.SinCos(Elementary.Atan(y) * Cy).Sin;

        var widthX = Bxa1 * CosAtan(slip * Bxa2);
        var weightX = CosOf(Bend(widthX * (angle + Vector256.Create(Shxa)), Exa), Cxa) / CosOfSmall(widthX * Shxa);
        var widthY = Byk1 * CosAtan((angle - Vector256.Create(Byk3)) * Byk2);
        // The shift of slip is so small that the weight's denominator is 1 in single precision.
        var weightY = CosOf(Bend(widthY * (slip + Vector256.Create(Shyk)), Eyk), Cyk);
        var plysteer = peakY * Vy1 * CosAtan(angle * Vy4) * Elementary.SinCos(Elementary.Atan(slip * Vy6) * Vy5).Sin;

        return new TyreForces(
            pureX * weightX, pureY * weightY + plysteer,
            load * tyre.StiffnessX / (one + x * x), load * tyre.StiffnessY / (one + y * y));
    }

    /// <summary>x - E (x - atan(x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Bend(Vector256<float> x, float curvature) => x - (x - Elementary.Atan(x)) * curvature;

    /// <summary>cos(C atan(x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> CosOf(Vector256<float> x, float shape) => Elementary.SinCos(Elementary.Atan(x) * shape).Cos;

    /// <summary>The longitudinal weight at an |x| below 0.07, by the first terms of its series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> CosOfSmall(Vector256<float> x)
    {
        var angle = (x - x * x * x * ((1f + Exa) / 3f)) * Cxa;
        var z = angle * angle;
        return Vector256<float>.One - z * 0.5f + z * z * (1f / 24f);
    }

    /// <summary>cos(atan(x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> CosAtan(Vector256<float> x) => Vector256<float>.One / Vector256.Sqrt(Vector256<float>.One + x * x);
}
