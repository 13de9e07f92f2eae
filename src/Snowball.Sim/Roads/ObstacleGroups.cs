using System.Diagnostics.CodeAnalysis;

namespace Snowball.Sim.Roads;

/// <summary>
/// Obstacles in groups of neighbours along a road, each group with a circle around it: whoever looks far around passes over the groups that are
/// out of sight, wherever the road winds.
/// </summary>
internal sealed class ObstacleGroups
{
    private const int Size = 16;
    private readonly int[] _places;
    private readonly double[] _x, _y, _radius;

    /// <param name="boxes">The obstacles.</param>
    /// <param name="places">Their indices in the order along the road.</param>
    public ObstacleGroups(ReadOnlySpan<ObstacleBox> boxes, int[] places)
    {
        _places = places;
        int groups = (places.Length + Size - 1) / Size;
        (_x, _y, _radius) = (new double[groups], new double[groups], new double[groups]);
        for (int group = 0; group < groups; group++)
        {
            var members = places.AsSpan(group * Size, Math.Min(Size, places.Length - group * Size));
            foreach (int place in members)
            {
                _x[group] += boxes[place].X / (double)members.Length;
                _y[group] += boxes[place].Y / (double)members.Length;
            }
            foreach (int place in members)
            {
                var box = boxes[place];
                double dx = box.X - _x[group], dy = box.Y - _y[group];
                double reach = Math.Sqrt((double)box.HalfLength * box.HalfLength + (double)box.HalfWidth * box.HalfWidth);
                _radius[group] = Math.Max(_radius[group], Math.Sqrt(dx * dx + dy * dy) + reach);
            }
        }
    }

    /// <summary>The obstacles of all groups that reach into a circle, in the order along the road.</summary>
    public Enumerator Around(double x, double y, double range) => new(this, x, y, range);

    /// <summary>Goes through indices of obstacles.</summary>
    [SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
    public struct Enumerator(ObstacleGroups groups, double x, double y, double range)
    {
        private int _next, _end;

        /// <summary>Index of an obstacle.</summary>
        public readonly int Current => groups._places[_next - 1];

        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_next == _end)
            {
                if (_end == groups._places.Length) return false;
                int group = _end / Size;
                _end = Math.Min(_end + Size, groups._places.Length);
                double dx = groups._x[group] - x, dy = groups._y[group] - y, reach = range + groups._radius[group];
                if (dx * dx + dy * dy > reach * reach) _next = _end;
            }
            _next++;
            return true;
        }
    }
}
