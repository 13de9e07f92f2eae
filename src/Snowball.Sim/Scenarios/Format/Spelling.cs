using System.Text;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>Names: how those of C# look in a file, and which one a person may have meant.</summary>
internal static class Spelling
{
    /// <summary><c>LaneDeparture</c> as <c>lane_departure</c>.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    /// <summary>Such as <c>; did you mean 'lane_width'?</c>, or the known names where none is near.</summary>
    public static string Suggest(string written, IEnumerable<string> known)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string name in known)
        {
            int distance = name.StartsWith(written, StringComparison.Ordinal) ? 1 : Distance(written, name);
            if (distance < least) (nearest, least) = (name, distance);
        }
        if (nearest is null) return "";
        return least <= Math.Max(1, nearest.Length / 3) ? $"; did you mean '{nearest}'?" : $"; known are {string.Join(", ", known)}";
    }

    /// <summary>Levenshtein's distance: insertions, deletions and substitutions (Levenshtein 1966).</summary>
    internal static int Distance(string a, string b)
    {
        // Longer names are no misspelling; the cut bounds the work.
        if (Math.Abs(a.Length - b.Length) > b.Length) return int.MaxValue;
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[b.Length];
    }
}
