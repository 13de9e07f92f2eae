using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Snowball.Sim.Numerics;

/// <summary>
/// Elementary functions from + - * / sqrt floor and bit operations only, so that their bits are the same on every CPU.
/// Each exists for one float and for eight; both take the same operations in the same order. Polynomials are split in halves
/// (Estrin's scheme), which a processor can do side by side. For eight, squares that are too small to change a bit of the result are
/// taken as 0, since their powers would be denormal. Coefficients of sin, cos and
/// atan: Moshier's Cephes library; of the inverse normal: Wichura, AS 241 (1988), PPND7.
/// </summary>
public static class Elementary
{
    /// <summary>Half of a turn.</summary>
    public const float Pi = 3.14159265f;

    private const float TwoOverPi = 0.636619772f;
    // pi / 2 in three parts, the first two short enough that their multiples are exact (Cody and Waite).
    private const float HalfPi0 = 1.5703125f, HalfPi1 = 4.837512969970703125e-4f, HalfPi2 = 7.54978995489188e-8f;
    private const float TanPiOver8 = 0.414213562f, Tan3PiOver8 = 2.41421356f;
    private const float TwoOverLn2 = 2.88539008f;

    /// <summary>Sine and cosine of an angle in rad, |angle| below 10^4; absolute error below 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float Sin, float Cos) SinCos(float angle)
    {
        float quadrant = MathF.Floor(angle * TwoOverPi + 0.5f);
        float r = angle - quadrant * HalfPi0 - quadrant * HalfPi1 - quadrant * HalfPi2;
        float z = r * r;
        float sin = ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * r + r;
        float cos = ((2.443315711809948e-5f * z - 1.388731625493765e-3f) * z + 4.166664568298827e-2f) * z * z - 0.5f * z + 1f;
        int n = (int)quadrant;
        (sin, cos) = (n & 1) == 0 ? (sin, cos) : (cos, sin);
        return ((n & 2) == 0 ? sin : -sin, ((n + 1) & 2) == 0 ? cos : -cos);
    }

    /// <inheritdoc cref="SinCos(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Sin, Vector256<float> Cos) SinCos(Vector256<float> angle)
    {
        var quadrant = Vector256.Floor(angle * TwoOverPi + Vector256.Create(0.5f));
        // Most angles are steering angles and headings along a road.
        if (quadrant == Vector256<float>.Zero) return SinCosWithinEighth(angle);
        var (sin, cos) = SinCosWithinEighth(angle - quadrant * HalfPi0 - quadrant * HalfPi1 - quadrant * HalfPi2);
        var n = Vector256.ConvertToInt32(quadrant);
        var swap = Vector256.Equals(n & Vector256<int>.One, Vector256<int>.One).AsSingle();
        var sinSign = Vector256.ShiftLeft(n & Vector256.Create(2), 30).AsSingle();
        var cosSign = Vector256.ShiftLeft((n + Vector256<int>.One) & Vector256.Create(2), 30).AsSingle();
        return (Vector256.ConditionalSelect(swap, cos, sin) ^ sinSign, Vector256.ConditionalSelect(swap, sin, cos) ^ cosSign);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Sin, Vector256<float> Cos) SinCosWithinEighth(Vector256<float> r)
    {
        var z = WithoutTiny(r * r);
        var sin = ((z * -1.9515295891e-4f + Vector256.Create(8.3321608736e-3f)) * z - Vector256.Create(1.6666654611e-1f)) * z * r + r;
        var cos = ((z * 2.443315711809948e-5f - Vector256.Create(1.388731625493765e-3f)) * z + Vector256.Create(4.166664568298827e-2f)) * z * z - z * 0.5f + Vector256<float>.One;
        return (sin, cos);
    }

    /// <summary>Sine and cosine of an angle in rad in double precision, |angle| below 10^5; absolute error below 4e-16.
    /// For geometry that is laid out once.</summary>
    public static (double Sin, double Cos) SinCos(double angle)
    {
        double quadrant = Math.Floor(angle * 0.63661977236758134 + 0.5);
        double r = angle - quadrant * 1.57079625129699707031 - quadrant * 7.54978941586159635335e-8 - quadrant * 5.3903028581581190529e-15;
        double z = r * r;
        double sin = (((((1.58962301576546568060e-10 * z - 2.50507477628578072866e-8) * z + 2.75573136213857245213e-6) * z - 1.98412698295895385996e-4) * z + 8.33333333332211858878e-3) * z - 1.66666666666666307295e-1) * z * r + r;
        double cos = (((((-1.13585365213876817300e-11 * z + 2.08757008419747316778e-9) * z - 2.75573141792967388112e-7) * z + 2.48015872888517045348e-5) * z - 1.38888888888730564116e-3) * z + 4.16666666666665929218e-2) * z * z - 0.5 * z + 1;
        int n = (int)quadrant;
        (sin, cos) = (n & 1) == 0 ? (sin, cos) : (cos, sin);
        return ((n & 2) == 0 ? sin : -sin, ((n + 1) & 2) == 0 ? cos : -cos);
    }

    /// <summary>Inverse tangent in rad, for any finite argument; absolute error below 3e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Atan(float x)
    {
        float a = MathF.Abs(x);
        bool far = a > Tan3PiOver8, middle = a > TanPiOver8;
        float numerator = far ? -1f : middle ? a - 1f : a;
        float denominator = far ? a : middle ? a + 1f : 1f;
        float y = far ? Pi / 2 : middle ? Pi / 4 : 0f;
        float r = numerator / denominator;
        float z = r * r;
        float p = (1.99777106478e-1f * z - 3.33329491539e-1f) + (8.05374449538e-2f * z - 1.38776856032e-1f) * (z * z);
        float result = y + (p * (z * r) + r);
        return x < 0f ? -result : result;
    }

    /// <inheritdoc cref="Atan(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Atan(Vector256<float> x)
    {
        var a = Vector256.Abs(x);
        var r = a;
        var y = Vector256<float>.Zero;
        var middle = Vector256.GreaterThan(a, Vector256.Create(TanPiOver8));
        if (middle != Vector256<float>.Zero)
        {
            var far = Vector256.GreaterThan(a, Vector256.Create(Tan3PiOver8));
            var one = Vector256<float>.One;
            var numerator = Vector256.ConditionalSelect(far, -one, Vector256.ConditionalSelect(middle, a - one, a));
            var denominator = Vector256.ConditionalSelect(far, a, Vector256.ConditionalSelect(middle, a + one, one));
            r = numerator / denominator;
            y = Vector256.ConditionalSelect(far, Vector256.Create(Pi / 2), Vector256.ConditionalSelect(middle, Vector256.Create(Pi / 4), y));
        }
        var z = WithoutTiny(r * r);
        var p = (z * 1.99777106478e-1f - Vector256.Create(3.33329491539e-1f)) + (z * 8.05374449538e-2f - Vector256.Create(1.38776856032e-1f)) * (z * z);
        var result = y + (p * (z * r) + r);
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), -result, result);
    }

    /// <summary>Inverse tangent in rad in double precision; absolute error below 4e-16. For geometry that is laid out once.</summary>
    public static double Atan(double x)
    {
        double a = Math.Abs(x), r = a, y = 0, rest = 0;
        // The rest of pi / 2 and pi / 4 beyond double precision.
        if (a > 2.41421356237309504880) (r, y, rest) = (-1 / a, Math.PI / 2, 6.123233995736765886130e-17);
        else if (a > 0.66) (r, y, rest) = ((a - 1) / (a + 1), Math.PI / 4, 3.061616997868382943065e-17);
        double z = r * r;
        double p = (((-8.750608600031904122785e-1 * z - 1.615753718733365076637e1) * z - 7.500855792314704667340e1) * z - 1.228866684490136173410e2) * z - 6.485021904942025371773e1;
        double q = ((((z + 2.485846490142306297962e1) * z + 1.650270098316988542046e2) * z + 4.328810604912902668951e2) * z + 4.853903996359136964868e2) * z + 1.945506571482613964425e2;
        double result = y + (r * (z * p / q) + r + rest);
        return x < 0 ? -result : result;
    }

    /// <summary>The direction of (x, y) in rad, in [-pi, pi], in double precision; 0 for the origin. Absolute error below 1e-15.</summary>
    public static double Atan2(double y, double x)
    {
        if (x == 0 && y == 0) return 0;
        if (Math.Abs(y) > Math.Abs(x)) return (y > 0 ? Math.PI / 2 : -Math.PI / 2) - Atan(x / y);
        return Atan(y / x) + (x > 0 ? 0 : y < 0 ? -Math.PI : Math.PI);
    }

    /// <summary>Angle of the vector (x, y) to the x axis in rad, in [-pi, pi]; 0 for the null vector; absolute error below 5e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Atan2(float y, float x)
    {
        float a = MathF.Abs(x), b = MathF.Abs(y);
        bool steep = b > a;
        float numerator = steep ? a : b, denominator = steep ? b : a;
        float angle = Atan(numerator / (denominator > 0f ? denominator : 1f));
        angle = steep ? Pi / 2 - angle : angle;
        angle = x < 0f ? Pi - angle : angle;
        return y < 0f ? -angle : angle;
    }

    /// <inheritdoc cref="Atan2(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Atan2(Vector256<float> y, Vector256<float> x)
    {
        var zero = Vector256<float>.Zero;
        var a = Vector256.Abs(x);
        var b = Vector256.Abs(y);
        var steep = Vector256.GreaterThan(b, a);
        var denominator = Vector256.ConditionalSelect(steep, b, a);
        denominator = Vector256.ConditionalSelect(Vector256.GreaterThan(denominator, zero), denominator, Vector256<float>.One);
        var angle = Atan(Vector256.ConditionalSelect(steep, a, b) / denominator);
        angle = Vector256.ConditionalSelect(steep, Vector256.Create(Pi / 2) - angle, angle);
        angle = Vector256.ConditionalSelect(Vector256.LessThan(x, zero), Vector256.Create(Pi) - angle, angle);
        return Vector256.ConditionalSelect(Vector256.LessThan(y, zero), -angle, angle);
    }

    /// <summary>
    /// Inverse sine in rad of an argument in [-0.7072, 0.7072], so up to an eighth of a turn; absolute error below 2e-7. Coefficients:
    /// a fit of (asin(x) - x) / x^3 at Chebyshev nodes of x^2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AsinToEighth(float x)
    {
        float z = x * x;
        float z2 = z * z;
        float low = (0.0749887452f * z + 0.166666691f) + (0.0253903875f * z + 0.0450550556f) * z2;
        float high = (-0.0508951788f * z + 0.0491776698f) + 0.0870198897f * z2;
        return (low + high * (z2 * z2)) * (z * x) + x;
    }

    /// <inheritdoc cref="AsinToEighth(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AsinToEighth(Vector256<float> x)
    {
        var z = WithoutTiny(x * x);
        var z2 = z * z;
        var low = (z * 0.0749887452f + Vector256.Create(0.166666691f)) + (z * 0.0253903875f + Vector256.Create(0.0450550556f)) * z2;
        var high = (z * -0.0508951788f + Vector256.Create(0.0491776698f)) + z2 * 0.0870198897f;
        return (low + high * (z2 * z2)) * (z * x) + x;
    }

    /// <summary>Base-2 logarithm of a positive, normal number; absolute error below 2e-7 in [0.5, 2], relative error below 2e-7 beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log2(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x);
        // Subtracting the bits of sqrt(1/2) centres the mantissa on 1.
        int exponent = (bits - 0x3F3504F3) >> 23;
        float mantissa = BitConverter.Int32BitsToSingle(bits - (exponent << 23));
        float t = (mantissa - 1f) / (mantissa + 1f);
        float z = t * t;
        float p = (0.2f * z + 0.333333333f) + (0.111111111f * z + 0.142857143f) * (z * z);
        return exponent + (p * (z * (t * TwoOverLn2)) + t * TwoOverLn2);
    }

    /// <inheritdoc cref="Log2(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log2(Vector256<float> x)
    {
        var bits = x.AsInt32();
        var exponent = Vector256.ShiftRightArithmetic(bits - Vector256.Create(0x3F3504F3), 23);
        var mantissa = (bits - Vector256.ShiftLeft(exponent, 23)).AsSingle();
        var t = (mantissa - Vector256<float>.One) / (mantissa + Vector256<float>.One);
        var z = t * t;
        var p = (z * 0.2f + Vector256.Create(0.333333333f)) + (z * 0.111111111f + Vector256.Create(0.142857143f)) * (z * z);
        return Vector256.ConvertToSingle(exponent) + (p * (z * (t * TwoOverLn2)) + t * TwoOverLn2);
    }

    /// <summary>2 to a power, which is clipped to [-126, 126]; relative error below 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp2(float x)
    {
        x = x < -126f ? -126f : x > 126f ? 126f : x;
        float whole = MathF.Floor(x + 0.5f);
        float f = x - whole;
        float f2 = f * f;
        float low = (0.693147181f * f + 1f) + (5.55041087e-2f * f + 0.240226507f) * f2;
        float high = (1.33335581e-3f * f + 9.61812911e-3f) + (1.52527338e-5f * f + 1.54035304e-4f) * f2;
        return (low + high * (f2 * f2)) * BitConverter.Int32BitsToSingle(((int)whole + 127) << 23);
    }

    /// <inheritdoc cref="Exp2(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp2(Vector256<float> x)
    {
        x = Clip(x, Vector256.Create(-126f), Vector256.Create(126f));
        var whole = Vector256.Floor(x + Vector256.Create(0.5f));
        var f = x - whole;
        var f2 = f * f;
        var low = (f * 0.693147181f + Vector256<float>.One) + (f * 5.55041087e-2f + Vector256.Create(0.240226507f)) * f2;
        var high = (f * 1.33335581e-3f + Vector256.Create(9.61812911e-3f)) + (f * 1.52527338e-5f + Vector256.Create(1.54035304e-4f)) * f2;
        return (low + high * (f2 * f2)) * Vector256.ShiftLeft(Vector256.ConvertToInt32(whole) + Vector256.Create(127), 23).AsSingle();
    }

    /// <summary>A non-negative base to a power; 0 for a base below 1e-12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Pow(float x, float exponent) => x < 1e-12f ? 0f : Exp2(exponent * Log2(x));

    /// <inheritdoc cref="Pow(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pow(Vector256<float> x, Vector256<float> exponent)
    {
        var tiny = Vector256.LessThan(x, Vector256.Create(1e-12f));
        var power = Exp2(exponent * Log2(Vector256.ConditionalSelect(tiny, Vector256<float>.One, x)));
        return Vector256.ConditionalSelect(tiny, Vector256<float>.Zero, power);
    }

    /// <summary>Natural exponential.</summary>
    public static float Exp(float x) => Exp2(x * 1.44269504f);

    /// <summary>Natural logarithm of a positive, normal number.</summary>
    public static float Log(float x) => Log2(x) * 0.693147181f;

    /// <summary>The larger of two, the second where they compare neither way; unlike the hardware's maximum, the same everywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Largest(Vector256<float> a, Vector256<float> b)
        // The instruction of x86 is just that; others treat NaN and zeros in their own way.
        => Avx.IsSupported ? Avx.Max(a, b) : Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), a, b);

    /// <summary>The smaller of two, the second where they compare neither way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Smallest(Vector256<float> a, Vector256<float> b)
        => Avx.IsSupported ? Avx.Min(a, b) : Vector256.ConditionalSelect(Vector256.LessThan(a, b), a, b);

    /// <summary>
    /// x, or 0 where it is smaller than anything that matters, 1e-10. What decays without end becomes denormal, and arithmetic
    /// with denormal numbers is tens of times slower.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WithoutTiny(Vector256<float> x)
        => Vector256.AndNot(x, Vector256.LessThan(Vector256.Abs(x), Vector256.Create(1e-10f)));

    /// <summary>x clipped to [low, high].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clip(Vector256<float> x, Vector256<float> low, Vector256<float> high)
        => Smallest(Largest(x, low), high);

    /// <inheritdoc cref="Clip(Vector256{float}, Vector256{float}, Vector256{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Clip(float x, float low, float high)
    {
        x = x > low ? x : low;
        return x < high ? x : high;
    }

    /// <summary>An angle brought to [-pi, pi).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float WrapAngle(float angle) => angle - 2 * Pi * MathF.Floor(angle * (0.5f / Pi) + 0.5f);

    /// <inheritdoc cref="WrapAngle(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WrapAngle(Vector256<float> angle)
        => angle - Vector256.Floor(angle * (0.5f / Pi) + Vector256.Create(0.5f)) * (2 * Pi);

    /// <summary>The quantile of the standard normal distribution at a probability in [1e-8, 1 - 1e-8]; error below 2e-6.</summary>
    public static float InverseNormal(float probability)
    {
        float q = probability - 0.5f;
        if (MathF.Abs(q) <= 0.425f)
        {
            float r = 0.180625f - q * q;
            return q * (((59.109374720f * r + 159.29113202f) * r + 50.434271938f) * r + 3.3871327179f)
                / (((67.187563600f * r + 78.757757664f) * r + 17.895169469f) * r + 1f);
        }
        float tail = q < 0 ? probability : 1f - probability;
        float t = MathF.Sqrt(-Log(tail)) - 1.6f;
        float value = (((0.17023821103f * t + 1.3067284816f) * t + 2.7568153900f) * t + 1.4234372777f)
            / ((0.12021132975f * t + 0.73700164250f) * t + 1f);
        return q < 0 ? -value : value;
    }

    /// <inheritdoc cref="InverseNormal(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> InverseNormal(Vector256<float> probability)
    {
        var one = Vector256<float>.One;
        var q = probability - Vector256.Create(0.5f);
        var r = Vector256.Create(0.180625f) - q * q;
        var middle = q * (((r * 59.109374720f + Vector256.Create(159.29113202f)) * r + Vector256.Create(50.434271938f)) * r + Vector256.Create(3.3871327179f))
            / (((r * 67.187563600f + Vector256.Create(78.757757664f)) * r + Vector256.Create(17.895169469f)) * r + one);
        var isMiddle = Vector256.LessThanOrEqual(Vector256.Abs(q), Vector256.Create(0.425f));
        var isLow = Vector256.LessThan(q, Vector256<float>.Zero);
        var tail = Vector256.ConditionalSelect(isLow, probability, one - probability);
        var t = Vector256.Sqrt(-(Log2(tail) * 0.693147181f)) - Vector256.Create(1.6f);
        var value = (((t * 0.17023821103f + Vector256.Create(1.3067284816f)) * t + Vector256.Create(2.7568153900f)) * t + Vector256.Create(1.4234372777f))
            / ((t * 0.12021132975f + Vector256.Create(0.73700164250f)) * t + one);
        return Vector256.ConditionalSelect(isMiddle, middle, Vector256.ConditionalSelect(isLow, -value, value));
    }
}
