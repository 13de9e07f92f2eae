using Snowball.Learning.Inference;

namespace Snowball.Learning.Tests.Inference;

public sealed class ElementaryFunctionsTests
{
    [Fact]
    public void TanhIsWithinAMillionthEverywhere()
    {
        var worst = 0.0;
        for (var x = -12f; x <= 12f; x += 1f / 4096)
        {
            worst = Math.Max(worst, Math.Abs(ElementaryFunctions.Tanh(x) - Math.Tanh(x)));
        }

        Assert.InRange(worst, 0, 5e-7);
        Assert.Equal(0f, ElementaryFunctions.Tanh(0f));
        Assert.InRange(ElementaryFunctions.Tanh(float.PositiveInfinity), 1 - 5e-7f, 1);
        Assert.True(float.IsNaN(ElementaryFunctions.Tanh(float.NaN)));
    }

    [Fact]
    public void TanhIsOdd()
    {
        for (var x = 0f; x <= 12f; x += 1f / 256)
        {
            Assert.Equal(-ElementaryFunctions.Tanh(x), ElementaryFunctions.Tanh(-x));
        }
    }

    [Fact]
    public void TanhKeepsSmallValuesToTheirLastDigits()
    {
        foreach (var x in new[] { 1e-3f, 1e-6f, 1e-20f, float.Epsilon })
        {
            Assert.InRange(ElementaryFunctions.Tanh(x) / Math.Tanh(x), 1 - 3e-7, 1 + 3e-7);
        }
    }

    [Fact]
    public void ExpIsRelativelyExact()
    {
        var worst = 0.0;
        for (var x = -87f; x <= 88f; x += 1f / 512)
        {
            worst = Math.Max(worst, Math.Abs(ElementaryFunctions.Exp(x) / Math.Exp(x) - 1));
        }

        Assert.InRange(worst, 0, 5e-7);
        Assert.Equal(1f, ElementaryFunctions.Exp(0f));
    }

    [Theory]
    [InlineData(-1000f, -87f)]
    [InlineData(float.NegativeInfinity, -87f)]
    [InlineData(1000f, 88f)]
    public void ExpClampsItsArgument(float x, float clamped) =>
        Assert.Equal(ElementaryFunctions.Exp(clamped), ElementaryFunctions.Exp(x));
}
