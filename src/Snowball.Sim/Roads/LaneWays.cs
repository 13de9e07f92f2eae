namespace Snowball.Sim.Roads;

/// <summary>
/// How to come to a destination from any place of a carriageway: to which side, and until where at the latest. Found once, backwards from
/// the destination, as the least number of lane changes.
/// </summary>
public sealed class LaneWays
{
    private const int Unreachable = int.MaxValue / 2;
    private readonly LaneTable _table;
    private readonly float[] _lastChance;
    private readonly sbyte[] _toward;
    private readonly int[] _changes;

    /// <param name="table">The lanes.</param>
    /// <param name="destination">The lanes to come to, and where.</param>
    public LaneWays(LaneTable table, Destination destination)
    {
        (_table, Destination) = (table, destination);
        int stations = table.Stations, last = table.Nearest(destination.S);
        _changes = new int[table.Lanes * stations];
        _lastChance = new float[table.Lanes * stations];
        _toward = new sbyte[table.Lanes * stations];
        Array.Fill(_changes, Unreachable);
        Array.Fill(_lastChance, float.PositiveInfinity);
        for (int i = last; i >= 0; i--)
        {
            for (int lane = 0; lane < table.Lanes; lane++)
            {
                if (!table.IsOpenAt(lane, i)) continue;
                bool isDestination = destination.FirstLane <= lane && lane <= destination.LastLane;
                _changes[lane * stations + i] = i < last ? _changes[lane * stations + i + 1] : isDestination ? 0 : Unreachable;
            }
            // Through to the right and back to the left carries a count across any number of lanes.
            for (int lane = 1; lane < table.Lanes; lane++) Relax(lane, -1, i);
            for (int lane = table.Lanes - 2; lane >= 0; lane--) Relax(lane, 1, i);
            for (int lane = 1; lane < table.Lanes; lane++) Relax(lane, -1, i);
            for (int lane = 0; lane < table.Lanes; lane++) FindLastChance(lane, i, i < last);
        }
    }

    /// <summary>Where to.</summary>
    public Destination Destination { get; }

    /// <summary>Lane changes that it takes from a lane at s, or -1 where it can no longer be reached.</summary>
    public int Changes(int lane, float s)
    {
        int changes = _changes[lane * _table.Stations + _table.Nearest(s)];
        return changes >= Unreachable ? -1 : changes;
    }

    /// <summary>Where at the latest a vehicle that follows a lane from s on must have left it, m: infinite where it need not, or no longer can.</summary>
    public float LastChance(int lane, float s) => _lastChance[lane * _table.Stations + _table.Nearest(s)];

    /// <summary>To which side it has to leave: -1 left, 1 right, 0 where it need not or no longer can.</summary>
    public int Toward(int lane, float s) => _toward[lane * _table.Stations + _table.Nearest(s)];

    private void Relax(int lane, int direction, int i)
    {
        if (!_table.MayChangeAt(lane, direction, i)) return;
        int at = lane * _table.Stations + i, other = _changes[at + direction * _table.Stations];
        if (other + 1 < _changes[at]) _changes[at] = other + 1;
    }

    private void FindLastChance(int lane, int i, bool hasNext)
    {
        int at = lane * _table.Stations + i;
        if (_changes[at] is 0 or >= Unreachable) return;
        bool isOpenAhead = hasNext && !float.IsPositiveInfinity(_lastChance[at + 1]);
        int side = BetterSide(lane, i);
        _lastChance[at] = isOpenAhead ? _lastChance[at + 1] : i * Carriageway.StationSpacing;
        _toward[at] = side != 0 ? (sbyte)side : isOpenAhead ? _toward[at + 1] : (sbyte)0;
    }

    private int BetterSide(int lane, int i)
    {
        int at = lane * _table.Stations + i;
        for (int direction = -1; direction <= 1; direction += 2)
        {
            if (_table.MayChangeAt(lane, direction, i) && _changes[at + direction * _table.Stations] < _changes[at]) return direction;
        }
        return 0;
    }
}
