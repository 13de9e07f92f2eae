using Snowball.Sim.Scenarios;

namespace Snowball.Perception.Tests.Classical;

/// <summary>
/// A level road of constant curvature with two lanes' worth of paint to either side, drawn by a ray for each part of a pixel, in double precision and with its own trigonometry.
/// </summary>
/// <param name="Offset">Of the ego from the centre of its lane, m to the left.</param>
/// <param name="Heading">Of the ego to the left of the lane, rad.</param>
/// <param name="Curvature">Of the centre of the lane, to the left, 1/m.</param>
/// <param name="Phase">Where dashes begin, m.</param>
internal sealed record DrawnRoad(double Offset, double Heading, double Curvature, double Phase = 0)
{
    public const double LaneWidth = 3.75;
    private const double Dash = 6, Period = 18, PaintWidth = 0.15;
    private const int Parts = 4;
    private const byte Sky = 200, Road = 90, Paint = 220;

    /// <summary>What a camera sees, grey, with Gaussian noise.</summary>
    public byte[] Draw(CameraSettings camera, double noise = 0, bool isPainted = true)
    {
        var random = new Random(5);
        var picture = new byte[camera.Width * camera.Height];
        for (int i = 0; i < picture.Length; i++)
        {
            double sum = 0;
            for (int part = 0; part < Parts * Parts; part++)
            {
                double column = i % camera.Width + (part % Parts + 0.5) / Parts, row = i / camera.Width + (part / Parts + 0.5) / Parts;
                sum += Ground(camera, column, row) is not { } ground ? Sky : isPainted && IsPaint(ground.Forward, ground.Left) ? Paint : Road;
            }
            double gaussian = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            picture[i] = (byte)Math.Clamp(Math.Round(sum / (Parts * Parts) + noise * gaussian), 0, 255);
        }
        return picture;
    }

    /// <summary>The place on the ground, m forward and to the left of the ego, that a point of the picture shows; null above the horizon.</summary>
    public static (double Forward, double Left)? Ground(CameraSettings camera, double column, double row)
    {
        double focal = camera.Width / 2.0 / Math.Tan(camera.FieldOfView / 2.0), x = focal, y = camera.Width / 2.0 - column, z = camera.Height / 2.0 - row;
        (y, z) = Rotate(y, z, camera.Roll);
        (x, z) = Rotate(x, z, -camera.Pitch);
        (x, y) = Rotate(x, y, camera.Mount.Yaw);
        if (z >= 0) return null;
        double scale = -camera.Mount.Z / z;
        return (camera.Mount.X + scale * x, camera.Mount.Y + scale * y);

        static (double, double) Rotate(double a, double b, double angle)
            => (a * Math.Cos(angle) - b * Math.Sin(angle), a * Math.Sin(angle) + b * Math.Cos(angle));
    }

    /// <summary>Place along the lane and to the left of its centre of a point of the ego's frame, m.</summary>
    public (double S, double D) Along(double forward, double left)
    {
        double x = forward * Math.Cos(Heading) - left * Math.Sin(Heading), y = Offset + forward * Math.Sin(Heading) + left * Math.Cos(Heading);
        if (Curvature == 0) return (x, y);
        double radius = 1 / Curvature, sign = Math.Sign(radius);
        return (radius * Math.Atan2(sign * x, sign * (radius - y)), radius - sign * Math.Sqrt(x * x + (radius - y) * (radius - y)));
    }

    private bool IsPaint(double forward, double left)
    {
        var (s, d) = Along(forward, left);
        double fromDashed = Math.Abs(Math.Abs(d) - 0.5 * LaneWidth), fromSolid = Math.Abs(Math.Abs(d) - 1.5 * LaneWidth);
        double inPeriod = s + Phase - Period * Math.Floor((s + Phase) / Period);
        return fromSolid < 0.5 * PaintWidth || (fromDashed < 0.5 * PaintWidth && inPeriod < Dash);
    }
}
