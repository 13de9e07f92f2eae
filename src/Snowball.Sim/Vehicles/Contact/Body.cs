namespace Snowball.Sim.Vehicles.Contact;

/// <summary>
/// A box in the plane while contacts of a world are resolved: a vehicle that still drives along its path of the substep, a crashed one, or
/// something immovable, whose inverse mass and inertia are 0. Double precision, about an origin near by; SI units.
/// </summary>
internal struct Body
{
    /// <summary>Index of the vehicle; -1 of what is immovable.</summary>
    public int Index;

    /// <summary>Whether it follows its path, untouched so far; whether it is a piece of rail.</summary>
    public bool IsDriven, IsRail;

    /// <summary>Centre, heading and its cosine and sine.</summary>
    public double X, Y, Heading, Cos, Sin;

    /// <summary>Velocity of the centre, yaw rate.</summary>
    public double VelocityX, VelocityY, YawRate;

    /// <summary>The path of the substep: where it starts, and how far it goes and turns.</summary>
    public double StartX, StartY, StartHeading, MoveX, MoveY, Turn;

    /// <summary>Shape and inertia.</summary>
    public double HalfLength, HalfWidth, InverseMass, InverseInertia;

    /// <summary>Distances of the axles from the centre of gravity.</summary>
    public double FrontAxle, RearAxle;

    /// <summary>Greatest deceleration of locked tyres, and the pull of the slope.</summary>
    public double Grip, PullX, PullY;

    /// <summary>Velocities before contacts, and after their compression.</summary>
    public double BeforeX, BeforeY, BeforeYaw, CompressedX, CompressedY, CompressedYaw;

    /// <summary>How far it is moved out of others.</summary>
    public double ShiftX, ShiftY, ShiftTurn;

    /// <summary>Change of velocity by the contacts of the substep.</summary>
    public double DeltaX, DeltaY;

    /// <summary>Whether it moves.</summary>
    public readonly bool IsMoving => IsDriven || VelocityX != 0 || VelocityY != 0 || YawRate != 0;

    /// <summary>Twice its kinetic energy at a velocity.</summary>
    public readonly double TwiceEnergy(double vx, double vy, double yawRate)
        => InverseMass == 0 ? 0 : (vx * vx + vy * vy) / InverseMass + yawRate * yawRate / InverseInertia;

    /// <summary>Takes an impulse at a point given from the centre.</summary>
    public void Push(double px, double py, double armX, double armY)
    {
        VelocityX += px * InverseMass;
        VelocityY += py * InverseMass;
        YawRate += (armX * py - armY * px) * InverseInertia;
    }

    /// <summary>Moves a crashed body: gravity along the slope, tyres that are locked, then position by the mean velocity.</summary>
    public void Slide(double seconds)
    {
        double vx = VelocityX, vy = VelocityY, yawRate = YawRate;
        VelocityX += PullX * seconds;
        VelocityY += PullY * seconds;
        if (Grip > 0) BrakeByTyres(seconds);
        X += 0.5 * (vx + VelocityX) * seconds;
        Y += 0.5 * (vy + VelocityY) * seconds;
        Heading += 0.5 * (yawRate + YawRate) * seconds;
    }

    /// <summary>
    /// Coulomb friction at both axles under their static loads. Where it can hold the body within the step the body rests, also on a
    /// slope; otherwise each axle pushes against its own sliding, which turns the body as it slides.
    /// </summary>
    private void BrakeByTyres(double seconds)
    {
        double mass = 1 / InverseMass, wheelbase = FrontAxle + RearAxle;
        double most = Grip * seconds * mass, mostFront = most * RearAxle / wheelbase, mostRear = most * FrontAxle / wheelbase;
        double along = (VelocityX * Cos + VelocityY * Sin) * mass, across = (VelocityY * Cos - VelocityX * Sin) * mass;
        double spin = YawRate / InverseInertia;
        double front = (spin + RearAxle * across) / wheelbase, rear = across - front;
        double alongFront = along * RearAxle / wheelbase, alongRear = along - alongFront;
        if (front * front + alongFront * alongFront <= mostFront * mostFront && rear * rear + alongRear * alongRear <= mostRear * mostRear)
        {
            VelocityX = VelocityY = YawRate = 0;
            return;
        }
        BrakeAt(FrontAxle, mostFront);
        BrakeAt(-RearAxle, mostRear);
    }

    private void BrakeAt(double arm, double most)
    {
        double armX = arm * Cos, armY = arm * Sin;
        double vx = VelocityX - YawRate * armY, vy = VelocityY + YawRate * armX;
        double speed = Math.Sqrt(vx * vx + vy * vy);
        // Never so much that the point would slide back.
        double impulse = Math.Min(most, speed / (InverseMass + arm * arm * InverseInertia));
        if (impulse > 0) Push(-impulse * vx / speed, -impulse * vy / speed, armX, armY);
    }
}
