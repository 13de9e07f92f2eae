using System.Collections.Immutable;
using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Labels;

/// <summary>A rectangle of a picture, pixels; pixel (column, row) covers [column, column + 1) x [row, row + 1).</summary>
/// <param name="Left">Of its left side.</param>
/// <param name="Top">Of its upper side.</param>
/// <param name="Right">Of its right side, beyond the last pixel.</param>
/// <param name="Bottom">Of its lower side, beyond the last pixel.</param>
public readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Pixels.</summary>
    public float Width => Right - Left;

    /// <summary>Pixels.</summary>
    public float Height => Bottom - Top;

    /// <summary>Square pixels.</summary>
    public float Area => Math.Max(0, Width) * Math.Max(0, Height);

    /// <summary>Intersection over union with another, 0 to 1.</summary>
    public float Overlap(in Box other)
    {
        float width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left), height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0) return 0;
        float shared = width * height;
        return shared / (Area + other.Area - shared);
    }
}

/// <summary>Where the ego is in its lane, the one whose centre is nearest, and how the lane runs.</summary>
/// <param name="LateralOffset">Of the ego's reference point from the lane's centre line, m, positive to the left.</param>
/// <param name="HeadingError">Of the ego against the lane's direction, rad, positive when it is turned to the left.</param>
/// <param name="Curvature">Of the lane's centre <see cref="CurvatureDistance"/> ahead, 1/m, positive for a turn to the left.</param>
/// <param name="Width">Of the lane beside the ego, m.</param>
public readonly record struct EgoLane(float LateralOffset, float HeadingError, float Curvature, float Width)
{
    /// <summary>How far ahead of the ego's reference point the curvature is told, m: where a camera sees the lane well.</summary>
    public const float CurvatureDistance = 20f;
}

/// <summary>A line between lanes, or at the edge of one, from near to far: from the picture's border to where it leaves the picture, goes behind a
/// crest or is too far away. Vehicles hide nothing of it, and gaps between dashes are parts of it.</summary>
/// <param name="Side">Which line it is, seen from the ego's lane: -1 its left one, 1 its right one, -2 and 2 the next ones.</param>
/// <param name="Pixels">Where it is seen: column and row.</param>
/// <param name="Metres">The same points as the ego sees them: forward, left, up.</param>
public sealed record LaneLine(int Side, ImmutableArray<Vector2> Pixels, ImmutableArray<Vector3> Metres)
{
    /// <summary>Where points along a line first cross a row of the picture, pixels; NaN where they do not.</summary>
    public static float ColumnAt(ReadOnlySpan<Vector2> points, float row)
    {
        for (int i = 1; i < points.Length; i++)
        {
            var (a, b) = (points[i - 1], points[i]);
            if ((a.Y - row) * (b.Y - row) <= 0 && a.Y != b.Y) return a.X + (b.X - a.X) * (row - a.Y) / (b.Y - a.Y);
        }
        return float.NaN;
    }
}

/// <summary>A vehicle in the picture.</summary>
/// <param name="Instance">Its value in the instance plane, from 1.</param>
/// <param name="Class">Car or truck.</param>
/// <param name="Box">Around its visible pixels.</param>
/// <param name="Pixels">How many pixels show it.</param>
/// <param name="Distance">From the ego's front to its nearest point, m.</param>
/// <param name="RelativeLane">Its lane less the ego's, positive to the right.</param>
/// <param name="RelativeSpeed">Its speed less the ego's, along the ego's direction, m/s.</param>
public sealed record VehicleLabel(byte Instance, SemanticClass Class, Box Box, int Pixels, float Distance, int RelativeLane, float RelativeSpeed);

/// <summary>What is known of a picture.</summary>
/// <param name="Lane">The ego's lane.</param>
/// <param name="Lines">The lines that are seen, from the left to the right.</param>
/// <param name="Vehicles">The vehicles that are seen, by instance.</param>
public sealed record FrameLabels(EgoLane Lane, ImmutableArray<LaneLine> Lines, ImmutableArray<VehicleLabel> Vehicles);
