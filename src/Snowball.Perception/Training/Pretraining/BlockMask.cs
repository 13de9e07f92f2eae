using Snowball.Learning.Networks;

namespace Snowball.Perception.Training.Pretraining;

/// <summary>Square blocks of a frame that are hidden: a share of them, chosen at random. The same numbers hide the same blocks.</summary>
public sealed class BlockMask
{
    private readonly FrameShape _frame;
    private readonly int _side, _columns;
    private readonly int[] _blocks;

    /// <param name="frame">The frame, of one channel.</param>
    /// <param name="side">Of a block, pixels; those at the right and lower edge may be cut.</param>
    /// <param name="share">How many of the blocks are hidden.</param>
    public BlockMask(FrameShape frame, int side, double share)
    {
        (_frame, _side, _columns) = (frame, side, (frame.Width + side - 1) / side);
        _blocks = new int[_columns * ((frame.Height + side - 1) / side)];
        Hidden = (int)Math.Round(share * _blocks.Length);
    }

    /// <summary>How many blocks are hidden.</summary>
    public int Hidden { get; }

    /// <summary>Chooses the blocks of a frame.</summary>
    /// <param name="random">Where the choice comes from.</param>
    /// <param name="mask">[height][width], becomes 1 where a pixel is hidden, else 0.</param>
    public void Draw(Random random, Span<byte> mask)
    {
        for (int i = 0; i < _blocks.Length; i++) _blocks[i] = i;
        mask.Clear();
        for (int i = 0; i < Hidden; i++)
        {
            int other = random.Next(i, _blocks.Length);
            (_blocks[i], _blocks[other]) = (_blocks[other], _blocks[i]);
            var (row, column) = Math.DivRem(_blocks[i], _columns);
            int left = column * _side, width = Math.Min(_side, _frame.Width - left);
            for (int y = row * _side; y < Math.Min((row + 1) * _side, _frame.Height); y++) mask.Slice(y * _frame.Width + left, width).Fill(1);
        }
    }
}
