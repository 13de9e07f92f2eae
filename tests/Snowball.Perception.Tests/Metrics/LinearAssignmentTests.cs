using CsCheck;
using Snowball.Perception.Metrics;

namespace Snowball.Perception.Tests.Metrics;

public sealed class LinearAssignmentTests
{
    private static readonly Gen<double[,]> Values =
        from rows in Gen.Int[0, 6]
        from columns in Gen.Int[0, 6]
        from values in Gen.OneOf(Gen.Double[-5, 5], Gen.Int[0, 3].Select(i => (double)i)).Array2D[rows, columns]
        select values;

    [Fact]
    public void NoOtherMatchingIsWorthMore() => Values.Sample(values =>
    {
        int[] partners = LinearAssignment.Maximise(values);
        int rows = values.GetLength(0), columns = values.GetLength(1);
        Assert.Equal(rows, partners.Length);
        int[] matched = [.. partners.Where(partner => partner >= 0)];
        Assert.Equal(Math.Min(rows, columns), matched.Length);
        Assert.Equal(matched.Length, matched.Distinct().Count());
        double total = 0;
        for (int row = 0; row < rows; row++) total += partners[row] < 0 ? 0 : values[row, partners[row]];
        Assert.Equal(Best(values, 0, new bool[columns], Math.Max(0, rows - columns)), total, 1e-9);
    }, iter: 2_000);

    /// <summary>The greatest total by trying everything; so many rows may go without a partner.</summary>
    private static double Best(double[,] values, int row, bool[] taken, int without)
    {
        if (row == values.GetLength(0)) return 0;
        double best = without > 0 ? Best(values, row + 1, taken, without - 1) : double.NegativeInfinity;
        for (int column = 0; column < taken.Length; column++)
        {
            if (taken[column]) continue;
            taken[column] = true;
            best = Math.Max(best, values[row, column] + Best(values, row + 1, taken, without));
            taken[column] = false;
        }
        return best;
    }
}
