using Snowball.Learning.Networks;
using Snowball.Perception.Labels;
using Snowball.Perception.Networks.MultiTask;

namespace Snowball.Perception.Training;

/// <summary>
/// Where the lines of the ego's lane, and the next ones, cross some rows of frames: what a lane network learns beside the lane, since features that tell it tell
/// the lane, and there are many of these numbers (auxiliary tasks: Caruana, "Multitask learning", 1997).
/// </summary>
/// <param name="prepared">What a network reads of a frame.</param>
/// <param name="firstRow">The first row of a frame that it reads.</param>
/// <param name="frames">Of a batch.</param>
internal sealed class LineColumns(FrameShape prepared, int firstRow, int frames)
{
    // Pixels between rows, and what is told as 1.
    private const int Spacing = 4;
    private const float Scale = 10f;

    /// <summary>Numbers of a frame: of a line in a row.</summary>
    public int Size { get; } = MultiTaskDescription.Lines * (prepared.Height / Spacing);

    /// <summary>[frames, lines, rows], right of the middle of the frame, in units of 10 pixels; 0 where a line does not cross a row.</summary>
    public float[] Columns { get; } = new float[frames * MultiTaskDescription.Lines * (prepared.Height / Spacing)];

    /// <summary>[frames, lines, rows], 1 where a line crosses a row.</summary>
    public float[] IsThere { get; } = new float[frames * MultiTaskDescription.Lines * (prepared.Height / Spacing)];

    /// <summary>Forgets the lines of a frame.</summary>
    public void Clear(int frame)
    {
        Columns.AsSpan(frame * Size, Size).Clear();
        IsThere.AsSpan(frame * Size, Size).Clear();
    }

    /// <summary>Takes over a line of a frame.</summary>
    public void Add(int frame, LaneLine line)
    {
        int number = MultiTaskDescription.LineOf(line.Side), rows = prepared.Height / Spacing;
        if (number < 0) return;
        for (int row = 0; row < rows; row++)
        {
            float column = LaneLine.ColumnAt(line.Pixels.AsSpan(), firstRow + (row + 0.5f) * Spacing);
            if (!(column >= 0 && column < prepared.Width)) continue;
            int at = frame * Size + number * rows + row;
            (Columns[at], IsThere[at]) = ((column - 0.5f * prepared.Width) / Scale, 1);
        }
    }
}
