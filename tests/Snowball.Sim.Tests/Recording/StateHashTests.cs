using System.IO.Hashing;
using Snowball.Sim.Recording;

namespace Snowball.Sim.Tests.Recording;

public sealed class StateHashTests
{
    [Fact]
    public void Nothing_hashes_to_the_published_value_of_xxh128() =>
        Assert.Equal("99aa06d3014798d86001c324468d497f", new StateHash().ToString());

    [Fact]
    public void The_bytes_hashed_are_length_and_little_endian_bits()
    {
        var hash = new StateHash();
        hash.Append<float>([1f, -2f]);
        hash.Append((byte)7);
        UInt128 expected = XxHash128.HashToUInt128([2, 0, 0, 0, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0xc0, 7]);
        Assert.Equal(expected, hash.Value);
    }

    [Fact]
    public void A_value_that_moves_to_the_next_column_changes_the_hash() =>
        Assert.NotEqual(HashOf([1, 2], [3]), HashOf([1], [2, 3]));

    [Fact]
    public void The_order_of_columns_matters() => Assert.NotEqual(HashOf([1], [2]), HashOf([2], [1]));

    [Fact]
    public void Zero_and_minus_zero_differ() => Assert.NotEqual(HashOf([0f]), HashOf([-0f]));

    [Fact]
    public void Every_bit_of_every_value_matters()
    {
        var seen = new HashSet<UInt128> { HashOf([0f, 0f, 0f]) };
        for (int bit = 0; bit < 96; bit++)
        {
            var bits = new int[3];
            bits[bit / 32] = 1 << (bit % 32);
            Assert.True(seen.Add(HashOf(Array.ConvertAll(bits, BitConverter.Int32BitsToSingle))));
        }
    }

    [Fact]
    public void Reset_starts_anew_and_reading_the_value_does_not_end_it()
    {
        var hash = new StateHash();
        hash.Append<int>([1]);
        UInt128 one = hash.Value;
        hash.Append<int>([2]);
        Assert.NotEqual(one, hash.Value);
        hash.Reset();
        hash.Append<int>([1]);
        Assert.Equal(one, hash.Value);
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        var hash = new StateHash();
        float[] column = new float[1000];
        byte[] flags = new byte[1000];
        Append();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Append();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Append()
        {
            hash.Reset();
            hash.Append<float>(column);
            hash.Append<byte>(flags);
            hash.Append(12UL);
            _ = hash.Value;
        }
    }

    private static UInt128 HashOf(params float[][] columns)
    {
        var hash = new StateHash();
        foreach (float[] column in columns)
        {
            hash.Append<float>(column);
        }

        return hash.Value;
    }
}
