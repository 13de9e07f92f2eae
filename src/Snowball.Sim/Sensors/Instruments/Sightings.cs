using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>A vehicle as a sensor sees it: a rectangle in the sensor's frame, m and rad.</summary>
internal struct Sighting
{
    /// <summary>Index of the vehicle.</summary>
    public int Vehicle;

    /// <summary>Centre, and the direction of the vehicle's heading.</summary>
    public float X, Y, Cos, Sin;

    /// <summary>Half of the rectangle's sides.</summary>
    public float HalfLength, HalfWidth;

    /// <summary>Distance of the centre, of the nearest point, of the furthest corner.</summary>
    public float CentreDistance, Near, Far;

    /// <summary>Bearing of the centre, and from it to the ends of what the vehicle covers: [Bearing + Low, Bearing + High].</summary>
    public float Bearing, Low, High;
}

/// <summary>
/// Which part of each vehicle a sensor sees. Outlines are convex and do not overlap, so of two that share bearings one is in front of
/// the other at all of them, and what is hidden is a union of intervals of bearing: exact, without rays.
/// </summary>
internal sealed class Sightings
{
    private const float Turn = 2f * Elementary.Pi;
    private readonly VehicleStates _vehicles;
    // Scratch for each block of worlds: a block is one thread's at a time.
    private readonly Sighting[] _sightings;
    private readonly (float Low, float High)[] _hidden;
    private readonly int _mostHidden;

    public Sightings(int paddedWorlds, VehicleStates vehicles)
    {
        _vehicles = vehicles;
        int blocks = paddedWorlds / ColumnStore.WorldBlock;
        // Each, and the blind sector, at most in two pieces; room for three spares the reasoning.
        _mostHidden = 3 * (vehicles.Slots + 1);
        _sightings = new Sighting[blocks * vehicles.Slots];
        _hidden = new (float, float)[blocks * _mostHidden];
    }

    /// <summary>The vehicles that reach into the range of a sensor of an ego, nearest first. Valid until the next look in the block of worlds.</summary>
    public ReadOnlySpan<Sighting> Look(int world, int ego, Mount mount, float range)
    {
        var v = _vehicles;
        var sightings = _sightings.AsSpan(world / ColumnStore.WorldBlock * v.Slots, v.Slots);
        var (sinEgo, cosEgo) = Elementary.SinCos(v.Heading[ego]);
        float x = v.X[ego] + mount.X * cosEgo - mount.Y * sinEgo, y = v.Y[ego] + mount.X * sinEgo + mount.Y * cosEgo;
        float axis = v.Heading[ego] + mount.Yaw;
        var (sin, cos) = Elementary.SinCos(axis);
        int count = 0;
        for (int index = world * v.Slots; index < (world + 1) * v.Slots; index++)
        {
            if (index == ego || v.Active[index] == 0) continue;
            float dx = v.X[index] - x, dy = v.Y[index] - y;
            float reach = range + 0.5f * (v.Length[index] + v.Width[index]);
            if (dx * dx + dy * dy > reach * reach) continue;
            var (sinHeading, cosHeading) = Elementary.SinCos(v.Heading[index] - axis);
            var sighting = new Sighting
            {
                Vehicle = index, X = dx * cos + dy * sin, Y = dy * cos - dx * sin, Cos = cosHeading, Sin = sinHeading,
                HalfLength = 0.5f * v.Length[index], HalfWidth = 0.5f * v.Width[index],
            };
            Measure(ref sighting);
            int at = count++;
            for (; at > 0 && sightings[at - 1].Near > sighting.Near; at--) sightings[at] = sightings[at - 1];
            sightings[at] = sighting;
        }
        return sightings[..count];
    }

    /// <summary>The share of the bearings that a vehicle covers at which it is seen, 0 to 1.</summary>
    public float Visibility(int world, ReadOnlySpan<Sighting> seen, int which, float fieldOfView)
    {
        ref readonly var b = ref seen[which];
        var hidden = _hidden.AsSpan(world / ColumnStore.WorldBlock * _mostHidden, _mostHidden);
        int count = 0;
        float blind = Elementary.Pi - 0.5f * fieldOfView;
        for (int turn = -1; turn <= 1; turn++) Hide(hidden, ref count, b, Elementary.WrapAngle(Elementary.Pi - b.Bearing) + turn * Turn, -blind, blind);
        for (int i = 0; i < seen.Length && seen[i].Near < b.Far; i++)
        {
            if (i == which) continue;
            ref readonly var a = ref seen[i];
            float away = Elementary.WrapAngle(a.Bearing - b.Bearing);
            for (int turn = -1; turn <= 1; turn++)
            {
                float centre = away + turn * Turn;
                float low = MathF.Max(centre + a.Low, b.Low), high = MathF.Min(centre + a.High, b.High);
                if (low < high && IsInFront(a, b, b.Bearing + 0.5f * (low + high))) Hide(hidden, ref count, b, centre, a.Low, a.High);
            }
        }
        float covered = 0f, end = b.Low;
        for (int i = 0; i < count; i++)
        {
            var (low, high) = hidden[i];
            low = low > end ? low : end;
            if (high <= low) continue;
            covered += high - low;
            end = high;
        }
        return Elementary.Clip(1f - covered / (b.High - b.Low), 0f, 1f);
    }

    /// <summary>Adds what an interval around a bearing takes of a vehicle, in the order of the lower ends.</summary>
    private static void Hide(Span<(float Low, float High)> hidden, ref int count, in Sighting b, float centre, float low, float high)
    {
        low = MathF.Max(centre + low, b.Low);
        high = MathF.Min(centre + high, b.High);
        if (low >= high) return;
        int at = count++;
        for (; at > 0 && hidden[at - 1].Low > low; at--) hidden[at] = hidden[at - 1];
        hidden[at] = (low, high);
    }

    private static bool IsInFront(in Sighting a, in Sighting b, float bearing)
    {
        if (a.Far <= b.Near) return true;
        var (sin, cos) = Elementary.SinCos(bearing);
        return Entry(a, cos, sin) < Entry(b, cos, sin);
    }

    /// <summary>Distance at which a ray that meets a rectangle enters it.</summary>
    private static float Entry(in Sighting a, float cos, float sin)
    {
        float along = cos * a.Cos + sin * a.Sin, across = sin * a.Cos - cos * a.Sin;
        float x = -(a.X * a.Cos + a.Y * a.Sin), y = -(a.Y * a.Cos - a.X * a.Sin);
        float entryX = ((along > 0f ? -a.HalfLength : a.HalfLength) - x) / along, entryY = ((across > 0f ? -a.HalfWidth : a.HalfWidth) - y) / across;
        // A ray along a side divides by zero: that pair of sides does not decide.
        if (along == 0f) return entryY;
        if (across == 0f) return entryX;
        return entryX > entryY ? entryX : entryY;
    }

    /// <summary>Distances and bearings of a rectangle.</summary>
    private static void Measure(ref Sighting a)
    {
        float centre = MathF.Sqrt(a.X * a.X + a.Y * a.Y);
        // The sensor in the rectangle's own axes.
        float along = MathF.Abs(a.X * a.Cos + a.Y * a.Sin), across = MathF.Abs(a.Y * a.Cos - a.X * a.Sin);
        float outX = MathF.Max(along - a.HalfLength, 0f), outY = MathF.Max(across - a.HalfWidth, 0f);
        float farX = along + a.HalfLength, farY = across + a.HalfWidth;
        (a.CentreDistance, a.Near, a.Far) = (centre, MathF.Sqrt(outX * outX + outY * outY), MathF.Sqrt(farX * farX + farY * farY));
        a.Bearing = Elementary.Atan2(a.Y, a.X);
        if (a.Near == 0f)
        {
            // From inside it covers everything.
            (a.Low, a.High) = (-Elementary.Pi, Elementary.Pi);
            return;
        }
        (a.Low, a.High) = (0f, 0f);
        for (int corner = 0; corner < 4; corner++)
        {
            float length = (corner & 1) == 0 ? a.HalfLength : -a.HalfLength, width = (corner & 2) == 0 ? a.HalfWidth : -a.HalfWidth;
            float x = a.X + length * a.Cos - width * a.Sin, y = a.Y + length * a.Sin + width * a.Cos;
            float offset = Elementary.Atan2(a.X * y - a.Y * x, a.X * x + a.Y * y);
            if (offset < a.Low) a.Low = offset;
            if (offset > a.High) a.High = offset;
        }
    }
}
