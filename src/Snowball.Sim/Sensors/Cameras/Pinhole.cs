using System.Numerics;

namespace Snowball.Sim.Sensors.Cameras;

/// <summary>
/// A camera without distortion (Hartley and Zisserman, Multiple View Geometry, chapter 6): square pixels, the principal point in the middle
/// of the picture. Pixel (column, row) covers [column, column + 1) x [row, row + 1) from the upper left corner.
/// </summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="FocalLength">Pixels.</param>
public readonly record struct Pinhole(int Width, int Height, float FocalLength)
{
    /// <summary>The camera of a horizontal field of view.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="fieldOfView">Horizontal, rad, in (0, pi).</param>
    public static Pinhole WithFieldOfView(int width, int height, float fieldOfView)
    {
        var (sin, cos) = Numerics.Elementary.SinCos(0.5f * fieldOfView);
        return new(width, height, 0.5f * width * cos / sin);
    }

    /// <summary>Where a point is seen: column and row in pixels, and its depth along the optical axis in m. Only points of positive
    /// depth are in front of the camera.</summary>
    public Vector3 Project(in CameraPose pose, Vector3 point)
    {
        var offset = point - pose.Position;
        float depth = Vector3.Dot(offset, pose.Forward), scale = FocalLength / depth;
        return new(0.5f * Width - scale * Vector3.Dot(offset, pose.Left), 0.5f * Height - scale * Vector3.Dot(offset, pose.Up), depth);
    }
}

/// <summary>Where a camera is in its world (m) and how it is turned: unit vectors, z upwards.</summary>
public readonly record struct CameraPose(Vector3 Position, Vector3 Forward, Vector3 Left, Vector3 Up);
