using System.Collections.Immutable;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Traffic.Actors;

/// <summary>Where something is on its way, m, and its velocity, m/s.</summary>
internal readonly record struct TrajectoryState(float Along, float Left, float AlongRate, float LeftRate);

/// <summary>
/// A curve through timed points, beginning at zero with a given velocity: cubic Hermite pieces with the slopes of parabolas through
/// three neighbours (Bessel; de Boor, A Practical Guide to Splines, IV), so that velocity has no jumps.
/// </summary>
internal sealed class TrajectoryCurve
{
    private readonly ImmutableArray<TrajectoryPoint> _points;
    private readonly TrajectoryPoint[] _slopes;

    public TrajectoryCurve(ImmutableArray<TrajectoryPoint> points)
    {
        _points = [default, .. points];
        _slopes = new TrajectoryPoint[_points.Length];
        for (int i = 1; i < _points.Length; i++)
        {
            var before = Chord(i - 1);
            if (i == _points.Length - 1)
            {
                _slopes[i] = before;
                continue;
            }
            var after = Chord(i);
            float share = before.Time / (before.Time + after.Time);
            _slopes[i] = new(0f, before.Along + (after.Along - before.Along) * share, before.Left + (after.Left - before.Left) * share);
        }
    }

    /// <summary>Time from the first to the last point, s.</summary>
    public float Duration => _points[^1].Time;

    /// <summary>The state at a time in s from the begin, where the velocity was as given; after the end that of the end.</summary>
    public TrajectoryState At(float time, float startAlongRate, float startLeftRate)
    {
        int i = 0;
        while (i < _points.Length - 2 && time >= _points[i + 1].Time) i++;
        TrajectoryPoint a = _points[i], b = _points[i + 1], slope = _slopes[i];
        if (i == 0) slope = new(0f, startAlongRate, startLeftRate);
        float seconds = b.Time - a.Time, x = time >= b.Time ? 1f : (time - a.Time) / seconds;
        var (along, alongRate) = Piece(x, seconds, a.Along, b.Along, slope.Along, _slopes[i + 1].Along);
        var (left, leftRate) = Piece(x, seconds, a.Left, b.Left, slope.Left, _slopes[i + 1].Left);
        return new(along, left, alongRate, leftRate);
    }

    /// <summary>Seconds and mean velocity from a point to the next.</summary>
    private TrajectoryPoint Chord(int i)
    {
        float seconds = _points[i + 1].Time - _points[i].Time;
        return new(seconds, (_points[i + 1].Along - _points[i].Along) / seconds, (_points[i + 1].Left - _points[i].Left) / seconds);
    }

    private static (float Value, float Rate) Piece(float x, float seconds, float from, float to, float startSlope, float endSlope)
    {
        // from + x (m0 + x (c + x e)), which meets both ends and slopes.
        float m0 = startSlope * seconds, m1 = endSlope * seconds, change = to - from;
        float c = 3f * change - 2f * m0 - m1, e = m0 + m1 - 2f * change;
        float value = x == 1f ? to : from + x * (m0 + x * (c + x * e));
        return (value, (m0 + x * (2f * c + x * 3f * e)) / seconds);
    }
}
