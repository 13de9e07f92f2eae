using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Vehicles.Contact;

/// <summary>
/// Contact of all vehicles of a world with each other and with barriers and obstacles, as rigid bodies in the plane. A vehicle
/// drives by its model until it touches something; from then on it is a body that slides to rest. Where <see cref="BroadPhase"/>
/// flags a pair, the substep is cut so finely that no pair moves more than <see cref="LargestAdvance"/> past each other in a piece.
/// </summary>
internal sealed class RigidBodyContact(VehicleStates vehicles, RigidBodyContactSettings settings, Func<int, ObstacleMap>? obstacles)
{
    private const double LargestAdvance = 0.1, Gravity = 9.81;
    // At 60 m/s and 0.2 s still less than a quarter of the width of a car.
    private const int MostPieces = 64;
    private readonly BroadPhase _broadPhase = new(vehicles, obstacles);

    /// <summary>Takes down where the vehicles of worlds [first, end), whole blocks, are before they are moved.</summary>
    public void Begin(int first, int end)
    {
        var v = vehicles;
        for (int i = first * v.Slots; i < end * v.Slots; i += 8)
        {
            var crashed = Load(v.Crashed, (nuint)i) & Load(v.Active, (nuint)i) & ~Load(v.Body, (nuint)i);
            if (crashed == Vector256<int>.Zero) continue;
            for (int index = i; index < i + 8; index++)
            {
                if ((v.Crashed[index] & v.Active[index]) == 0 || v.Body[index] != 0) continue;
                (v.VelocityX[index], v.VelocityY[index]) = v.Velocity(index);
                v.Body[index] = 1;
            }
        }
        _broadPhase.Begin(first, end);
    }

    /// <summary>Moves the bodies of worlds [first, end), and resolves all contacts of the substep.</summary>
    public void Resolve(int first, int end, float seconds)
    {
        bool anyBody = _broadPhase.Enclose(first, end, seconds);
        for (int world = first; world < end; world++)
        {
            var near = _broadPhase.Count(world, anyBody);
            if (near.Bodies + near.Pairs + near.Walls == 0) continue;
            Resolve(world, near, seconds);
        }
    }

    private void Resolve(int world, in BroadPhase.Census near, float seconds)
    {
        var v = vehicles;
        // Whoever is hit may go further than it meant to, by as much as they move past each other.
        var census = near.Pairs + near.Walls == 0 ? near : _broadPhase.Count(world, anyBody: true, near.Travel);
        Span<Pair> pairs = stackalloc Pair[census.Pairs];
        Span<Pair> walls = stackalloc Pair[census.Walls];
        Span<int> places = stackalloc int[v.Slots];
        if (census.Pairs + census.Walls > 0) _broadPhase.List(world, near.Travel, pairs, walls);
        int start = world * v.Slots, count = 0;
        foreach (var pair in pairs) places[pair.A - start] = places[pair.B - start] = 1;
        foreach (var wall in walls) places[wall.A - start] = 1;
        for (int slot = 0; slot < v.Slots; slot++)
        {
            if (v.Active[start + slot] != 0 && v.Body[start + slot] != 0) places[slot] = 1;
            count += places[slot];
        }

        Span<Body> bodies = stackalloc Body[count + walls.Length];
        count = 0;
        double originX = 0, originY = 0;
        for (int slot = 0; slot < v.Slots; slot++)
        {
            if (places[slot] == 0) continue;
            if (count == 0) (originX, originY) = (v.X[start + slot], v.Y[start + slot]);
            places[slot] = count;
            Take(start + slot, originX, originY, seconds, out bodies[count++]);
        }
        foreach (ref Pair pair in pairs) pair = new Pair(places[pair.A - start], places[pair.B - start]);
        for (int i = 0; i < walls.Length; i++)
        {
            var boxes = obstacles!(world).Boxes;
            bodies[count + i] = Immovable(boxes[walls[i].B], originX, originY);
            walls[i] = new Pair(places[walls[i].A - start], count + i);
        }
        int pieces = (int)Elementary.Clip(MathF.Ceiling(census.Travel / (float)LargestAdvance), 1f, MostPieces);
        Advance(bodies, pairs, walls, pieces, seconds, start);
        foreach (ref readonly Body body in bodies[..count])
        {
            if (!body.IsDriven) Give(body, originX, originY, seconds);
        }
    }

    private void Advance(Span<Body> bodies, ReadOnlySpan<Pair> pairs, ReadOnlySpan<Pair> walls, int pieces, float seconds, int start)
    {
        Span<ContactPoint> points = stackalloc ContactPoint[2 * (pairs.Length + walls.Length)];
        double duration = (double)seconds / pieces;
        for (int piece = 1; piece <= pieces; piece++)
        {
            double fraction = (double)piece / pieces;
            foreach (ref Body body in bodies)
            {
                if (body.Index < 0) continue;
                if (body.IsDriven)
                {
                    body.X = body.StartX + fraction * body.MoveX;
                    body.Y = body.StartY + fraction * body.MoveY;
                    body.Heading = body.StartHeading + fraction * body.Turn;
                }
                else if (body.IsMoving || body.Grip * duration * body.Grip * duration < Squared(body.PullX * duration, body.PullY * duration))
                {
                    body.Slide(duration);
                }
                else
                {
                    continue;
                }
                (body.Sin, body.Cos) = Elementary.SinCos(body.Heading);
            }
            int found = Touch(bodies, pairs, points, start);
            found += Touch(bodies, walls, points[found..], start);
            if (found == 0) continue;
            ContactSolver.Collide(bodies, points[..found], settings.Friction, settings.Restitution);
            ContactSolver.Separate(bodies, points[..found]);
        }
    }

    /// <summary>Finds the points at which pairs touch; what touches drives no more. Returns their number.</summary>
    private int Touch(Span<Body> bodies, ReadOnlySpan<Pair> pairs, Span<ContactPoint> points, int start)
    {
        int found = 0;
        foreach (var (first, second) in pairs)
        {
            ref Body a = ref bodies[first];
            ref Body b = ref bodies[second];
            double dx = b.X - a.X, dy = b.Y - a.Y;
            double reach = a.HalfLength + a.HalfWidth + b.HalfLength + b.HalfWidth;
            if (dx * dx + dy * dy > reach * reach || (!a.IsMoving && !b.IsMoving)) continue;
            var manifold = Manifold.Of(a, b);
            if (manifold.Count == 0) continue;
            Crash(ref a, b, start);
            if (b.Index >= 0) Crash(ref b, a, start);
            points[found++] = ContactSolver.Point(bodies, first, second, manifold, manifold.X0, manifold.Y0, manifold.Depth0);
            if (manifold.Count == 2)
            {
                points[found++] = ContactSolver.Point(bodies, first, second, manifold, manifold.X1, manifold.Y1, manifold.Depth1);
            }
        }
        return found;
    }

    private void Crash(ref Body body, in Body partner, int start)
    {
        var v = vehicles;
        body.IsDriven = false;
        v.Crashed[body.Index] = v.Body[body.Index] = 1;
        if (partner.Index >= 0)
        {
            Collision.Note(v, body.Index, partner.Index, start, (float)(partner.X - body.X), (float)(partner.Y - body.Y), (float)body.Cos, (float)body.Sin);
        }
        else if (v.StruckBy[body.Index] == 0)
        {
            v.StruckBy[body.Index] = Collision.WithObstacle;
        }
    }

    private void Take(int index, double originX, double originY, float seconds, out Body body)
    {
        var v = vehicles;
        var (x, y, heading, yawRate) = _broadPhase.Before(index);
        bool isBody = v.Body[index] != 0;
        var parameters = VehicleParameters.All[v.ParameterSet[index]];
        var (vx, vy) = v.Velocity(index);
        body = new Body
        {
            Index = index, IsDriven = !isBody,
            X = x - originX, Y = y - originY, Heading = heading,
            StartX = x - originX, StartY = y - originY, StartHeading = heading,
            MoveX = (double)v.X[index] - x, MoveY = (double)v.Y[index] - y, Turn = (double)v.Heading[index] - heading,
            VelocityX = vx, VelocityY = vy, YawRate = isBody ? yawRate : v.YawRate[index],
            HalfLength = 0.5 * v.Length[index], HalfWidth = 0.5 * v.Width[index],
            InverseMass = 1.0 / parameters.Mass, InverseInertia = 1.0 / parameters.YawInertia,
            FrontAxle = parameters.FrontAxle, RearAxle = parameters.RearAxle,
            Grip = (double)parameters.Friction * v.RoadFriction[index] * Gravity,
        };
        (body.Sin, body.Cos) = Elementary.SinCos(body.Heading);
        if (v.Grade[index] == 0f && v.Bank[index] == 0f) return;
        var (sinRoad, cosRoad) = Elementary.SinCos((double)heading - v.RelativeHeading[index]);
        double along = -Elementary.SinCos((double)v.Grade[index]).Sin, left = -Elementary.SinCos((double)v.Bank[index]).Sin;
        body.PullX = Gravity * (along * cosRoad - left * sinRoad);
        body.PullY = Gravity * (along * sinRoad + left * cosRoad);
        body.Grip *= Math.Sqrt(Math.Max(1 - along * along - left * left, 0));
    }

    private void Give(in Body body, double originX, double originY, float seconds)
    {
        var v = vehicles;
        int i = body.Index;
        var (_, _, headingBefore, _) = _broadPhase.Before(i);
        var (sin, cos) = Elementary.SinCos((double)headingBefore);
        double before = v.VelocityX[i] * cos + v.VelocityY[i] * sin;
        v.X[i] = (float)(originX + body.X);
        v.Y[i] = (float)(originY + body.Y);
        v.Heading[i] = (float)body.Heading;
        v.VelocityX[i] = (float)body.VelocityX;
        v.VelocityY[i] = (float)body.VelocityY;
        v.YawRate[i] = (float)body.YawRate;
        v.Speed[i] = (float)(body.VelocityX * body.Cos + body.VelocityY * body.Sin);
        v.Acceleration[i] = (v.Speed[i] - (float)before) / seconds;
        v.SlipAngle[i] = v.FrontSpin[i] = v.RearSpin[i] = 0f;
        v.DeltaVX[i] += (float)body.DeltaX;
        v.DeltaVY[i] += (float)body.DeltaY;
    }

    private static Body Immovable(in ObstacleBox box, double originX, double originY) => new()
    {
        Index = -1, IsRail = box.IsRail, X = box.X - originX, Y = box.Y - originY, Cos = box.Cos, Sin = box.Sin,
        HalfLength = box.HalfLength, HalfWidth = box.HalfWidth,
    };

    private static double Squared(double x, double y) => x * x + y * y;
}

/// <summary>Two that may touch: indices of vehicles, places of bodies, or a vehicle and a place among obstacles.</summary>
internal readonly record struct Pair(int A, int B);
