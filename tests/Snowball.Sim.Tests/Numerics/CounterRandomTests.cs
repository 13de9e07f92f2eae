using MathNet.Numerics.Distributions;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Tests.Numerics;

/// <summary>The generator against the known answers of the Random123 library, and its draws against their distributions.</summary>
public sealed class CounterRandomTests
{
    private const int Draws = 400_000;

    // Random123, tests/kat_vectors, "philox4x32 10": counter, key, result.
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void GivesTheKnownAnswers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint x, uint y, uint z, uint w)
        => Assert.Equal((x, y, z, w), CounterRandom.Block((ulong)k1 << 32 | k0, c0, c1, c2, c3));

    [Fact]
    public void AStreamIsTheBlocksOfItsKeyAndCounter()
    {
        var stream = new RandomStream(0x0123456789abcdef, RandomPurpose.Wind, slot: 7, tick: 9);
        for (uint block = 0; block < 3; block++)
        {
            var (x, y, z, w) = CounterRandom.Block(0x0123456789abcdef, block, 9, 7, (uint)RandomPurpose.Wind);
            Assert.Equal([x, y, z, w], [stream.NextBits(), stream.NextBits(), stream.NextBits(), stream.NextBits()]);
        }
    }

    [Fact]
    public void StreamsOfAnotherSeedPurposeSlotOrTickDiffer()
    {
        uint[] first =
        [
            new RandomStream(1, RandomPurpose.Wind, 2, 3).NextBits(), new RandomStream(2, RandomPurpose.Wind, 2, 3).NextBits(),
            new RandomStream(1, RandomPurpose.Driver, 2, 3).NextBits(), new RandomStream(1, RandomPurpose.Wind, 3, 3).NextBits(),
            new RandomStream(1, RandomPurpose.Wind, 2, 4).NextBits(),
        ];
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void UnitDrawsAreUniform()
    {
        var counts = new int[256];
        var stream = new RandomStream(1, RandomPurpose.Driver, 0);
        for (int i = 0; i < Draws; i++) counts[(int)(stream.NextUnit() * counts.Length)]++;
        AssertUniform(counts);
    }

    [Fact]
    public void FirstDrawsOfNeighbouringStreamsAreUniform()
    {
        var bySlot = new int[64];
        var byTick = new int[64];
        var bySeed = new int[64];
        for (int i = 0; i < Draws / 4; i++)
        {
            bySlot[new RandomStream(1, RandomPurpose.Driver, i).NextIndex(64)]++;
            byTick[new RandomStream(1, RandomPurpose.Driver, 0, (uint)i).NextIndex(64)]++;
            bySeed[new RandomStream((ulong)i, RandomPurpose.Driver, 0).NextIndex(64)]++;
        }
        AssertUniform(bySlot);
        AssertUniform(byTick);
        AssertUniform(bySeed);
    }

    [Fact]
    public void NormalDrawsAreNormal()
    {
        // Equally likely bins: the distribution function must make the draws uniform.
        var counts = new int[100];
        var stream = new RandomStream(2, RandomPurpose.SensorNoise, 0);
        for (int i = 0; i < Draws; i++) counts[(int)(Normal.CDF(0, 1, stream.NextNormal()) * counts.Length)]++;
        AssertUniform(counts);
    }

    [Fact]
    public void TheOutermostNormalDrawsAreSymmetricAndWithinSixDeviations()
    {
        float low = RandomStream.ToNormal(0), high = RandomStream.ToNormal(uint.MaxValue);
        Assert.Equal(Normal.InvCDF(0, 1, Math.Pow(2, -24)), low, 1e-4);
        Assert.Equal(low, -high, 1e-6);
    }

    [Fact]
    public void HashesOfNeighboursShareNoPattern()
    {
        double flipped = 0;
        for (uint i = 0; i < 10_000; i++)
        {
            flipped += ulong.PopCount(CounterRandom.Hash(1, i) ^ CounterRandom.Hash(1, i + 1));
        }
        // 64 fair coins: mean 32, standard deviation 4.
        Assert.Equal(32, flipped / 10_000, 0.2);
    }

    private static void AssertUniform(int[] counts)
    {
        double expected = counts.Sum() / (double)counts.Length;
        double chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(ChiSquared.CDF(counts.Length - 1, chiSquare), 0.0005, 0.9995);
    }
}
