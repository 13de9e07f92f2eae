namespace Snowball.Sim.Tests.HighwayFast;

/// <summary>A rectangle of 5 x 2 m that moves as a bicycle; x, y is its centre. Or an obstacle of 2 x 2 m.</summary>
internal sealed class ReferenceVehicle
{
    public const double Length = 5;
    public const double Width = 2;

    /// <summary>Stands where it is.</summary>
    public bool IsObstacle { get; init; }

    public double Diagonal => Math.Sqrt(OwnLength * OwnLength + Width * Width);

    private double OwnLength => IsObstacle ? 2 : Length;

    public double X { get; set; }
    public double Y { get; set; }
    public double Heading { get; set; }
    public double Speed { get; set; }

    /// <summary>The lane whose centre is nearest.</summary>
    public int Lane { get; set; }

    /// <summary>The lane steered for.</summary>
    public int TargetLane { get; set; }

    public double TargetSpeed { get; set; }

    /// <summary>Seconds since the last lane decision. Without meaning for the ego.</summary>
    public double Timer { get; set; }

    /// <summary>Exponent of IDM's free-road term. Without meaning for the ego.</summary>
    public double Exponent { get; set; } = 4;

    public bool Crashed { get; set; }

    /// <summary>A displacement due at the next substep, which marks the vehicle as crashed.</summary>
    public (double X, double Y)? Impact { get; set; }

    /// <summary>Front wheel angle commanded for the substep.</summary>
    public double Steering { get; set; }

    public double Acceleration { get; set; }

    /// <summary>Velocity along the heading: the slip angle is left out.</summary>
    public double VelocityX => Speed * Math.Cos(Heading);

    public double VelocityY => Speed * Math.Sin(Heading);

    public ReferenceVehicle Copy() => (ReferenceVehicle)MemberwiseClone();

    /// <summary>Rear left, rear right, front right and front left: y grows to the right.</summary>
    public (double X, double Y)[] Corners()
    {
        var (sin, cos) = Math.SinCos(Heading);
        return [Corner(-1, -1), Corner(-1, +1), Corner(+1, +1), Corner(+1, -1)];

        (double X, double Y) Corner(int front, int right)
        {
            var (ahead, aside) = (front * OwnLength / 2, right * Width / 2);
            return (cos * ahead - sin * aside + X, sin * ahead + cos * aside + Y);
        }
    }
}
