namespace Snowball.Cli.Films;

/// <summary>The compression of GIF (Welch, A Technique for High-Performance Data Compression, 1984, with codes of growing length).</summary>
internal static class GifCompression
{
    private const int Symbols = 256, Clear = Symbols, End = Symbols + 1, FirstCode = Symbols + 2, MostCodes = 4096, LeastBits = 9, LongestBlock = 255;

    /// <summary>Writes indices of 8 bits with their minimum code size, blocks and terminator.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> indices)
    {
        stream.WriteByte(8);
        var bits = new BlockWriter(stream);
        // Of a code that stands for a string and the symbol that follows: the code of both, or 0.
        var longer = new ushort[MostCodes * Symbols];
        int next = FirstCode, length = LeastBits, current = indices[0];
        bits.Write(Clear, length);
        foreach (byte symbol in indices[1..])
        {
            ref ushort both = ref longer[current * Symbols + symbol];
            if (both != 0)
            {
                current = both;
                continue;
            }
            bits.Write(current, length);
            current = symbol;
            if (next == MostCodes)
            {
                bits.Write(Clear, length);
                Array.Clear(longer);
                (next, length) = (FirstCode, LeastBits);
                continue;
            }
            both = (ushort)next;
            // A decoder is one code behind.
            if (next++ == 1 << length) length++;
        }
        bits.Write(current, length);
        bits.Write(End, length);
        bits.Finish();
    }

    /// <summary>Codes from the lowest bit on, in blocks of up to 255 bytes with their length before them.</summary>
    private ref struct BlockWriter(Stream stream)
    {
        private readonly byte[] _block = new byte[1 + LongestBlock];
        private int _bytes, _held, _heldBits;

        public void Write(int code, int length)
        {
            _held |= code << _heldBits;
            for (_heldBits += length; _heldBits >= 8; _heldBits -= 8)
            {
                Append((byte)_held);
                _held >>= 8;
            }
        }

        public void Finish()
        {
            if (_heldBits > 0) Append((byte)_held);
            Flush();
            stream.WriteByte(0);
        }

        private void Append(byte value)
        {
            _block[++_bytes] = value;
            if (_bytes == LongestBlock) Flush();
        }

        private void Flush()
        {
            if (_bytes == 0) return;
            _block[0] = (byte)_bytes;
            stream.Write(_block, 0, 1 + _bytes);
            _bytes = 0;
        }
    }
}
