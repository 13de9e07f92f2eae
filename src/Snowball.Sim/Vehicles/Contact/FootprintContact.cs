using System.Numerics;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Vehicles.Contact;

/// <summary>
/// Contact of the egos with other vehicles, or of everybody with vehicles and obstacles: oriented rectangles by separating axes, looking one
/// substep ahead along the present velocities. An overlap now is a crash; an overlap predicted is a crash in the next substep, in which both
/// move apart by half of the predicted depth each, or a vehicle from an obstacle by all of it (the rule of highway-env).
/// </summary>
internal static class FootprintContact
{
    /// <summary>Tests every pair of an ego, or of any vehicle where <paramref name="everybody"/> crashes, and another active vehicle of one
    /// world; and every vehicle with the obstacles where everybody crashes.</summary>
    public static void Find(VehicleStates v, int world, float seconds, bool everybody = false, Func<int, ObstacleMap>? obstacles = null)
    {
        int start = world * v.Slots, end = start + v.Slots;
        int last = everybody ? end : start + v.Egos;
        for (int index = start; index < last; index++)
        {
            if (v.Active[index] == 0) continue;
            float x = v.X[index], y = v.Y[index];
            float reach = Reach(v.Length[index], v.Width[index]) + MathF.Abs(v.Speed[index]) * seconds;
            // The longest vehicle on the road is under 20 m: pairs further apart along x than that end here, eight at a time.
            var near = Vector256.Create(reach + 10f);
            for (int first = (index + 1) & ~7; first < end; first += 8)
            {
                var distance = Vector256.Abs(Load(v.X, (nuint)first) - Vector256.Create(x));
                uint candidates = Vector256.LessThanOrEqual(distance, near).ExtractMostSignificantBits();
                for (; candidates != 0; candidates &= candidates - 1)
                {
                    int other = first + BitOperations.TrailingZeroCount(candidates);
                    if (other <= index || other >= end || v.Active[other] == 0) continue;
                    float dx = v.X[other] - x, dy = v.Y[other] - y;
                    float limit = reach + Reach(v.Length[other], v.Width[other]);
                    if (dx * dx + dy * dy <= limit * limit) Test(v, index, other, seconds, start);
                }
            }
            if (!everybody || obstacles is null) continue;
            var map = obstacles(world);
            foreach (int place in map.Near(v.S[index]))
            {
                var box = map.Boxes[place];
                float dx = box.X - x, dy = box.Y - y, limit = reach + Reach(2f * box.HalfLength, 2f * box.HalfWidth);
                if (dx * dx + dy * dy <= limit * limit) Test(v, index, box, seconds);
            }
        }
    }

    private static float Reach(float length, float width) => 0.5f * MathF.Sqrt(length * length + width * width);

    private static void Test(VehicleStates v, int a, int b, float seconds, int start)
    {
        Rectangle first = Of(v, a), second = Of(v, b);
        if (!Meet(first, second, seconds, out bool overlaps, out var push)) return;
        if (push is { } apart)
        {
            (v.ImpactX[a], v.ImpactY[a]) = (0.5f * apart.Depth * apart.X, 0.5f * apart.Depth * apart.Y);
            (v.ImpactX[b], v.ImpactY[b]) = (-0.5f * apart.Depth * apart.X, -0.5f * apart.Depth * apart.Y);
        }
        if (overlaps) v.Crashed[a] = v.Crashed[b] = 1;
        float dx = second.X - first.X, dy = second.Y - first.Y;
        Collision.Note(v, a, b, start, dx, dy, first.Cos, first.Sin);
        Collision.Note(v, b, a, start, -dx, -dy, second.Cos, second.Sin);
    }

    private static void Test(VehicleStates v, int index, ObstacleBox box, float seconds)
    {
        var standing = new Rectangle(box.X, box.Y, box.Cos, box.Sin, 2f * box.HalfLength, 2f * box.HalfWidth, Speed: 0f);
        if (!Meet(Of(v, index), standing, seconds, out bool overlaps, out var push)) return;
        if (push is { } apart) (v.ImpactX[index], v.ImpactY[index]) = (apart.Depth * apart.X, apart.Depth * apart.Y);
        if (overlaps) v.Crashed[index] = 1;
        if (v.StruckBy[index] == 0) v.StruckBy[index] = Collision.WithObstacle;
    }

    private static Rectangle Of(VehicleStates v, int index)
    {
        var (sin, cos) = Elementary.SinCos(v.Heading[index]);
        return new(v.X[index], v.Y[index], cos, sin, v.Length[index], v.Width[index], v.Speed[index]);
    }

    /// <summary>Whether two rectangles overlap now, or will: then with the way by which the first gets out.</summary>
    private static bool Meet(in Rectangle a, in Rectangle b, float seconds, out bool overlaps, out (float Depth, float X, float Y)? push)
    {
        float moveX = (a.Speed * a.Cos - b.Speed * b.Cos) * seconds;
        float moveY = (a.Speed * a.Sin - b.Speed * b.Sin) * seconds;
        float dx = b.X - a.X, dy = b.Y - a.Y;
        bool willOverlap = true;
        float least = float.PositiveInfinity, axisX = 0, axisY = 0;
        (overlaps, push) = (true, null);
        for (int edge = 0; edge < 8; edge++)
        {
            // Normals of all edges of both rectangles, rear, right, front, left: the first of equals wins, as where a vehicle meets
            // another in the middle of its lane. Opposite ones differ where one interval holds the other.
            float cos = edge < 4 ? a.Cos : b.Cos, sin = edge < 4 ? a.Sin : b.Sin;
            var (nx, ny) = (edge & 3) switch { 0 => (-cos, -sin), 1 => (sin, -cos), 2 => (cos, sin), _ => (-sin, cos) };
            // Measured from a's centre: far along the road the coordinates themselves are coarse.
            float centreB = dx * nx + dy * ny;
            float halfA = 0.5f * (a.Length * MathF.Abs(a.Cos * nx + a.Sin * ny) + a.Width * MathF.Abs(a.Cos * ny - a.Sin * nx));
            float halfB = 0.5f * (b.Length * MathF.Abs(b.Cos * nx + b.Sin * ny) + b.Width * MathF.Abs(b.Cos * ny - b.Sin * nx));
            float lowA = -halfA, highA = halfA, lowB = centreB - halfB, highB = centreB + halfB;
            if (Distance(lowA, highA, lowB, highB) > 0) overlaps = false;
            float move = moveX * nx + moveY * ny;
            if (move < 0) lowA += move;
            else highA += move;
            float ahead = Distance(lowA, highA, lowB, highB);
            if (ahead > 0) willOverlap = false;
            if (!overlaps && !willOverlap) return false;
            if (MathF.Abs(ahead) < least)
            {
                least = MathF.Abs(ahead);
                (axisX, axisY) = centreB < 0 ? (nx, ny) : (-nx, -ny);
            }
        }
        if (willOverlap) push = (least, axisX, axisY);
        return true;
    }

    private static float Distance(float lowA, float highA, float lowB, float highB) => lowA < lowB ? lowB - highA : lowA - highB;

    private readonly record struct Rectangle(float X, float Y, float Cos, float Sin, float Length, float Width, float Speed);
}
