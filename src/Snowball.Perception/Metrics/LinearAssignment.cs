namespace Snowball.Perception.Metrics;

/// <summary>
/// One-to-one matching of the greatest total value: the Hungarian method by shortest augmenting paths (Kuhn, Naval Research Logistics 2, 1955;
/// Jonker and Volgenant, Computing 38, 1987). Cubic in the number of rows or columns, whichever is greater.
/// </summary>
public static class LinearAssignment
{
    /// <summary>Gives every row of the shorter side a partner.</summary>
    /// <param name="values">[rows, columns], finite.</param>
    /// <returns>The column of each row; -1 for rows without one, where there are more rows than columns.</returns>
    public static int[] Maximise(double[,] values)
    {
        int rows = values.GetLength(0), columns = values.GetLength(1);
        if (rows <= columns) return Cheapest(rows, columns, (row, column) => -values[row, column]);
        int[] partners = Cheapest(columns, rows, (column, row) => -values[row, column]);
        var result = new int[rows];
        Array.Fill(result, -1);
        for (int column = 0; column < columns; column++) result[partners[column]] = column;
        return result;
    }

    /// <summary>The columns of rows, of which there are no more than columns, at the least total cost.</summary>
    private static int[] Cheapest(int rows, int columns, Func<int, int, double> cost)
    {
        // Each path starts at a column that there is not, which the new row holds.
        int outside = columns;
        double[] rowPrice = new double[rows], columnPrice = new double[columns + 1], distance = new double[columns + 1];
        int[] rowOf = new int[columns + 1], before = new int[columns + 1];
        Array.Fill(rowOf, -1);
        var reached = new bool[columns + 1];
        for (int start = 0; start < rows; start++)
        {
            Array.Fill(distance, double.PositiveInfinity);
            Array.Clear(reached);
            rowOf[outside] = start;
            int column = outside;
            do column = Advance(column);
            while (rowOf[column] >= 0);
            for (; column != outside; column = before[column]) rowOf[column] = rowOf[before[column]];
        }
        var result = new int[rows];
        for (int column = 0; column < columns; column++)
        {
            if (rowOf[column] >= 0) result[rowOf[column]] = column;
        }
        return result;

        // From a column, over the row that holds it, to the nearest column that was not yet reached.
        int Advance(int from)
        {
            reached[from] = true;
            int row = rowOf[from], nearest = -1;
            for (int column = 0; column < columns; column++)
            {
                if (reached[column]) continue;
                double reduced = cost(row, column) - rowPrice[row] - columnPrice[column];
                if (reduced < distance[column]) (distance[column], before[column]) = (reduced, from);
                if (nearest < 0 || distance[column] < distance[nearest]) nearest = column;
            }
            double step = distance[nearest];
            for (int column = 0; column <= columns; column++)
            {
                if (!reached[column])
                {
                    distance[column] -= step;
                    continue;
                }
                rowPrice[rowOf[column]] += step;
                columnPrice[column] -= step;
            }
            return nearest;
        }
    }
}
