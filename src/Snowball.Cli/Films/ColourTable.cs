namespace Snowball.Cli.Films;

/// <summary>
/// The few colours that stand for all of a picture, by median cut (Heckbert, Color Image Quantization for Frame Buffer Display, 1982) over cells of 5 bits a
/// channel, with ordered dithering over 4 x 4 pixels, whose pattern rests from picture to picture.
/// </summary>
/// <param name="most">How many colours at most.</param>
internal sealed class ColourTable(int most)
{
    private const int Bits = 5, Levels = 1 << Bits, Shift = 8 - Bits, Cells = Levels * Levels * Levels;
    private static readonly sbyte[] s_bayer = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
    private readonly int[] _counts = new int[Cells];
    private readonly byte[] _indices = new byte[Cells], _colours = new byte[3 * 256];
    private readonly List<int> _used = [];

    /// <summary>[256][3], bytes.</summary>
    public ReadOnlySpan<byte> Colours => _colours;

    /// <summary>Chooses the colours of a picture.</summary>
    /// <param name="rgba">[pixels][4], bytes.</param>
    /// <param name="width">Pixels of a row.</param>
    public void Find(ReadOnlySpan<byte> rgba, int width)
    {
        Array.Clear(_counts);
        _used.Clear();
        for (int pixel = 0; 4 * pixel < rgba.Length; pixel++)
        {
            int cell = CellOf(rgba.Slice(4 * pixel, 3), pixel % width, pixel / width);
            if (_counts[cell]++ == 0) _used.Add(cell);
        }
        var cells = _used.ToArray();
        var boxes = new List<(int First, int Count)> { (0, cells.Length) };
        while (boxes.Count < most && Split(cells, boxes))
        {
        }
        Array.Clear(_colours);
        for (int i = 0; i < boxes.Count; i++) Settle(cells.AsSpan(boxes[i].First, boxes[i].Count), i);
    }

    /// <summary>Place of the colour that stands for that of a pixel.</summary>
    public byte IndexOf(ReadOnlySpan<byte> rgb, int column, int row) => _indices[CellOf(rgb, column, row)];

    private static int CellOf(ReadOnlySpan<byte> rgb, int column, int row)
    {
        // From -3.75 to 3.75: one cell is 8 wide.
        int dither = (s_bayer[(row & 3) * 4 + (column & 3)] - 8) / 2;
        return (Level(rgb[0] + dither) << (2 * Bits)) | (Level(rgb[1] + dither) << Bits) | Level(rgb[2] + dither);
    }

    private static int Level(int value) => Math.Clamp(value, 0, 255) >> Shift;

    private static int Channel(int cell, int channel) => (cell >> ((2 - channel) * Bits)) & (Levels - 1);

    /// <summary>Cuts the box whose widest side times pixels is the largest at its median; false where every box is one cell.</summary>
    private bool Split(int[] cells, List<(int First, int Count)> boxes)
    {
        int best = -1, bestChannel = 0;
        double most = 0;
        for (int i = 0; i < boxes.Count; i++)
        {
            var box = cells.AsSpan(boxes[i].First, boxes[i].Count);
            var (channel, width) = Widest(box);
            double weight = width * Math.Sqrt(Pixels(box));
            if (weight > most) (most, best, bestChannel) = (weight, i, channel);
        }
        if (best < 0) return false;
        var (first, count) = boxes[best];
        var span = cells.AsSpan(first, count);
        span.Sort((a, b) => Channel(a, bestChannel).CompareTo(Channel(b, bestChannel)));
        int half = Pixels(span) / 2, left = 0, before = 0;
        while (left < count - 1 && (left == 0 || before < half)) before += _counts[span[left++]];
        boxes[best] = (first, left);
        boxes.Add((first + left, count - left));
        return true;
    }

    private int Pixels(ReadOnlySpan<int> box)
    {
        int pixels = 0;
        foreach (int cell in box) pixels += _counts[cell];
        return pixels;
    }

    private static (int Channel, int Width) Widest(ReadOnlySpan<int> box)
    {
        var (widest, width) = (0, 0);
        for (int channel = 0; channel < 3; channel++)
        {
            var (low, high) = (Levels, 0);
            foreach (int cell in box) (low, high) = (Math.Min(low, Channel(cell, channel)), Math.Max(high, Channel(cell, channel)));
            if (high - low > width) (widest, width) = (channel, high - low);
        }
        return (widest, width);
    }

    /// <summary>Gives a box its place and its mean colour.</summary>
    private void Settle(ReadOnlySpan<int> box, int index)
    {
        long pixels = Math.Max(Pixels(box), 1);
        for (int channel = 0; channel < 3; channel++)
        {
            long sum = 0;
            foreach (int cell in box) sum += (long)_counts[cell] * ((Channel(cell, channel) << Shift) + (1 << (Shift - 1)));
            _colours[3 * index + channel] = (byte)(sum / pixels);
        }
        foreach (int cell in box) _indices[cell] = (byte)index;
    }
}
