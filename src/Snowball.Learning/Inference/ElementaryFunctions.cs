using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Snowball.Learning.Inference;

/// <summary>
/// tanh, exp and the logistic function from additions, multiplications, divisions and rounding alone, so that every CPU and every vector
/// width gives the same bits. The library functions do not promise that.
/// </summary>
public static class ElementaryFunctions
{
    // The minimax fit of x P(x^2) / Q(x^2) on [0, 8.5], error 1.1e-8 before rounding. All coefficients are positive,
    // so no digits cancel.
    private const float TanhLimit = 8.5f;
    private const float P0 = 0.99999994636f, P1 = 0.134062596626f, P2 = 0.00352587815922f;
    private const float P3 = 2.11223508042e-5f, P4 = 1.40999608762e-8f;
    private const float Q1 = 0.467395713032f, Q2 = 0.0259913718812f, Q3 = 0.000333577848765f, Q4 = 8.07399038556e-7f;

    // ln 2 in two parts: the upper one has few bits, so that its product with a small integer is exact.
    private const float Log2E = 1.44269504f, Ln2Upper = 0.693359375f, Ln2Lower = -2.12194440e-4f;
    private const float ExpLowest = -87f, ExpHighest = 88f;

    /// <summary>Hyperbolic tangent, within 5e-7 of the exact value; NaN stays NaN.</summary>
    public static float Tanh(float x) => Tanh(Vector256.Create(x)).ToScalar();

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        x = Vector256.Max(Vector256.Min(x, Vector256.Create(TanhLimit)), Vector256.Create(-TanhLimit));
        var y = x * x;
        var p = (((y * P4 + Vector256.Create(P3)) * y + Vector256.Create(P2)) * y + Vector256.Create(P1)) * y + Vector256.Create(P0);
        var q = (((y * Q4 + Vector256.Create(Q3)) * y + Vector256.Create(Q2)) * y + Vector256.Create(Q1)) * y + Vector256<float>.One;
        return x * p / q;
    }

    /// <summary>
    /// Natural exponential with a relative error below 5e-7. Arguments are clamped to [-87, 88], where the result is
    /// a normal number.
    /// </summary>
    public static float Exp(float x) => Exp(Vector256.Create(x)).ToScalar();

    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.Max(Vector256.Min(x, Vector256.Create(ExpHighest)), Vector256.Create(ExpLowest));
        var n = Vector256.Floor(x * Log2E + Vector256.Create(0.5f));
        var r = x - n * Ln2Upper - n * Ln2Lower;

        // The Taylor series on |r| <= ln 2 / 2: the first term left out is 1.2e-7 of the whole at most.
        var sum = r * (1f / 720f) + Vector256.Create(1f / 120f);
        sum = sum * r + Vector256.Create(1f / 24f);
        sum = sum * r + Vector256.Create(1f / 6f);
        sum = sum * r + Vector256.Create(0.5f);
        sum = sum * r * r + r + Vector256<float>.One;

        var power = (Vector256.ConvertToInt32(n) + Vector256.Create(127)) << 23;
        return sum * power.AsSingle();
    }

    /// <summary>Turns logits into probabilities in place: exp(x) over the sum of all, from which the largest is taken first.</summary>
    public static void Softmax(Span<float> logits)
    {
        var largest = logits[0];
        foreach (var logit in logits)
        {
            largest = MathF.Max(largest, logit);
        }

        var i = 0;
        for (; i + Vector256<float>.Count <= logits.Length; i += Vector256<float>.Count)
        {
            Exp(Vector256.LoadUnsafe(ref logits[i]) - Vector256.Create(largest)).StoreUnsafe(ref logits[i]);
        }

        for (; i < logits.Length; i++)
        {
            logits[i] = Exp(logits[i] - largest);
        }

        var sum = 0f;
        foreach (var power in logits)
        {
            sum += power;
        }

        foreach (ref var power in logits)
        {
            power /= sum;
        }
    }

    /// <summary>The logistic function 1 / (1 + exp(-x)), with a relative error below 1e-6.</summary>
    public static float Sigmoid(float x) => Sigmoid(Vector256.Create(x)).ToScalar();

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Exp(-x));
}
