namespace Snowball.Learning.Policies;

/// <summary>How one field of an observation is cut into bins.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Edges">Rising borders: n of them make n + 1 bins, and a value on a border belongs to the bin above it.</param>
public sealed record FieldBins(string Field, IReadOnlyList<double> Edges);

/// <summary>Numbers the states of a table: the bins of the fields as digits, the first field the most significant.</summary>
public sealed class Discretisation
{
    private readonly int[] columns;
    private readonly double[][] edges;

    /// <summary>Finds each binned field among those of the observation.</summary>
    /// <param name="bins">At least one field; an observation's other fields are ignored.</param>
    /// <param name="fields">The observation's fields in order, one value each.</param>
    /// <exception cref="ArgumentException">A field is unknown or binned twice, borders do not rise, or there are too many states.</exception>
    public Discretisation(IReadOnlyList<FieldBins> bins, IReadOnlyList<string> fields)
    {
        if (bins.Count == 0)
        {
            throw new ArgumentException("No field has bins.");
        }

        columns = new int[bins.Count];
        edges = new double[bins.Count][];
        var states = 1L;
        for (var i = 0; i < bins.Count; i++)
        {
            var name = bins[i].Field;
            columns[i] = fields.ToList().IndexOf(name);
            edges[i] = [.. bins[i].Edges];
            if (columns[i] < 0)
            {
                throw new ArgumentException($"Field '{name}' has bins but is not observed; observed are {string.Join(", ", fields)}.");
            }

            if (columns.AsSpan(0, i).Contains(columns[i]))
            {
                throw new ArgumentException($"Field '{name}' has bins twice.");
            }

            if (!edges[i].All(double.IsFinite) || edges[i].Zip(edges[i].Skip(1)).Any(pair => pair.First >= pair.Second))
            {
                throw new ArgumentException($"The bins of field '{name}' do not rise: {string.Join(", ", edges[i])}.");
            }

            states *= edges[i].Length + 1;
            if (states > int.MaxValue)
            {
                throw new ArgumentException($"The bins make more than {int.MaxValue} states.");
            }
        }

        States = (int)states;
    }

    /// <summary>How many states there are.</summary>
    public int States { get; }

    /// <summary>The state of one observation, from 0 to <see cref="States"/> - 1.</summary>
    public int StateOf(ReadOnlySpan<float> observation)
    {
        var state = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            var value = observation[columns[i]];
            var bin = 0;
            while (bin < edges[i].Length && value >= edges[i][bin])
            {
                bin++;
            }

            state = state * (edges[i].Length + 1) + bin;
        }

        return state;
    }
}
