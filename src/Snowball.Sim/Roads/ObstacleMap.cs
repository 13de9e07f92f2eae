using System.Collections.Immutable;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Roads;

/// <summary>
/// An immovable box in the world: centre (m), direction of its length, half its size (m), top above the road (m; 0 where
/// contact, which is planar, makes boxes of vehicles). A rail is a straight piece of a barrier, whose ends do not count, since the next piece goes on there.
/// </summary>
public readonly record struct ObstacleBox(float X, float Y, float Cos, float Sin, float HalfLength, float HalfWidth, bool IsRail, float Height = 0f);

/// <summary>
/// The barriers and obstacles of one road in the world frame, made once and immutable, with an index along the road: a look-up
/// near a vehicle takes the same time whatever the length of the road.
/// </summary>
public sealed class ObstacleMap
{
    /// <summary>How far a vehicle may reach along the road from its centre, its motion in a substep included, m.</summary>
    public const float Reach = 30f;

    private const float RailHalfWidth = 0.05f;
    // The end of a barrier stands back behind its surface, so that a vehicle that slides along that does not catch on it.
    private const float EndHalfWidth = 0.02f;
    // Chords of this length stay within 3 cm of a circle of 300 m.
    private const float LongestChord = 8f;
    private const float BucketLength = 10f;
    private const float CellOrigin = -48f;
    private const int Cells = 64;

    private readonly ObstacleBox[] _boxes;
    private readonly float _start;
    // A bit for each metre of d in which something stands within reach of the bucket; and what stands there.
    private readonly ulong[] _occupied;
    private readonly int[] _first, _items;
    private readonly ObstacleGroups _groups;

    /// <summary>What stands on the road beside the barriers, in road coordinates.</summary>
    public ImmutableArray<ObstacleFootprint> Obstacles { get; } = [];

    private ObstacleMap() => (_boxes, _occupied, _first, _items, _groups) = ([], [], [0], [], new([], []));

    /// <summary>Lays out barriers and obstacles along a road.</summary>
    /// <exception cref="ArgumentException">A barrier does not end beyond its start, or something has no size.</exception>
    public ObstacleMap(Carriageway road, ImmutableArray<BarrierLine> barriers, ImmutableArray<ObstacleFootprint> obstacles)
    {
        Obstacles = obstacles;
        var boxes = new List<ObstacleBox>();
        var extents = new List<Extent>();
        foreach (var barrier in barriers)
        {
            if (!(barrier.End > barrier.Start) || float.IsInfinity(barrier.End - barrier.Start))
            {
                throw new ArgumentException($"A barrier goes from {barrier.Start} to {barrier.End} m.", nameof(barriers));
            }
            if (!(barrier.Height > 0)) throw new ArgumentException($"A barrier is {barrier.Height} m high.", nameof(barriers));
            AddRails(road, barrier, boxes, extents);
            if (!Continues(barriers, barrier.Start, barrier.StartOffset, barrier)) AddEnd(road, barrier.Start, barrier.StartOffset, barrier.Height, boxes, extents);
            if (!Continues(barriers, barrier.End, barrier.EndOffset, barrier)) AddEnd(road, barrier.End, barrier.EndOffset, barrier.Height, boxes, extents);
        }
        foreach (var obstacle in obstacles)
        {
            if (!(obstacle.Length > 0) || !(obstacle.Width > 0) || !(obstacle.Height > 0))
            {
                throw new ArgumentException($"An obstacle is {obstacle.Length} x {obstacle.Width} x {obstacle.Height} m.", nameof(obstacles));
            }
            AddBox(road, obstacle, boxes, extents);
        }
        _boxes = [.. boxes];
        var along = new int[_boxes.Length];
        var starts = new float[_boxes.Length];
        for (int i = 0; i < along.Length; i++) (along[i], starts[i]) = (i, extents[i].LowS);
        Array.Sort(starts, along);
        _groups = new(_boxes, along);

        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (var extent in extents) (low, high) = (MathF.Min(low, extent.LowS), MathF.Max(high, extent.HighS));
        _start = boxes.Count == 0 ? 0f : low - Reach;
        int buckets = boxes.Count == 0 ? 0 : (int)((high + Reach - _start) / BucketLength) + 1;
        _occupied = new ulong[buckets];
        _first = new int[buckets + 1];
        foreach (var extent in extents)
        {
            for (int bucket = FirstBucket(extent); bucket <= LastBucket(extent); bucket++) _first[bucket + 1]++;
        }
        for (int bucket = 0; bucket < buckets; bucket++) _first[bucket + 1] += _first[bucket];
        _items = new int[_first[buckets]];
        int[] next = [.. _first];
        for (int i = 0; i < extents.Count; i++)
        {
            for (int bucket = FirstBucket(extents[i]); bucket <= LastBucket(extents[i]); bucket++)
            {
                _items[next[bucket]++] = i;
                _occupied[bucket] |= Mask(extents[i].LowD, extents[i].HighD);
            }
        }
    }

    /// <summary>A road without any.</summary>
    public static ObstacleMap Empty { get; } = new();

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => _boxes.Length == 0;

    /// <summary>Every box and piece of rail.</summary>
    public ReadOnlySpan<ObstacleBox> Boxes => _boxes;

    /// <summary>Whether anything may stand within reach of s between two distances to the left of the line, m.</summary>
    public bool MayTouch(float s, float lowD, float highD)
    {
        int bucket = Bucket(s);
        return bucket >= 0 && (_occupied[bucket] & Mask(lowD, highD)) != 0;
    }

    /// <summary>Places in <see cref="Boxes"/> of all that stands within <see cref="Reach"/> of s; in fixed order.</summary>
    public ReadOnlySpan<int> Near(float s)
    {
        int bucket = Bucket(s);
        return bucket < 0 ? [] : _items.AsSpan(_first[bucket].._first[bucket + 1]);
    }

    /// <summary>Places in <see cref="Boxes"/> of all that reaches within a range of a point of the world, m, and perhaps more; in fixed order.</summary>
    internal ObstacleGroups.Enumerator Around(double x, double y, double range) => _groups.Around(x, y, range);

    // Within a bucket a vehicle can be at either end.
    private int FirstBucket(Extent extent) => Math.Max((int)MathF.Floor((extent.LowS - Reach - _start) / BucketLength), 0);

    private int LastBucket(Extent extent) => Math.Min((int)MathF.Floor((extent.HighS + Reach - _start) / BucketLength), _occupied.Length - 1);

    private int Bucket(float s)
    {
        float bucket = MathF.Floor((s - _start) / BucketLength);
        return bucket >= 0f && bucket < _occupied.Length ? (int)bucket : -1;
    }

    /// <summary>The cells from one distance to another; what is beyond the last cells counts to them.</summary>
    private static ulong Mask(float low, float high)
    {
        int from = (int)Elementary.Clip(MathF.Floor(low - CellOrigin), 0f, Cells - 1f);
        int to = (int)Elementary.Clip(MathF.Floor(high - CellOrigin), 0f, Cells - 1f);
        return (ulong.MaxValue << from) & (ulong.MaxValue >> (Cells - 1 - to));
    }

    private static void AddRails(Carriageway road, BarrierLine barrier, List<ObstacleBox> boxes, List<Extent> extents)
    {
        float length = barrier.End - barrier.Start;
        int pieces = road.IsStraight ? 1 : (int)MathF.Ceiling(length / LongestChord);
        for (int piece = 0; piece < pieces; piece++)
        {
            var (s0, d0) = Along(barrier, (float)piece / pieces);
            var (s1, d1) = Along(barrier, (piece + 1f) / pieces);
            road.ToWorld(s0, d0, out float x0, out float y0, out _);
            road.ToWorld(s1, d1, out float x1, out float y1, out _);
            float dx = x1 - x0, dy = y1 - y0, chord = MathF.Sqrt(dx * dx + dy * dy);
            boxes.Add(new(0.5f * (x0 + x1), 0.5f * (y0 + y1), dx / chord, dy / chord, 0.5f * chord, RailHalfWidth, IsRail: true, barrier.Height));
            extents.Add(new(s0, s1, MathF.Min(d0, d1) - RailHalfWidth, MathF.Max(d0, d1) + RailHalfWidth));
        }
    }

    private static void AddEnd(Carriageway road, float s, float d, float height, List<ObstacleBox> boxes, List<Extent> extents)
        => AddBox(road, new ObstacleFootprint(s, d, 0f, 2f * RailHalfWidth, 2f * EndHalfWidth, height), boxes, extents);

    private static void AddBox(Carriageway road, ObstacleFootprint obstacle, List<ObstacleBox> boxes, List<Extent> extents)
    {
        road.ToWorld(obstacle.S, obstacle.D, out float x, out float y, out float heading);
        var (sin, cos) = Elementary.SinCos(heading + obstacle.Heading);
        boxes.Add(new(x, y, cos, sin, 0.5f * obstacle.Length, 0.5f * obstacle.Width, IsRail: false, obstacle.Height));
        float half = 0.5f * MathF.Sqrt(obstacle.Length * obstacle.Length + obstacle.Width * obstacle.Width);
        extents.Add(new(obstacle.S - half, obstacle.S + half, obstacle.D - half, obstacle.D + half));
    }

    private static (float S, float D) Along(BarrierLine barrier, float fraction) => (
        barrier.Start + (barrier.End - barrier.Start) * fraction,
        barrier.StartOffset + (barrier.EndOffset - barrier.StartOffset) * fraction);

    /// <summary>Whether another barrier begins or ends where this one does.</summary>
    private static bool Continues(ImmutableArray<BarrierLine> barriers, float s, float d, BarrierLine barrier)
    {
        foreach (var other in barriers)
        {
            if (other != barrier && (IsNear(other.Start, other.StartOffset) || IsNear(other.End, other.EndOffset))) return true;
        }
        return false;

        bool IsNear(float otherS, float otherD) => MathF.Abs(otherS - s) < 0.2f && MathF.Abs(otherD - d) < 0.2f;
    }

    private readonly record struct Extent(float LowS, float HighS, float LowD, float HighD);
}
