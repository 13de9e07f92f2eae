using System.Numerics;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Vehicles.Contact;

/// <summary>
/// Contact of the egos with other vehicles: oriented rectangles by separating axes, looking one substep ahead along the present
/// velocities. An overlap now is a crash; an overlap predicted is a crash in the next substep, in which both move apart
/// by half of the predicted depth each (the rule of highway-env).
/// </summary>
internal static class FootprintContact
{
    /// <summary>Tests every pair of an ego and another active vehicle of one world.</summary>
    public static void Find(VehicleStates v, int world, float seconds)
    {
        int start = world * v.Slots, end = start + v.Slots;
        for (int ego = start; ego < start + v.Egos; ego++)
        {
            if (v.Active[ego] == 0) continue;
            float x = v.X[ego], y = v.Y[ego];
            float reach = 0.5f * MathF.Sqrt(v.Length[ego] * v.Length[ego] + v.Width[ego] * v.Width[ego]) + MathF.Abs(v.Speed[ego]) * seconds;
            // The longest vehicle on the road is under 20 m: pairs further apart along x than that end here, eight at a time.
            var near = Vector256.Create(reach + 10f);
            for (int first = (ego + 1) & ~7; first < end; first += 8)
            {
                var distance = Vector256.Abs(Load(v.X, (nuint)first) - Vector256.Create(x));
                uint candidates = Vector256.LessThanOrEqual(distance, near).ExtractMostSignificantBits();
                for (; candidates != 0; candidates &= candidates - 1)
                {
                    int other = first + BitOperations.TrailingZeroCount(candidates);
                    if (other <= ego || other >= end || v.Active[other] == 0) continue;
                    float dx = v.X[other] - x, dy = v.Y[other] - y;
                    float limit = reach + 0.5f * MathF.Sqrt(v.Length[other] * v.Length[other] + v.Width[other] * v.Width[other]);
                    if (dx * dx + dy * dy <= limit * limit) Test(v, ego, other, seconds, start);
                }
            }
        }
    }

    private static void Test(VehicleStates v, int a, int b, float seconds, int start)
    {
        var (sinA, cosA) = Elementary.SinCos(v.Heading[a]);
        var (sinB, cosB) = Elementary.SinCos(v.Heading[b]);
        float moveX = (v.Speed[a] * cosA - v.Speed[b] * cosB) * seconds;
        float moveY = (v.Speed[a] * sinA - v.Speed[b] * sinB) * seconds;
        float dx = v.X[b] - v.X[a], dy = v.Y[b] - v.Y[a];
        bool overlaps = true, willOverlap = true;
        float least = float.PositiveInfinity, axisX = 0, axisY = 0;
        for (int edge = 0; edge < 8; edge++)
        {
            // Normals of all edges of both rectangles, rear, right, front, left: the first of equals wins, as where a vehicle meets
            // another in the middle of its lane. Opposite ones differ where one interval holds the other.
            float cos = edge < 4 ? cosA : cosB, sin = edge < 4 ? sinA : sinB;
            var (nx, ny) = (edge & 3) switch { 0 => (-cos, -sin), 1 => (sin, -cos), 2 => (cos, sin), _ => (-sin, cos) };
            // Measured from a's centre: far along the road the coordinates themselves are coarse.
            float centreB = dx * nx + dy * ny;
            float halfA = 0.5f * (v.Length[a] * MathF.Abs(cosA * nx + sinA * ny) + v.Width[a] * MathF.Abs(cosA * ny - sinA * nx));
            float halfB = 0.5f * (v.Length[b] * MathF.Abs(cosB * nx + sinB * ny) + v.Width[b] * MathF.Abs(cosB * ny - sinB * nx));
            float lowA = -halfA, highA = halfA, lowB = centreB - halfB, highB = centreB + halfB;
            if (Distance(lowA, highA, lowB, highB) > 0) overlaps = false;
            float move = moveX * nx + moveY * ny;
            if (move < 0) lowA += move;
            else highA += move;
            float ahead = Distance(lowA, highA, lowB, highB);
            if (ahead > 0) willOverlap = false;
            if (!overlaps && !willOverlap) return;
            if (MathF.Abs(ahead) < least)
            {
                least = MathF.Abs(ahead);
                (axisX, axisY) = centreB < 0 ? (nx, ny) : (-nx, -ny);
            }
        }
        if (willOverlap)
        {
            (v.ImpactX[a], v.ImpactY[a]) = (0.5f * least * axisX, 0.5f * least * axisY);
            (v.ImpactX[b], v.ImpactY[b]) = (-0.5f * least * axisX, -0.5f * least * axisY);
        }
        if (overlaps) v.Crashed[a] = v.Crashed[b] = 1;
        Collision.Note(v, a, b, start, dx, dy, cosA, sinA);
        Collision.Note(v, b, a, start, -dx, -dy, cosB, sinB);
    }

    private static float Distance(float lowA, float highA, float lowB, float highB) => lowA < lowB ? lowB - highA : lowA - highB;
}
