using System.Numerics;

namespace Snowball.Agents.Replay;

/// <summary>
/// Weights of a fixed number of leaves, with the sums of all subtrees: a weight is changed, and a leaf drawn in proportion to the weights, in
/// logarithmic time. A sum is always computed anew from its two parts, so that errors do not pile up.
/// </summary>
/// <param name="leaves">At least one; all weigh nothing at first.</param>
internal sealed class SumTree(int leaves)
{
    private readonly int _first = (int)BitOperations.RoundUpToPowerOf2((uint)leaves);
    private readonly double[] _sums = new double[2 * (int)BitOperations.RoundUpToPowerOf2((uint)leaves)];

    /// <summary>Leaves.</summary>
    public int Leaves => leaves;

    /// <summary>Sum of all weights.</summary>
    public double Total => _sums[1];

    /// <summary>A leaf's weight.</summary>
    public double this[int leaf] => _sums[_first + leaf];

    /// <summary>Bytes that a tree takes.</summary>
    public static long BytesOf(long leaves) => 2 * (long)BitOperations.RoundUpToPowerOf2((ulong)leaves) * sizeof(double);

    /// <summary>Changes a weight.</summary>
    /// <param name="leaf">Which one.</param>
    /// <param name="weight">Finite and not negative.</param>
    public void Set(int leaf, double weight)
    {
        if (!(weight >= 0 && double.IsFinite(weight))) throw new ArithmeticException($"A priority is {weight}: the errors that it comes from are not finite.");
        int node = _first + leaf;
        _sums[node] = weight;
        for (node /= 2; node > 0; node /= 2) _sums[node] = _sums[2 * node] + _sums[2 * node + 1];
    }

    /// <summary>The leaf in whose share of the sum a point lies: the first whose weight, with all before it, exceeds the point.</summary>
    /// <param name="point">In [0, <see cref="Total"/>), which must be positive; leaves without weight are never found.</param>
    public int Find(double point)
    {
        int node = 1;
        while (node < _first)
        {
            double left = _sums[2 * node];
            // Rounding may leave a point at the very end of what is not there.
            if (point < left || _sums[2 * node + 1] == 0)
            {
                node = 2 * node;
            }
            else
            {
                point -= left;
                node = 2 * node + 1;
            }
        }
        return node - _first;
    }
}
