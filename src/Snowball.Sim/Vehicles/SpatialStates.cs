using System.Numerics;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Vehicles;

/// <summary>
/// What vehicles have beyond the plane where a back end moves them in space, by the same index as <see cref="VehicleStates"/>. Axes and
/// angles of ISO 8855: heading, then pitch about the axis to the left (positive: nose down), then roll about the axis forward (positive: left side up).
/// </summary>
public sealed class SpatialStates
{
    /// <summary>Wheels of a vehicle: front left, front right, rear left, rear right.</summary>
    public const int Wheels = 4;

    internal SpatialStates(ColumnStore store, int slots)
    {
        CentreZ = store.Add<float>(slots);
        Roll = store.Add<float>(slots);
        Pitch = store.Add<float>(slots);
        VelocityZ = store.Add<float>(slots);
        RollRate = store.Add<float>(slots);
        PitchRate = store.Add<float>(slots);
        WheelSpin = store.Add<float>(slots * Wheels);
    }

    /// <summary>Height of the centre of gravity in the world frame, m.</summary>
    public readonly float[] CentreZ;

    /// <summary>rad.</summary>
    public readonly float[] Roll, Pitch;

    /// <summary>Velocity of the centre of gravity upwards, m/s.</summary>
    public readonly float[] VelocityZ;

    /// <summary>About the body's own axes forward and to the left, rad/s; <see cref="VehicleStates.YawRate"/> is that about its axis upwards.</summary>
    public readonly float[] RollRate, PitchRate;

    /// <summary>Angular speed of the wheels, rad/s: <see cref="Wheels"/> a vehicle.</summary>
    public readonly float[] WheelSpin;

    /// <summary>A body's axes in the world, from its angles.</summary>
    public static (Vector3 Forward, Vector3 Left, Vector3 Up) Axes(float heading, float pitch, float roll)
    {
        var (sinHeading, cosHeading) = Elementary.SinCos(heading);
        var (sinPitch, cosPitch) = Elementary.SinCos(pitch);
        var (sinRoll, cosRoll) = Elementary.SinCos(roll);
        return (
            new(cosHeading * cosPitch, sinHeading * cosPitch, -sinPitch),
            new(cosHeading * sinPitch * sinRoll - sinHeading * cosRoll, sinHeading * sinPitch * sinRoll + cosHeading * cosRoll, cosPitch * sinRoll),
            new(cosHeading * sinPitch * cosRoll + sinHeading * sinRoll, sinHeading * sinPitch * cosRoll - cosHeading * sinRoll, cosPitch * cosRoll));
    }

    /// <summary>Pitch and roll of a body, from its axes.</summary>
    public static (float Pitch, float Roll) Angles(Vector3 forward, Vector3 up)
    {
        float level = MathF.Sqrt(forward.X * forward.X + forward.Y * forward.Y);
        // z of the axis to the left, which is up x forward.
        float left = up.X * forward.Y - up.Y * forward.X;
        return (Elementary.Atan2(-forward.Z, level), Elementary.Atan2(left, up.Z));
    }

    internal void Clear(int index)
    {
        CentreZ[index] = Roll[index] = Pitch[index] = VelocityZ[index] = RollRate[index] = PitchRate[index] = 0;
        WheelSpin.AsSpan(index * Wheels, Wheels).Clear();
    }
}
