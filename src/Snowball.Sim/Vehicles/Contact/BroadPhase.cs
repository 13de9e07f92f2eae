using System.Numerics;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Vehicles.Contact;

/// <summary>
/// Finds who may touch whom in a substep, from where vehicles were before it and would be after it: boxes along the axes around both,
/// eight pairs at a time, then separating axes of the swept rectangles. Pairs at rest are left out.
/// </summary>
internal sealed class BroadPhase
{
    private const float OtherLevel = 3f;
    // For what a driven vehicle turns in a substep.
    private const float SideReach = 0.2f;
    private readonly VehicleStates _vehicles;
    private readonly Func<int, ObstacleMap>? _obstacles;
    // Nothing of these outlives a substep.
    private readonly float[] _x, _y, _heading, _yawRate, _centreX, _centreY, _halfX, _halfY, _cos, _sin;

    public BroadPhase(VehicleStates vehicles, Func<int, ObstacleMap>? obstacles)
    {
        (_vehicles, _obstacles) = (vehicles, obstacles);
        int all = vehicles.X.Length;
        (_x, _y, _heading, _yawRate) = (new float[all], new float[all], new float[all], new float[all]);
        (_centreX, _centreY, _halfX, _halfY) = (new float[all], new float[all], new float[all], new float[all]);
        (_cos, _sin) = (new float[all], new float[all]);
    }

    /// <summary>How many bodies a world has, how many pairs of vehicles, and of a vehicle and an obstacle, may touch, and how far (m) any
    /// of these move past each other.</summary>
    public readonly record struct Census(int Bodies, int Pairs, int Walls, float Travel);

    /// <summary>Takes down where the vehicles of worlds [first, end) are.</summary>
    public void Begin(int first, int end)
    {
        var v = _vehicles;
        int from = first * v.Slots, count = (end - first) * v.Slots;
        v.X.AsSpan(from, count).CopyTo(_x.AsSpan(from));
        v.Y.AsSpan(from, count).CopyTo(_y.AsSpan(from));
        v.Heading.AsSpan(from, count).CopyTo(_heading.AsSpan(from));
        v.YawRate.AsSpan(from, count).CopyTo(_yawRate.AsSpan(from));
    }

    /// <summary>Position (m), heading (rad) and yaw rate (rad/s) before the substep.</summary>
    public (float X, float Y, float Heading, float YawRate) Before(int index) => (_x[index], _y[index], _heading[index], _yawRate[index]);

    /// <summary>Puts the bodies of worlds [first, end) where they would go untouched, and boxes around the ways of all.</summary>
    /// <returns>Whether there is any body.</returns>
    public bool Enclose(int first, int end, float seconds)
    {
        var v = _vehicles;
        var none = Vector256.Create(float.NegativeInfinity);
        var half = Vector256.Create(0.5f);
        var dt = Vector256.Create(seconds);
        var any = Vector256<int>.Zero;
        for (nuint i = (nuint)(first * v.Slots), last = (nuint)(end * v.Slots); i < last; i += 8)
        {
            var isBody = Load(v.Body, i) & Load(v.Active, i);
            any |= isBody;
            var body = Vector256.Equals(isBody, Vector256<int>.One).AsSingle();
            Vector256<float> x0 = Load(_x, i), y0 = Load(_y, i), heading0 = Load(_heading, i);
            var x = Vector256.ConditionalSelect(body, x0 + Load(v.VelocityX, i) * dt, Load(v.X, i));
            var y = Vector256.ConditionalSelect(body, y0 + Load(v.VelocityY, i) * dt, Load(v.Y, i));
            var heading = Vector256.ConditionalSelect(body, heading0 + Load(_yawRate, i) * dt, Load(v.Heading, i));
            Store(x, v.X, i);
            Store(y, v.Y, i);
            Store(heading, v.Heading, i);
            var (sin, cos) = Elementary.SinCos(heading);
            Store(sin, _sin, i);
            Store(cos, _cos, i);
            Vector256<float> length = Load(v.Length, i), width = Load(v.Width, i);
            var swing = Vector256.Abs(heading - heading0) * (length + width);
            var empty = Vector256.Equals(Load(v.Active, i), Vector256<int>.Zero).AsSingle();
            var halfX = (Vector256.Abs(cos) * length + Vector256.Abs(sin) * width + Vector256.Abs(x - x0) + swing) * half;
            var halfY = (Vector256.Abs(sin) * length + Vector256.Abs(cos) * width + Vector256.Abs(y - y0) + swing) * half;
            Store((x + x0) * half, _centreX, i);
            Store((y + y0) * half, _centreY, i);
            Store(Vector256.ConditionalSelect(empty, none, halfX), _halfX, i);
            Store(Vector256.ConditionalSelect(empty, none, halfY), _halfY, i);
        }
        return any != Vector256<int>.Zero;
    }

    /// <summary>Counts what may touch in a world, boxes grown by a margin in m on each side.</summary>
    public Census Count(int world, bool anyBody, float margin = 0f)
    {
        var v = _vehicles;
        int bodies = 0;
        for (int i = world * v.Slots; anyBody && i < (world + 1) * v.Slots; i++) bodies += v.Body[i] & v.Active[i];
        float travel = 0f;
        int pairs = FindPairs(world, margin, [], ref travel);
        return new Census(bodies, pairs, FindWalls(world, margin, [], ref travel), travel);
    }

    /// <summary>Lists what <see cref="Count"/> counted: pairs of indices; indices with places among the obstacles.</summary>
    public void List(int world, float margin, Span<Pair> pairs, Span<Pair> walls)
    {
        float travel = 0f;
        FindPairs(world, margin, pairs, ref travel);
        FindWalls(world, margin, walls, ref travel);
    }

    private int FindPairs(int world, float margin, Span<Pair> pairs, ref float travel)
    {
        int start = world * _vehicles.Slots, end = start + _vehicles.Slots, found = 0;
        for (int a = start; a < end - 1; a++)
        {
            if (_halfX[a] < 0f) continue;
            Vector256<float> x = Vector256.Create(_centreX[a]), y = Vector256.Create(_centreY[a]);
            Vector256<float> halfX = Vector256.Create(_halfX[a] + 2f * margin), halfY = Vector256.Create(_halfY[a] + 2f * margin);
            for (int first = (a + 1) & ~7; first < end; first += 8)
            {
                nuint i = (nuint)first;
                var near = Vector256.LessThanOrEqual(Vector256.Abs(Load(_centreX, i) - x), Load(_halfX, i) + halfX)
                    & Vector256.LessThanOrEqual(Vector256.Abs(Load(_centreY, i) - y), Load(_halfY, i) + halfY);
                for (uint candidates = near.ExtractMostSignificantBits(); candidates != 0; candidates &= candidates - 1)
                {
                    int b = first + BitOperations.TrailingZeroCount(candidates);
                    if (b <= a || b >= end || !MayTouch(a, b, margin, ref travel)) continue;
                    if (!pairs.IsEmpty) pairs[found] = new Pair(a, b);
                    found++;
                }
            }
        }
        return found;
    }

    private bool MayTouch(int a, int b, float margin, ref float travel)
    {
        var v = _vehicles;
        if ((IsAtRest(a) && IsAtRest(b)) || MathF.Abs(v.Z[a] - v.Z[b]) > OtherLevel) return false;
        var boxA = new ObstacleBox(v.X[a], v.Y[a], _cos[a], _sin[a], 0.5f * v.Length[a], 0.5f * v.Width[a], IsRail: false);
        var boxB = new ObstacleBox(v.X[b], v.Y[b], _cos[b], _sin[b], 0.5f * v.Length[b], 0.5f * v.Width[b], IsRail: false);
        float moveX = v.X[a] - _x[a] - (v.X[b] - _x[b]), moveY = v.Y[a] - _y[a] - (v.Y[b] - _y[b]);
        float swing = Swing(a) + Swing(b);
        if (AreApart(boxA, boxB, moveX, moveY, 2f * margin + swing)) return false;
        travel = MathF.Max(travel, MathF.Sqrt(moveX * moveX + moveY * moveY) + swing);
        return true;
    }

    private int FindWalls(int world, float margin, Span<Pair> walls, ref float travel)
    {
        if (_obstacles is null || _obstacles(world) is not { IsEmpty: false } map) return 0;
        var v = _vehicles;
        int start = world * v.Slots, found = 0;
        for (int a = start; a < start + v.Slots; a++)
        {
            if (_halfX[a] < 0f) continue;
            // Across the road from the place and direction before the substep, with what the motion adds.
            float moveX = v.X[a] - _x[a], moveY = v.Y[a] - _y[a];
            float moved = v.Body[a] != 0
                ? MathF.Sqrt(moveX * moveX + moveY * moveY)
                : MathF.Abs(v.SinHeading[a] * (moveX * _cos[a] + moveY * _sin[a])) + MathF.Abs(moveY * _cos[a] - moveX * _sin[a]);
            float reach = 0.5f * (v.Length[a] * MathF.Abs(v.SinHeading[a]) + v.Width[a] * MathF.Abs(v.CosHeading[a])) + moved + Swing(a) + margin + SideReach;
            if (!map.MayTouch(v.S[a], v.D[a] - reach, v.D[a] + reach) || IsAtRest(a)) continue;
            var box = new ObstacleBox(v.X[a], v.Y[a], _cos[a], _sin[a], 0.5f * v.Length[a], 0.5f * v.Width[a], IsRail: false);
            foreach (int item in map.Near(v.S[a]))
            {
                ref readonly var obstacle = ref map.Boxes[item];
                if (AreApart(box, obstacle, moveX, moveY, margin + Swing(a))) continue;
                // Along a rail it may go as far as it likes.
                float passed = obstacle.IsRail ? MathF.Abs(moveY * obstacle.Cos - moveX * obstacle.Sin) : MathF.Sqrt(moveX * moveX + moveY * moveY);
                travel = MathF.Max(travel, passed + Swing(a));
                if (!walls.IsEmpty) walls[found] = new Pair(a, item);
                found++;
            }
        }
        return found;
    }

    /// <summary>How far the turn of the substep can move a corner, m.</summary>
    private float Swing(int index)
    {
        float turn = MathF.Abs(_vehicles.Heading[index] - _heading[index]);
        return turn == 0f ? 0f : 0.5f * (_vehicles.Length[index] + _vehicles.Width[index]) * turn;
    }

    /// <summary>Of a crashed vehicle that neither slides nor turns.</summary>
    private bool IsAtRest(int index)
        => _vehicles.Body[index] != 0 && _vehicles.VelocityX[index] == 0f && _vehicles.VelocityY[index] == 0f && _yawRate[index] == 0f;

    /// <summary>Whether one of the axes of two boxes keeps them apart all along a move of the first, which ends where they are.</summary>
    private static bool AreApart(in ObstacleBox a, in ObstacleBox b, float moveX, float moveY, float margin)
    {
        float dx = b.X - a.X, dy = b.Y - a.Y;
        for (int axis = 0; axis < 4; axis++)
        {
            float cos = axis < 2 ? a.Cos : b.Cos, sin = axis < 2 ? a.Sin : b.Sin;
            var (nx, ny) = (axis & 1) == 0 ? (-sin, cos) : (cos, sin);
            float reach = a.HalfLength * MathF.Abs(a.Cos * nx + a.Sin * ny) + a.HalfWidth * MathF.Abs(a.Cos * ny - a.Sin * nx)
                + b.HalfLength * MathF.Abs(b.Cos * nx + b.Sin * ny) + b.HalfWidth * MathF.Abs(b.Cos * ny - b.Sin * nx) + margin;
            float after = dx * nx + dy * ny, before = after + moveX * nx + moveY * ny;
            if (MathF.Min(before, after) > reach || MathF.Max(before, after) < -reach) return true;
        }
        return false;
    }
}
