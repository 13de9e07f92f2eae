using Snowball.Perception.Training;

namespace Snowball.Perception.Tests.Training;

public sealed class WarmedCosineTests
{
    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(4, 0.5)]
    [InlineData(9, 1.0)]
    [InlineData(10, 1.0)]
    [InlineData(60, 0.505)]
    [InlineData(110, 0.01)]
    [InlineData(500, 0.01)]
    public void RisesThenFallsAlongACosine(long step, double expected) => Assert.Equal(expected, new WarmedCosine(Peak: 1, Final: 0.01, WarmUp: 10, Steps: 111).At(step), 1e-9);
}
