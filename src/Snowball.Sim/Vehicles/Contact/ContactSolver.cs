namespace Snowball.Sim.Vehicles.Contact;

/// <summary>A point at which two bodies touch, and the impulses there so far (N s), along the normal and to its left.</summary>
internal struct ContactPoint
{
    /// <summary>Places of the bodies.</summary>
    public int A, B;

    /// <summary>Unit normal from A to B.</summary>
    public double NormalX, NormalY;

    /// <summary>The point from the centres of A and B, m; depth, m.</summary>
    public double ArmAX, ArmAY, ArmBX, ArmBY, Depth;

    /// <summary>Masses that resist along and across the normal, kg.</summary>
    public double NormalMass, TangentMass;

    /// <summary>Impulses.</summary>
    public double Normal, Tangent;

    /// <summary>Whether the bodies approach fast enough to bounce.</summary>
    public bool Bounces;

    /// <summary>Velocity of B past A at the point.</summary>
    public readonly (double X, double Y) Velocity(in Body a, in Body b) => (
        b.VelocityX - b.YawRate * ArmBY - a.VelocityX + a.YawRate * ArmAY,
        b.VelocityY + b.YawRate * ArmBX - a.VelocityY - a.YawRate * ArmAX);
}

/// <summary>
/// Impulses between rigid bodies, in two phases as in Poisson's hypothesis: compression until nothing approaches (sequential impulses with
/// Coulomb friction, Catto 2005), then restitution, which gives each point a fraction of its compression again. Compression from
/// rest only takes energy; restitution is scaled back where it would give more than was there.
/// </summary>
internal static class ContactSolver
{
    /// <summary>Overlap that is left, so that bodies at rest keep in touch, m.</summary>
    public const double Slop = 0.005;

    private const int VelocityIterations = 24, PositionIterations = 4;
    private const double LeastBounceSpeed = 0.5, PositionFraction = 0.5, Converged = 1e-9;

    /// <summary>A point between two bodies.</summary>
    public static ContactPoint Point(ReadOnlySpan<Body> bodies, int first, int second, in Manifold manifold, double x, double y, double depth)
    {
        ref readonly Body a = ref bodies[first];
        ref readonly Body b = ref bodies[second];
        var point = new ContactPoint
        {
            A = first, B = second, NormalX = manifold.NormalX, NormalY = manifold.NormalY, Depth = depth,
            ArmAX = x - a.X, ArmAY = y - a.Y, ArmBX = x - b.X, ArmBY = y - b.Y,
        };
        point.NormalMass = Mass(a, b, point, point.NormalX, point.NormalY);
        point.TangentMass = Mass(a, b, point, -point.NormalY, point.NormalX);
        var (vx, vy) = point.Velocity(a, b);
        point.Bounces = -(vx * point.NormalX + vy * point.NormalY) > LeastBounceSpeed;
        return point;
    }

    /// <summary>Changes the velocities of bodies that touch.</summary>
    public static void Collide(Span<Body> bodies, Span<ContactPoint> points, double friction, double restitution)
    {
        foreach (ref Body body in bodies) (body.BeforeX, body.BeforeY, body.BeforeYaw) = (body.VelocityX, body.VelocityY, body.YawRate);
        for (int iteration = 0; iteration < VelocityIterations; iteration++)
        {
            double change = 0;
            foreach (ref ContactPoint point in points)
            {
                change = Math.Max(change, Compress(bodies, ref point));
                change = Math.Max(change, Rub(bodies, ref point, friction));
            }
            if (change < Converged) break;
        }
        if (restitution > 0) Bounce(bodies, points, friction, restitution);
        foreach (ref Body body in bodies)
        {
            body.DeltaX += body.VelocityX - body.BeforeX;
            body.DeltaY += body.VelocityY - body.BeforeY;
        }
    }

    /// <summary>Moves overlapping bodies apart, which leaves their velocities alone.</summary>
    public static void Separate(Span<Body> bodies, ReadOnlySpan<ContactPoint> points)
    {
        foreach (ref Body body in bodies) (body.ShiftX, body.ShiftY, body.ShiftTurn) = (0, 0, 0);
        for (int iteration = 0; iteration < PositionIterations; iteration++)
        {
            foreach (ref readonly ContactPoint point in points)
            {
                ref Body a = ref bodies[point.A];
                ref Body b = ref bodies[point.B];
                double opened = (b.ShiftX - b.ShiftTurn * point.ArmBY - a.ShiftX + a.ShiftTurn * point.ArmAY) * point.NormalX
                    + (b.ShiftY + b.ShiftTurn * point.ArmBX - a.ShiftY - a.ShiftTurn * point.ArmAX) * point.NormalY;
                double push = (point.Depth - opened - Slop) * PositionFraction * point.NormalMass;
                if (push <= 0) continue;
                double px = push * point.NormalX, py = push * point.NormalY;
                a.ShiftX -= px * a.InverseMass;
                a.ShiftY -= py * a.InverseMass;
                a.ShiftTurn -= (point.ArmAX * py - point.ArmAY * px) * a.InverseInertia;
                b.ShiftX += px * b.InverseMass;
                b.ShiftY += py * b.InverseMass;
                b.ShiftTurn += (point.ArmBX * py - point.ArmBY * px) * b.InverseInertia;
            }
        }
        foreach (ref Body body in bodies)
        {
            body.X += body.ShiftX;
            body.Y += body.ShiftY;
            body.Heading += body.ShiftTurn;
        }
    }

    /// <summary>Stops the approach at a point; returns by how much the velocity there changed, m/s.</summary>
    private static double Compress(Span<Body> bodies, ref ContactPoint point)
    {
        ref Body a = ref bodies[point.A];
        ref Body b = ref bodies[point.B];
        var (vx, vy) = point.Velocity(a, b);
        double before = point.Normal;
        point.Normal = Math.Max(before - (vx * point.NormalX + vy * point.NormalY) * point.NormalMass, 0);
        double impulse = point.Normal - before;
        Exchange(ref a, ref b, point, impulse * point.NormalX, impulse * point.NormalY);
        return Math.Abs(impulse) / point.NormalMass;
    }

    /// <summary>Stops sliding at a point as far as friction can; returns by how much the velocity there changed, m/s.</summary>
    private static double Rub(Span<Body> bodies, ref ContactPoint point, double friction)
    {
        ref Body a = ref bodies[point.A];
        ref Body b = ref bodies[point.B];
        var (vx, vy) = point.Velocity(a, b);
        double before = point.Tangent, most = friction * point.Normal;
        double wanted = before - (vy * point.NormalX - vx * point.NormalY) * point.TangentMass;
        point.Tangent = Math.Min(Math.Max(wanted, -most), most);
        double impulse = point.Tangent - before;
        Exchange(ref a, ref b, point, -impulse * point.NormalY, impulse * point.NormalX);
        return Math.Abs(impulse) / point.TangentMass;
    }

    private static void Bounce(Span<Body> bodies, Span<ContactPoint> points, double friction, double restitution)
    {
        foreach (ref Body body in bodies) (body.CompressedX, body.CompressedY, body.CompressedYaw) = (body.VelocityX, body.VelocityY, body.YawRate);
        foreach (ref ContactPoint point in points)
        {
            if (!point.Bounces) continue;
            double impulse = restitution * point.Normal;
            point.Normal += impulse;
            Exchange(ref bodies[point.A], ref bodies[point.B], point, impulse * point.NormalX, impulse * point.NormalY);
            Rub(bodies, ref point, friction);
        }
        KeepEnergy(bodies);
    }

    /// <summary>Takes back as much of the restitution of all points alike, which keeps momentum, as gives more energy than there was.</summary>
    private static void KeepEnergy(Span<Body> bodies)
    {
        double before = 0, compressed = 0, after = 0, square = 0;
        foreach (ref readonly Body body in bodies)
        {
            before += body.TwiceEnergy(body.BeforeX, body.BeforeY, body.BeforeYaw);
            compressed += body.TwiceEnergy(body.CompressedX, body.CompressedY, body.CompressedYaw);
            after += body.TwiceEnergy(body.VelocityX, body.VelocityY, body.YawRate);
            square += body.TwiceEnergy(body.VelocityX - body.CompressedX, body.VelocityY - body.CompressedY, body.YawRate - body.CompressedYaw);
        }
        if (after <= before || square <= 0) return;
        // Energy is a parabola of the fraction that is kept: compressed + linear f + square f^2 = before.
        double linear = after - compressed - square, room = Math.Max(before - compressed, 0);
        double fraction = (Math.Sqrt(linear * linear + 4 * square * room) - linear) / (2 * square);
        fraction = Math.Min(Math.Max(fraction, 0), 1);
        foreach (ref Body body in bodies)
        {
            body.VelocityX = body.CompressedX + fraction * (body.VelocityX - body.CompressedX);
            body.VelocityY = body.CompressedY + fraction * (body.VelocityY - body.CompressedY);
            body.YawRate = body.CompressedYaw + fraction * (body.YawRate - body.CompressedYaw);
        }
    }

    private static void Exchange(ref Body a, ref Body b, in ContactPoint point, double px, double py)
    {
        a.Push(-px, -py, point.ArmAX, point.ArmAY);
        b.Push(px, py, point.ArmBX, point.ArmBY);
    }

    private static double Mass(in Body a, in Body b, in ContactPoint point, double nx, double ny)
    {
        double leverA = point.ArmAX * ny - point.ArmAY * nx, leverB = point.ArmBX * ny - point.ArmBY * nx;
        return 1 / (a.InverseMass + b.InverseMass + leverA * leverA * a.InverseInertia + leverB * leverB * b.InverseInertia);
    }
}
