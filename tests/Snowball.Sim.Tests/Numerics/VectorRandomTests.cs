using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Tests.Numerics;

public sealed class VectorRandomTests
{
    [Theory]
    [InlineData(0ul, 0u, 0u, 0u, 0u)]
    [InlineData(0x0123456789abcdeful, 40u, 7u, 3u, 11u)]
    [InlineData(ulong.MaxValue, uint.MaxValue - 7, uint.MaxValue, uint.MaxValue, uint.MaxValue)]
    public void EightBlocksAreThoseOfTheGenerator(ulong key, uint first, uint c1, uint c2, uint c3)
    {
        var (x, y, z, w) = VectorRandom.Blocks(key, first, c1, c2, c3);
        for (uint i = 0; i < 8; i++)
        {
            int lane = (int)i;
            Assert.Equal(CounterRandom.Block(key, first + i, c1, c2, c3), (x[lane], y[lane], z[lane], w[lane]));
            Assert.Equal(CounterRandom.ToUnit(x[lane]), VectorRandom.ToUnit(x)[lane]);
            Assert.Equal(RandomStream.ToNormal(y[lane]), VectorRandom.ToNormal(y)[lane]);
        }
    }

    [Fact]
    public void TheOutermostNormalDrawsAreThoseOfTheGenerator()
    {
        Assert.Equal(RandomStream.ToNormal(0), VectorRandom.ToNormal(Vector256<uint>.Zero)[0]);
        Assert.Equal(RandomStream.ToNormal(uint.MaxValue), VectorRandom.ToNormal(Vector256<uint>.AllBitsSet)[7]);
    }
}
