using Snowball.Sim.Numerics;

namespace Snowball.Sim.Metrics;

/// <summary>Scores, [run][episode], as how often each value was drawn: sorted once, so that no resample has to be. At first each was drawn once.</summary>
internal sealed class ResampledScores
{
    private readonly double[] _values;
    private readonly int[][] _places;
    private readonly int[] _counts;
    private int _drawn;

    /// <exception cref="ArgumentException">There is no run, or one without episodes.</exception>
    public ResampledScores(double[][] runs)
    {
        if (runs.Length == 0 || Array.Exists(runs, run => run.Length == 0)) throw new ArgumentException("There are no scores to resample.", nameof(runs));
        _values = Distinct(runs);
        _places = Array.ConvertAll(runs, run => Array.ConvertAll(run, value => Array.BinarySearch(_values, value)));
        _counts = new int[_values.Length];
        foreach (int[] run in _places)
        {
            foreach (int place in run) Count(place);
        }
    }

    /// <summary>Whether every score is a number.</summary>
    public bool IsFinite => double.IsFinite(_values[0]) && double.IsFinite(_values[^1]);

    /// <summary>Draws as many runs as there are, and of each as many episodes as it has, all with replacement.</summary>
    public void Draw(ref RandomStream random)
    {
        Array.Clear(_counts);
        _drawn = 0;
        for (int i = 0; i < _places.Length; i++)
        {
            int[] run = _places.Length == 1 ? _places[0] : _places[random.NextIndex(_places.Length)];
            for (int episode = 0; episode < run.Length; episode++) Count(run[random.NextIndex(run.Length)]);
        }
    }

    /// <summary>The mean of what was drawn.</summary>
    public double Mean()
    {
        double sum = 0;
        for (int i = 0; i < _values.Length; i++) sum += _counts[i] * _values[i];
        return sum / _drawn;
    }

    /// <summary>The mean of its middle half.</summary>
    public double InterquartileMean()
    {
        int first = _drawn / 4, end = _drawn - first, rank = 0;
        double sum = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            int next = rank + _counts[i];
            sum += Math.Max(0, Math.Min(next, end) - Math.Max(rank, first)) * _values[i];
            rank = next;
        }
        return sum / (end - first);
    }

    /// <summary>The share of the pairs with another sample in which this one's value is greater, equal ones counted half.</summary>
    public double ShareAbove(ResampledScores other)
    {
        double above = 0;
        int at = 0, below = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            while (at < other._values.Length && other._values[at] < _values[i]) below += other._counts[at++];
            int equal = at < other._values.Length && other._values[at] == _values[i] ? other._counts[at] : 0;
            above += _counts[i] * (below + 0.5 * equal);
        }
        return above / ((double)_drawn * other._drawn);
    }

    private void Count(int place)
    {
        _counts[place]++;
        _drawn++;
    }

    /// <summary>All values in ascending order, each once; NaN would be the first.</summary>
    private static double[] Distinct(double[][] runs)
    {
        var all = new List<double>();
        foreach (double[] run in runs) all.AddRange(run);
        all.Sort();
        int kept = 0;
        for (int i = 0; i < all.Count; i++)
        {
            if (i == 0 || all[i] != all[kept - 1]) all[kept++] = all[i];
        }
        return [.. all[..kept]];
    }
}
