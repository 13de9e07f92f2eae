using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Sensors.Rays;

/// <summary>
/// Casts the rays of a scan, channels by azimuths, against upright boxes on a flat ground, and keeps what each ray meets first.
/// A box's side that faces the sensor covers an interval of azimuths, and the rays of a regular grid in an interval are known without a search:
/// only they are cast, eight at a time. Whether a channel's ray meets the box, passes over it, comes down on its roof or reaches the ground is
/// decided by its height where it enters and leaves the footprint. Distances are found in double precision and kept as float.
/// Not thread-safe: it holds the scan that is being cast.
/// </summary>
internal sealed class RayCaster
{
    /// <summary>The target of a ray that meets nothing.</summary>
    public const int Nothing = -1;

    /// <summary>The target of a ray that meets the ground.</summary>
    public const int Ground = -2;

    // Bearings come from a polynomial with an error below 1e-6 rad; a ray that is closer to a corner is told by its cross product.
    private const double BearingError = 4e-6;
    private readonly AzimuthGrid _grid;
    private readonly double[] _tangents;
    private readonly float[] _cosines, _sines;
    private readonly double _maximumRange, _lowestTangent;
    private readonly float[] _enter, _exit, _incidence;
    private readonly float[] _distance, _echo;
    private readonly int[] _target;
    private double _height;

    /// <param name="grid">The azimuths.</param>
    /// <param name="elevations">Angle of each channel above the horizontal, rad, below a quarter turn either way.</param>
    /// <param name="maximumRange">Length of the rays, m.</param>
    public RayCaster(AzimuthGrid grid, ReadOnlySpan<float> elevations, double maximumRange)
    {
        (_grid, _maximumRange, Channels) = (grid, maximumRange, elevations.Length);
        _tangents = new double[Channels];
        _cosines = new float[Channels];
        _sines = new float[Channels];
        for (int channel = 0; channel < Channels; channel++)
        {
            var (sin, cos) = Elementary.SinCos((double)elevations[channel]);
            _tangents[channel] = sin / cos;
            (_cosines[channel], _sines[channel]) = ((float)cos, (float)Math.Abs(sin));
            _lowestTangent = Math.Min(_lowestTangent, _tangents[channel]);
        }
        Stride = (grid.Rays + 23) / 16 * 16;
        _enter = new float[Stride + 8];
        _exit = new float[Stride + 8];
        _incidence = new float[Stride + 8];
        _distance = new float[Channels * Stride];
        _echo = new float[Channels * Stride];
        _target = new int[Channels * Stride];
    }

    /// <summary>Channels of the scan.</summary>
    public int Channels { get; }

    /// <summary>Elements from one channel's rays to the next one's: the rays of a channel and room to look beyond them, a multiple of 16.</summary>
    public int Stride { get; }

    /// <summary>Horizontal distance to what each ray meets in m, infinite where it meets nothing: [channels x <see cref="Stride"/>].</summary>
    public float[] Distances => _distance;

    /// <summary>Reflectivity * cosine of the angle of incidence of what each ray meets: [channels x <see cref="Stride"/>].</summary>
    public float[] Echoes => _echo;

    /// <summary>What each ray meets: the number given to <see cref="Add"/>, <see cref="Ground"/> or <see cref="Nothing"/>.</summary>
    public int[] Targets => _target;

    /// <summary>Cosine of a channel's elevation: its range is the distance divided by it.</summary>
    public float CosElevation(int channel) => _cosines[channel];

    /// <summary>Begins a scan over empty ground.</summary>
    /// <param name="height">Height of the sensor above the ground, m, positive.</param>
    /// <param name="groundReflectivity">Share of light that the ground scatters back.</param>
    public void Begin(double height, float groundReflectivity)
    {
        _height = height;
        for (int channel = 0; channel < Channels; channel++)
        {
            double distance = height / -_tangents[channel];
            bool isHit = _tangents[channel] < 0 && distance <= Farthest(channel);
            _distance.AsSpan(channel * Stride, Stride).Fill(isHit ? (float)distance : float.PositiveInfinity);
            _echo.AsSpan(channel * Stride, Stride).Fill(isHit ? groundReflectivity * _sines[channel] : 0f);
            _target.AsSpan(channel * Stride, Stride).Fill(isHit ? Ground : Nothing);
        }
    }

    /// <summary>Casts the rays that may meet a box. A box that the sensor is inside of is not seen.</summary>
    /// <returns>How many azimuths of the field of view cross its footprint.</returns>
    public int Add(in Prism box, int target)
    {
        double distance = box.Distance, reach = box.Reach;
        if (distance - reach > _maximumRange || distance == 0) return 0;

        // Side k, of normals along, left, back, right, runs from corner k - 1 to corner k, counter-clockwise.
        Span<double> x = stackalloc double[4], y = stackalloc double[4], offset = stackalloc double[4];
        double ax = box.Cos * box.HalfLength, ay = box.Sin * box.HalfLength, bx = -box.Sin * box.HalfWidth, by = box.Cos * box.HalfWidth;
        (x[0], y[0]) = (box.X + ax + bx, box.Y + ay + by);
        (x[1], y[1]) = (box.X - ax + bx, box.Y - ay + by);
        (x[2], y[2]) = (box.X - ax - bx, box.Y - ay - by);
        (x[3], y[3]) = (box.X + ax - bx, box.Y + ay - by);
        double along = box.X * box.Cos + box.Y * box.Sin, across = box.Y * box.Cos - box.X * box.Sin;
        (offset[0], offset[1], offset[2], offset[3]) = (along + box.HalfLength, across + box.HalfWidth, box.HalfLength - along, box.HalfWidth - across);
        // Sides that face the sensor: one, or two that follow each other.
        int first = -1;
        for (int k = 0; k < 4; k++)
        {
            if (offset[k] < 0 && offset[(k + 3) & 3] >= 0) first = k;
        }
        if (first < 0) return 0;
        int last = offset[(first + 1) & 3] < 0 ? (first + 1) & 3 : first;

        var bearings = Elementary.Atan2(
            Vector256.Create((float)y[0], (float)y[1], (float)y[2], (float)y[3], 0f, 0f, 0f, 0f),
            Vector256.Create((float)x[0], (float)x[1], (float)x[2], (float)x[3], 1f, 1f, 1f, 1f));
        // From right to left: begins at the far end of the last side, ends where the first one begins.
        int start = FirstRayFrom(x[last], y[last], bearings[last]), endCorner = (first + 3) & 3;
        int end = After(start, FirstRayFrom(x[endCorner], y[endCorner], bearings[endCorner]));
        if (start >= _grid.Rays && end <= _grid.Circle) return 0;
        int middle = last == first ? start : After(start, FirstRayFrom(x[first], y[first], bearings[first]));

        // A sensor above the box may see its roof, beyond the sides that face it.
        int crossed = 0;
        bool isBelow = _height > box.Height && _lowestTangent < 0;
        for (int turn = 0; turn <= _grid.Circle; turn += _grid.Circle)
        {
            int from = Math.Max(start - turn, 0), to = Math.Min(end - turn, _grid.Rays);
            if (from >= to) continue;
            crossed += to - from;
            if (last != first) Enter(box, last, offset[last], from, Math.Min(middle - turn, to));
            Enter(box, first, offset[first], Math.Max(middle - turn, from), to);
            Vector256.Create(float.PositiveInfinity).StoreUnsafe(ref _enter[to]);
            if (isBelow)
            {
                int begin = from;
                for (int k = (last + 1) & 3; k != first; k = (k + 1) & 3)
                {
                    int until = ((k + 1) & 3) == first ? to : Math.Min(After(start, FirstRayFrom(x[k], y[k], bearings[k])) - turn, to);
                    Leave(box, k, offset[k], begin, until);
                    begin = Math.Max(begin, until);
                }
            }
            for (int channel = 0; channel < Channels; channel++) Cast(channel, box, target, from, to, distance, reach);
        }
        return crossed;
    }

    private double Farthest(int channel) => _maximumRange * _cosines[channel];

    /// <summary>The smallest ray of the circle, counted from 0 on, whose azimuth is not before a corner.</summary>
    private int FirstRayFrom(double x, double y, float bearing)
    {
        double place = (bearing - _grid.First) / _grid.Step;
        place -= Math.Floor(place / _grid.Circle) * _grid.Circle;
        double nearest = Math.Floor(place + 0.5);
        if (Math.Abs(place - nearest) * _grid.Step > BearingError) return (int)Math.Ceiling(place);
        int ray = (int)nearest < _grid.Circle ? (int)nearest : 0;
        return x * _grid.SinAzimuth[ray] - y * _grid.CosAzimuth[ray] >= 0 ? ray : ray + 1;
    }

    /// <summary>A ray's number, counted on over the end of the circle from the start of an interval.</summary>
    private int After(int start, int ray)
    {
        int circle = _grid.Circle, ahead = ray - start;
        if (ahead < 0) ahead += circle;
        // What covers less than half of a circle seems to cover more where rounding tells its two ends the wrong way round.
        return start + (2 * ahead > circle + 1 ? 0 : ahead);
    }

    /// <summary>Distances and cosines of incidence of the rays [from, to) on a side that faces the sensor.</summary>
    private void Enter(in Prism box, int side, double offset, int from, int to)
    {
        var (nx, ny) = Normal(box, side);
        for (int i = from; i < to; i += 8)
        {
            var (low, high) = Projections(nx, ny, i);
            var o = Vector256.Create(offset);
            Store(Vector256.Narrow(o / low, o / high), _enter, (nuint)i);
            Store(Vector256.Narrow(-low, -high), _incidence, (nuint)i);
        }
    }

    /// <summary>Distances at which the rays [from, to) leave the footprint through a side that faces away.</summary>
    private void Leave(in Prism box, int side, double offset, int from, int to)
    {
        var (nx, ny) = Normal(box, side);
        for (int i = from; i < to; i += 8)
        {
            var (low, high) = Projections(nx, ny, i);
            var o = Vector256.Create(offset);
            Store(Vector256.Narrow(o / low, o / high), _exit, (nuint)i);
        }
    }

    private static (double X, double Y) Normal(in Prism box, int side) => side switch
    {
        0 => (box.Cos, box.Sin),
        1 => (-box.Sin, box.Cos),
        2 => (-box.Cos, -box.Sin),
        _ => (box.Sin, -box.Cos),
    };

    /// <summary>Eight rays' directions along a normal.</summary>
    private (Vector256<double> Low, Vector256<double> High) Projections(double nx, double ny, int ray)
    {
        var (vx, vy) = (Vector256.Create(nx), Vector256.Create(ny));
        nuint i = (nuint)ray;
        return (Load(_grid.CosAzimuth, i) * vx + Load(_grid.SinAzimuth, i) * vy,
            Load(_grid.CosAzimuth, i + 4) * vx + Load(_grid.SinAzimuth, i + 4) * vy);
    }

    /// <summary>Keeps the rays [from, to) of a channel that meet the box before anything else.</summary>
    private void Cast(int channel, in Prism box, int target, int from, int to, double distance, double reach)
    {
        // Between which distances the channel's ray is neither above the box nor below the ground.
        double tangent = _tangents[channel], above = _height - box.Height, low = 0, high = Farthest(channel);
        if (tangent < 0)
        {
            if (above > 0) low = above / -tangent;
            high = Math.Min(high, _height / -tangent);
        }
        else if (above > 0) return;
        else if (tangent > 0) high = Math.Min(high, -above / tangent);
        if (high < distance - reach || low > distance + reach) return;

        var (least, most) = (Vector256.Create((float)low), Vector256.Create((float)high));
        var side = Vector256.Create(box.Reflectivity * _cosines[channel]);
        var roof = Vector256.Create(box.Reflectivity * _sines[channel]);
        var number = Vector256.Create(target);
        bool mayMeetRoof = low > 0;
        int offset = channel * Stride;
        for (int i = from; i < to; i += 8)
        {
            nuint ray = (nuint)i, place = (nuint)(offset + i);
            var enter = Load(_enter, ray);
            var best = Load(_distance, place);
            var met = Elementary.Largest(least, enter);
            var isMet = Vector256.LessThan(met, best) & Vector256.LessThanOrEqual(met, most);
            if (mayMeetRoof) isMet &= Vector256.LessThanOrEqual(met, Load(_exit, ray));
            if (isMet == Vector256<float>.Zero) continue;
            var echo = Vector256.ConditionalSelect(Vector256.GreaterThan(least, enter), roof, Load(_incidence, ray) * side);
            Store(Vector256.ConditionalSelect(isMet, met, best), _distance, place);
            Store(Vector256.ConditionalSelect(isMet, echo, Load(_echo, place)), _echo, place);
            Store(Vector256.ConditionalSelect(isMet.AsInt32(), number, Load(_target, place)), _target, place);
        }
    }
}
