namespace Snowball.Perception.Classical;

/// <summary>The lines of the ego's lane, by their offsets in m to the left; a line that is not seen lies where the other one and the usual width have it.</summary>
/// <param name="Left">Of the left line.</param>
/// <param name="Right">Of the right line.</param>
/// <param name="SeesLeft">Whether the left one is seen.</param>
/// <param name="SeesRight">Whether the right one is.</param>
internal readonly record struct LaneChoice(double Left, double Right, bool SeesLeft, bool SeesRight)
{
    // m.
    private const double UsualWidth = 3.6, WidthDeviation = 0.4, LeastWidth = 2.5, MostWidth = 4.7;

    // What a line counts for whose partner is not seen.
    private const double Alone = 0.4;

    /// <summary>The lines with most paint among those that may bound the lane: as far apart as lanes are wide, the ego between them. Null where no line may.</summary>
    public static LaneChoice? Of(IReadOnlyList<PaintLine> lines)
    {
        (LaneChoice? best, double most) = (null, 0);
        foreach (var line in lines)
        {
            foreach (var other in lines)
            {
                double width = line.Offset - other.Offset, deviations = (width - UsualWidth) / WidthDeviation;
                if (width is < LeastWidth or > MostWidth) continue;
                Consider(new(line.Offset, other.Offset, true, true), (line.Paint + other.Paint) * Math.Exp(-0.5 * deviations * deviations));
            }
            Consider(new(line.Offset, line.Offset - UsualWidth, true, false), Alone * line.Paint);
            Consider(new(line.Offset + UsualWidth, line.Offset, false, true), Alone * line.Paint);
        }
        return best;

        void Consider(LaneChoice choice, double score)
        {
            if (choice.Left >= 0 && choice.Right <= 0 && score > most) (best, most) = (choice, score);
        }
    }
}
