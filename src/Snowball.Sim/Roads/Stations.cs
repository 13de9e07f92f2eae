namespace Snowball.Sim.Roads;

/// <summary>Where a station lies among the starts of things that follow one another.</summary>
internal static class Stations
{
    /// <summary>The last index whose start is at or before s; -1 where all are beyond.</summary>
    public static int IndexAt(ReadOnlySpan<double> starts, double s)
    {
        int low = 0, high = starts.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (starts[middle] <= s) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }
}
