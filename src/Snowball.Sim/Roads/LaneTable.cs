using System.Collections.Immutable;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Roads;

/// <summary>
/// The lanes of a carriageway that are not alike everywhere, tabulated for look-up in a step: where each lane is, where it ends, where
/// it may be left, and how to come from it to a destination. The float methods use + - * / floor only.
/// </summary>
public sealed class LaneTable
{
    /// <summary>A lane that is narrower than this cannot be driven on, m.</summary>
    public const float LeastWidth = 2f;

    private readonly int _stations;
    private readonly float[] _centre, _width, _end;
    private readonly LaneRules[] _rules;
    private readonly ImmutableArray<LaneProfile> _lanes;

    internal LaneTable(CrossSection section, int stations)
    {
        (Lanes, _stations, _lanes) = (section.Lanes.Length, stations, section.Lanes);
        (Entries, Destinations) = (section.Entries, section.Destinations);
        _centre = new float[Lanes * stations];
        _width = new float[Lanes * stations];
        _rules = new LaneRules[Lanes * stations];
        for (int lane = 0; lane < Lanes; lane++)
        {
            var profile = section.Lanes[lane];
            Check(profile.Centre.Length == stations && profile.Width.Length == stations && profile.Rules.Length == stations,
                $"lane {lane} is not given at {stations} stations");
            profile.Centre.CopyTo(_centre, lane * stations);
            profile.Width.CopyTo(_width, lane * stations);
            profile.Rules.CopyTo(_rules, lane * stations);
        }
        Check(Destinations.Length > 0, "there is no destination");
        _end = FindEnds();
        var ways = ImmutableArray.CreateBuilder<LaneWays>(Destinations.Length);
        foreach (var destination in Destinations) ways.Add(new LaneWays(this, destination));
        Ways = ways.MoveToImmutable();

        static void Check(bool holds, string otherwise)
        {
            if (!holds) throw new ArgumentException(otherwise, nameof(section));
        }
    }

    /// <summary>Number of lanes that have an index.</summary>
    public int Lanes { get; }

    /// <summary>Where vehicles come in beside the start.</summary>
    public ImmutableArray<Entry> Entries { get; }

    /// <summary>Where vehicles go; the first is the end of the carriageway.</summary>
    public ImmutableArray<Destination> Destinations { get; }

    /// <summary>d of a lane's centre at s, m, linear between stations.</summary>
    public float Centre(int lane, float s) => Interpolate(_centre, lane, s);

    /// <summary>Width of a lane at s, m, linear between stations; 0 where it is not there.</summary>
    public float Width(int lane, float s) => Interpolate(_width, lane, s);

    /// <summary>Slope of a lane's centre against the reference line at s: change of d per m.</summary>
    public float Slope(int lane, float s)
    {
        int i = Before(s, out _) + lane * _stations;
        return (_centre[i + 1] - _centre[i]) * (1f / Carriageway.StationSpacing);
    }

    /// <summary>d of a lane's centre at s, m, and its slope, along the cubic through the stations (Catmull and Rom 1974).</summary>
    public (float Centre, float Slope) Smooth(int lane, float s)
    {
        int row = lane * _stations, i = Before(s, out float t);
        float a = _centre[row + Math.Max(i - 1, 0)], b = _centre[row + i], c = _centre[row + i + 1], d = _centre[row + Math.Min(i + 2, _stations - 1)];
        float first = c - a, second = 2f * a - 5f * b + 4f * c - d, third = 3f * (b - c) + d - a;
        return (b + 0.5f * t * (first + t * (second + t * third)), (0.5f / Carriageway.StationSpacing) * (first + t * (2f * second + 3f * t * third)));
    }

    /// <summary>Whether a lane can be driven on at s.</summary>
    public bool IsOpen(int lane, float s) => IsOpenAt(lane, Nearest(s));

    /// <summary>Whether a vehicle may leave a lane at s for the next one to its left (-1) or right (+1), and that can be driven on.</summary>
    public bool MayChange(int lane, int direction, float s) => MayChangeAt(lane, direction, Nearest(s));

    internal bool MayChangeAt(int lane, int direction, int station)
    {
        int other = lane + direction;
        if (other < 0 || other >= Lanes) return false;
        var rule = direction < 0 ? LaneRules.ChangeLeft : LaneRules.ChangeRight;
        return (_rules[lane * _stations + station] & rule) != 0 && IsOpenAt(lane, station) && IsOpenAt(other, station);
    }

    internal bool IsOpenAt(int lane, int station) => _width[lane * _stations + station] >= LeastWidth;

    internal int Stations => _stations;

    /// <summary>The first joint of a lane's roads at or after s, m; infinite where there is none.</summary>
    public float NextJoint(int lane, float s)
    {
        foreach (float joint in _lanes[lane].Joints)
        {
            if (joint >= s) return joint;
        }
        return float.PositiveInfinity;
    }

    /// <summary>The last joint of a lane's roads before s, m; infinite and negative where there is none.</summary>
    public float LastJoint(int lane, float s)
    {
        float last = float.NegativeInfinity;
        foreach (float joint in _lanes[lane].Joints)
        {
            if (joint >= s) break;
            last = joint;
        }
        return last;
    }

    /// <summary>Where a lane that is followed from s on ends under its vehicles, m; infinite where it leads to the end or an exit.</summary>
    public float End(int lane, float s) => _end[At(lane, s)];

    /// <summary>How to come to each of the <see cref="Destinations"/>.</summary>
    public ImmutableArray<LaneWays> Ways { get; }

    /// <summary>The open lane at s whose centre is nearest to d, or the nearest of all where none is open.</summary>
    public int NearestLane(float s, float d)
    {
        int best = 0;
        float least = float.PositiveInfinity;
        for (int lane = 0; lane < Lanes; lane++)
        {
            float distance = MathF.Abs(d - Centre(lane, s)) + (IsOpen(lane, s) ? 0f : 1000f);
            if (distance < least) (best, least) = (lane, distance);
        }
        return best;
    }

    /// <summary>Whether d is on a lane at s, however narrow.</summary>
    public bool OnRoad(float s, float d)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            if (MathF.Abs(d - Centre(lane, s)) <= 0.5f * Width(lane, s)) return true;
        }
        return false;
    }

    internal int Nearest(float s) => (int)Elementary.Clip(MathF.Floor(s * (1f / Carriageway.StationSpacing) + 0.5f), 0f, _stations - 1);

    private int At(int lane, float s) => lane * _stations + Nearest(s);

    private int Before(float s, out float fraction)
    {
        float position = Elementary.Clip(s * (1f / Carriageway.StationSpacing), 0f, _stations - 1);
        float floor = Elementary.Clip(MathF.Floor(position), 0f, _stations - 2);
        fraction = position - floor;
        return (int)floor;
    }

    private float Interpolate(float[] column, int lane, float s)
    {
        int i = Before(s, out float fraction) + lane * _stations;
        return column[i] + (column[i + 1] - column[i]) * fraction;
    }

    private float[] FindEnds()
    {
        var ends = new float[Lanes * _stations];
        for (int lane = 0; lane < Lanes; lane++)
        {
            float end = float.PositiveInfinity;
            for (int i = _stations - 1; i >= 0; i--)
            {
                int at = lane * _stations + i;
                float s = i * Carriageway.StationSpacing;
                if (_width[at] < LeastWidth) end = IsArrival(lane, s) ? float.PositiveInfinity : s;
                ends[at] = end;
            }
        }
        return ends;
    }

    /// <summary>Whether a lane that ends at s has led to a destination until then.</summary>
    private bool IsArrival(int lane, float s)
    {
        foreach (var destination in Destinations)
        {
            bool isThere = MathF.Abs(destination.S - s) <= 2f * Carriageway.StationSpacing;
            if (isThere && destination.FirstLane <= lane && lane <= destination.LastLane) return true;
        }
        return false;
    }
}
