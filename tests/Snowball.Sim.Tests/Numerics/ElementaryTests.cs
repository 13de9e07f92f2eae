using System.Runtime.Intrinsics;
using CsCheck;
using MathNet.Numerics.Distributions;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Tests.Numerics;

/// <summary>The polynomials against the double-precision library, over the ranges and to the errors that they document.</summary>
public sealed class ElementaryTests
{
    private const int Samples = 200_000;

    [Fact]
    public void SineAndCosineKeepTheirError()
    {
        foreach (float angle in Grid(-9999f, 9999f).Concat(Grid(-7f, 7f)))
        {
            var (sin, cos) = Elementary.SinCos(angle);
            AssertWithin(2e-7, Math.Sin(angle), sin, angle);
            AssertWithin(2e-7, Math.Cos(angle), cos, angle);
        }
    }

    [Fact]
    public void SineAndCosineInDoublePrecisionKeepTheirError()
    {
        for (int i = 0; i <= Samples; i++)
        {
            double angle = (i - Samples / 2) * 0.99991234;
            var (sin, cos) = Elementary.SinCos(angle);
            AssertWithin(4e-16, Math.Sin(angle), sin, angle);
            AssertWithin(4e-16, Math.Cos(angle), cos, angle);
        }
    }

    [Fact]
    public void InverseTangentKeepsItsError()
    {
        foreach (float x in Grid(-10f, 10f).Concat(Grid(-1e6f, 1e6f)).Concat([float.MaxValue, -float.MaxValue]))
        {
            AssertWithin(3e-7, Math.Atan(x), Elementary.Atan(x), x);
        }
    }

    [Fact]
    public void AnglesInDoublePrecisionKeepTheirError()
    {
        for (int i = 0; i <= Samples; i++)
        {
            double angle = Math.PI * (2.0 * i / Samples - 1), x = (i - Samples / 2) * 1e-4;
            AssertWithin(4e-16, Math.Atan(x), Elementary.Atan(x), x);
            AssertWithin(1e-15, angle, Elementary.Atan2(3 * Math.Sin(angle), 3 * Math.Cos(angle)), angle);
        }
        Assert.Equal(0, Elementary.Atan2(0.0, 0.0));
        Assert.Equal(Math.PI, Elementary.Atan2(0.0, -2.0));
    }

    [Fact]
    public void AngleOfAVectorKeepsItsError()
    {
        foreach (float angle in Grid(-3.14159f, 3.14159f))
        {
            foreach (float length in (float[])[1e-6f, 1f, 3e4f])
            {
                float x = (float)(length * Math.Cos(angle)), y = (float)(length * Math.Sin(angle));
                AssertWithin(5e-7, Math.Atan2(y, x), Elementary.Atan2(y, x), angle);
            }
        }
        Assert.Equal(0f, Elementary.Atan2(0f, 0f));
        Assert.Equal(Elementary.Pi, Elementary.Atan2(0f, -2f));
    }

    [Fact]
    public void InverseSineKeepsItsErrorUpToAnEighthOfATurn()
    {
        foreach (float x in Grid(-0.7071067f, 0.7071067f)) AssertWithin(3e-7, Math.Asin(x), Elementary.AsinToEighth(x), x);
    }

    [Fact]
    public void LogarithmKeepsItsError()
    {
        foreach (float x in Grid(0.5f, 2f)) AssertWithin(2e-7, Math.Log2(x), Elementary.Log2(x), x);
        for (float x = 1.2e-38f; x < 3e38f; x *= 1.0137f)
        {
            AssertWithin(2e-7 + Math.Abs(Math.Log2(x)) * 2e-7, Math.Log2(x), Elementary.Log2(x), x);
            AssertWithin(2e-7 + Math.Abs(Math.Log(x)) * 2e-7, Math.Log(x), Elementary.Log(x), x);
        }
    }

    [Fact]
    public void ExponentialKeepsItsError()
    {
        foreach (float x in Grid(-126f, 126f)) AssertWithin(2e-7 * Math.Pow(2, x), Math.Pow(2, x), Elementary.Exp2(x), x);
        foreach (float x in Grid(-10f, 10f)) AssertWithin(2e-6 * Math.Exp(x), Math.Exp(x), Elementary.Exp(x), x);
        Assert.Equal(Elementary.Exp2(126f), Elementary.Exp2(500f));
        Assert.Equal(Elementary.Exp2(-126f), Elementary.Exp2(-500f));
    }

    [Fact]
    public void PowerComesCloseWhereDriversUseIt()
    {
        for (float x = 0.001f; x < 2f; x += 0.0007f)
        {
            foreach (float exponent in (float[])[1f, 2f, 3.5f, 4f, 4.5f, 8f])
            {
                double expected = Math.Pow(x, exponent);
                AssertWithin(6e-6 * expected, expected, Elementary.Pow(x, exponent), x);
            }
        }
        Assert.Equal(0f, Elementary.Pow(0f, 4f));
        Assert.Equal(0f, Elementary.Pow(1e-13f, 0.5f));
    }

    [Fact]
    public void AnglesAreWrappedToHalfATurn()
    {
        foreach (float angle in Grid(-50f, 50f))
        {
            float wrapped = Elementary.WrapAngle(angle);
            AssertWithin(1e-5, Math.IEEERemainder(angle - wrapped, 2 * Math.PI), 0, angle);
            Assert.InRange(wrapped, -Elementary.Pi - 4e-6f, Elementary.Pi + 4e-6f);
        }
    }

    [Fact]
    public void InverseNormalAgreesWithMathNet()
    {
        for (double p = 1e-8; p < 0.5; p *= 1.003)
        {
            foreach (float probability in (float[])[(float)p, 1f - (float)p])
            {
                if (probability >= 1f) continue;
                AssertWithin(2e-6, Normal.InvCDF(0, 1, probability), Elementary.InverseNormal(probability), probability);
            }
        }
        Assert.Equal(0f, Elementary.InverseNormal(0.5f));
    }

    [Fact]
    public void VectorsHaveTheBitsOfScalars()
        => Gen.Single[-8000f, 8000f].Array[8].Sample(values =>
        {
            var x = Vector256.Create(values);
            var unit = x * (1f / 8000f);
            var positive = Vector256.Abs(x) + Vector256.Create(1e-6f);
            var (sin, cos) = Elementary.SinCos(x);
            var atan = Elementary.Atan(x);
            var asin = Elementary.AsinToEighth(unit * 0.707f);
            var log2 = Elementary.Log2(positive);
            var exp2 = Elementary.Exp2(x * 0.02f);
            var power = Elementary.Pow(Vector256.Abs(unit), Vector256.Create(4.2f));
            var wrapped = Elementary.WrapAngle(x);
            var turned = Elementary.Atan2(x, x.GetLower().ToVector256() + unit);
            var probability = Vector256.Abs(unit) * 0.999f + Vector256.Create(1e-7f);
            var normal = Elementary.InverseNormal(probability);
            var clipped = Elementary.Clip(x, Vector256.Create(-50f), Vector256.Create(70f));
            for (int i = 0; i < 8; i++)
            {
                AssertSameBits(Elementary.SinCos(x[i]).Sin, sin[i]);
                AssertSameBits(Elementary.SinCos(x[i]).Cos, cos[i]);
                AssertSameBits(Elementary.Atan(x[i]), atan[i]);
                AssertSameBits(Elementary.AsinToEighth(unit[i] * 0.707f), asin[i]);
                AssertSameBits(Elementary.Log2(positive[i]), log2[i]);
                AssertSameBits(Elementary.Exp2(x[i] * 0.02f), exp2[i]);
                AssertSameBits(Elementary.Pow(MathF.Abs(unit[i]), 4.2f), power[i]);
                AssertSameBits(Elementary.WrapAngle(x[i]), wrapped[i]);
                AssertSameBits(Elementary.Atan2(x[i], (x.GetLower().ToVector256() + unit)[i]), turned[i]);
                AssertSameBits(Elementary.InverseNormal(probability[i]), normal[i]);
                AssertSameBits(Elementary.Clip(x[i], -50f, 70f), clipped[i]);
            }
        }, iter: 20_000);

    [Fact]
    public void VectorsHaveTheBitsOfScalarsAtSpecialValues()
    {
        float[] values = [0f, -0f, 1f, -1f, 0.414213562f, 2.41421356f, Elementary.Pi, -Elementary.Pi];
        var x = Vector256.Create(values);
        for (int i = 0; i < 8; i++)
        {
            AssertSameBits(Elementary.SinCos(values[i]).Sin, Elementary.SinCos(x).Sin[i]);
            AssertSameBits(Elementary.SinCos(values[i]).Cos, Elementary.SinCos(x).Cos[i]);
            AssertSameBits(Elementary.Atan(values[i]), Elementary.Atan(x)[i]);
            AssertSameBits(Elementary.Pow(values[i], 4f), Elementary.Pow(x, Vector256.Create(4f))[i]);
            AssertSameBits(Elementary.WrapAngle(values[i]), Elementary.WrapAngle(x)[i]);
            AssertSameBits(Elementary.Atan2(values[i], values[7 - i]), Elementary.Atan2(x, Vector256.Create(values[7], values[6], values[5], values[4], values[3], values[2], values[1], values[0]))[i]);
        }
    }

    private static IEnumerable<float> Grid(float low, float high)
    {
        for (int i = 0; i <= Samples; i++) yield return low + (high - low) * i / Samples;
    }

    private static void AssertWithin(double error, double expected, double actual, double at)
    {
        if (!(Math.Abs(expected - actual) <= error)) Assert.Fail($"at {at:R}: {actual:R} is {Math.Abs(expected - actual):E2} off {expected:R}, more than {error:E2}");
    }

    private static void AssertSameBits(float scalar, float vector)
        => Assert.Equal(BitConverter.SingleToInt32Bits(scalar), BitConverter.SingleToInt32Bits(vector));
}
