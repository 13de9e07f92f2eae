using System.Collections.Immutable;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Roads;

/// <summary>
/// An immutable one-way carriageway of lanes along a reference line, and the maps between road coordinates (s along the line, d to
/// its left, m) and the world. Lane 0 is leftmost. Where all lanes are alike everywhere the line is the left edge (d = 0) and there is
/// no <see cref="Table"/>; otherwise that tells where each lane is. Poses at stations
/// <see cref="StationSpacing"/> m apart are tabulated; between them the line is the circle of the nearest station. On a
/// clothoid whose curvature changes by c (1/m2) that puts d off by up to c / 6 m and s by up to c |d| / 2 m: below a millimetre where
/// c is below 1e-4, such as 60 m of clothoid to a radius of 170 m. The float methods use + - * / sqrt floor only.
/// </summary>
public sealed class Carriageway
{
    /// <summary>Distance between stations, m.</summary>
    public const float StationSpacing = 2f;

    private Carriageway(int lanes, float laneWidth, float speedLimit, ReferenceLine line, float length, int stations, CrossSection? section = null)
    {
        (Lanes, LaneWidth, SpeedLimit, Line, Length) = (lanes, laneWidth, speedLimit, line, length);
        if (section is not null)
        {
            Table = new LaneTable(section, stations);
            Surface = new SurfaceTable(section.Surface, speedLimit, stations);
        }
        X = new float[stations];
        Y = new float[stations];
        Cos = new float[stations];
        Sin = new float[stations];
        Heading = new float[stations];
        Curvature = new float[stations];
        for (int i = 0; i < stations; i++)
        {
            var pose = line.At((double)i * StationSpacing);
            var (sin, cos) = Elementary.SinCos(pose.Heading);
            (X[i], Y[i], Cos[i], Sin[i]) = ((float)pose.X, (float)pose.Y, (float)cos, (float)sin);
            (Heading[i], Curvature[i]) = ((float)pose.Heading, (float)pose.Curvature);
        }
    }

    /// <summary>A straight road along the x axis that does not end: s is x and d is y, and there is no table.</summary>
    public static Carriageway Straight(int lanes, float laneWidth, float speedLimit)
        => new(lanes, laneWidth, speedLimit, new ReferenceLine([RoadSegment.Straight(double.PositiveInfinity)]), float.PositiveInfinity, stations: 0);

    /// <summary>A road of the given length along a line that may run on beyond it.</summary>
    /// <exception cref="ArgumentException">The line is shorter than the road or than two stations.</exception>
    public static Carriageway Along(ReferenceLine line, float length, int lanes, float laneWidth, float speedLimit)
    {
        if (!(length <= line.Length) || line.Length < StationSpacing)
        {
            throw new ArgumentException($"A line of {line.Length} m cannot carry a road of {length} m.", nameof(length));
        }
        return new(lanes, laneWidth, speedLimit, line, length, (int)(line.Length / StationSpacing) + 1);
    }

    /// <summary>A road of the given length whose lanes differ from place to place.</summary>
    /// <param name="line">May run on beyond the length.</param>
    /// <param name="length">m.</param>
    /// <param name="section">Its lanes and surface, at (int)(line.Length / <see cref="StationSpacing"/>) + 1 stations.</param>
    /// <param name="laneWidth">Width of a usual lane, m.</param>
    /// <param name="speedLimit">The highest limit on it, m/s.</param>
    /// <exception cref="ArgumentException">The line is too short, or the section is given at other stations.</exception>
    public static Carriageway Along(ReferenceLine line, float length, CrossSection section, float laneWidth, float speedLimit)
    {
        if (!(length <= line.Length) || line.Length < StationSpacing)
        {
            throw new ArgumentException($"A line of {line.Length} m cannot carry a road of {length} m.", nameof(length));
        }
        return new(section.Lanes.Length, laneWidth, speedLimit, line, length, (int)(line.Length / StationSpacing) + 1, section);
    }

    /// <summary>The same carriageway with barriers and obstacles.</summary>
    /// <exception cref="ArgumentException">A barrier does not end beyond its start, or something has no size.</exception>
    public Carriageway With(ImmutableArray<BarrierLine> barriers, ImmutableArray<ObstacleFootprint> obstacles)
    {
        var copy = (Carriageway)MemberwiseClone();
        copy.Obstacles = new ObstacleMap(this, barriers, obstacles);
        return copy;
    }

    /// <summary>Number of lanes that have an index; where there is a <see cref="Table"/> not all of them are everywhere.</summary>
    public int Lanes { get; }

    /// <summary>Number of lanes at its start: all, but for those that begin or join later.</summary>
    public int ThroughLanes
    {
        get
        {
            if (Table is null) return Lanes;
            int open = 0;
            for (int lane = 0; lane < Lanes; lane++) open += Table.IsOpen(lane, 0f) ? 1 : 0;
            return open;
        }
    }

    /// <summary>Index of the lane that is the <paramref name="place"/>-th from the left at s, from 0; -1 where there are fewer.</summary>
    public int OpenLane(int place, float s)
    {
        if (Table is null) return place;
        for (int lane = 0; lane < Lanes; lane++)
        {
            if (Table.IsOpen(lane, s) && place-- == 0) return lane;
        }
        return -1;
    }

    /// <summary>Width of each lane, or of the usual ones, m.</summary>
    public float LaneWidth { get; }

    /// <summary>Speed limit, the highest where there are several, m/s.</summary>
    public float SpeedLimit { get; }

    /// <summary>Where the lanes are; null where all are alike everywhere.</summary>
    public LaneTable? Table { get; }

    /// <summary>Slopes, friction and limits; null where the road is level and dry and has one limit.</summary>
    public SurfaceTable? Surface { get; }

    /// <summary>What stands beside or on it.</summary>
    public ObstacleMap Obstacles { get; private set; } = ObstacleMap.Empty;

    /// <summary>Length, m; infinite for a straight road.</summary>
    public float Length { get; }

    /// <summary>Whether s is x and d is y.</summary>
    public bool IsStraight => X.Length == 0;

    /// <summary>The left edge of the road.</summary>
    public ReferenceLine Line { get; }

    /// <summary>[stations], x of the line at s = index * <see cref="StationSpacing"/>, m.</summary>
    public float[] X { get; }

    /// <summary>[stations], y, m.</summary>
    public float[] Y { get; }

    /// <summary>[stations], cosine of the heading.</summary>
    public float[] Cos { get; }

    /// <summary>[stations], sine of the heading.</summary>
    public float[] Sin { get; }

    /// <summary>[stations], heading, rad; continuous, not wrapped.</summary>
    public float[] Heading { get; }

    /// <summary>[stations], curvature, 1/m, positive to the left.</summary>
    public float[] Curvature { get; }

    /// <summary>Position in the world (m) and heading of the road there (rad) of the point d to the left of s.</summary>
    public void ToWorld(float s, float d, out float x, out float y, out float heading)
    {
        if (IsStraight)
        {
            (x, y, heading) = (s, d, 0f);
            return;
        }
        int i = Station(s);
        float k = Curvature[i], along = s - i * StationSpacing;
        float turn = k * along, square = turn * turn;
        // Taylor series of sine and cosine: a station is at most 1 m away.
        float sin = turn * (1f - square * (1f / 6f) * (1f - square * (1f / 20f)));
        float cos = 1f - square * 0.5f * (1f - square * (1f / 12f));
        float u = along * (1f - square * (1f / 6f) * (1f - square * (1f / 20f))) - d * sin;
        float w = along * turn * 0.5f * (1f - square * (1f / 12f)) + d * cos;
        x = X[i] + u * Cos[i] - w * Sin[i];
        y = Y[i] + u * Sin[i] + w * Cos[i];
        heading = Heading[i] + turn;
    }

    /// <summary>
    /// Road coordinates of a point, on the circle of the station nearest to <paramref name="hintS"/>, and once more when that
    /// leads to another station. Good where the hint is a few metres off and the point is nearer than the centre of curvature.
    /// </summary>
    public void Project(float x, float y, float hintS, out float s, out float d)
    {
        if (IsStraight)
        {
            (s, d) = (x, y);
            return;
        }
        int i = Station(hintS);
        ProjectAt(i, x, y, out s, out d);
        int nearest = Station(s);
        if (nearest != i) ProjectAt(nearest, x, y, out s, out d);
    }

    /// <summary>Curvature at s, 1/m, linear between stations.</summary>
    public float CurvatureAt(float s)
    {
        if (IsStraight) return 0f;
        float position = Elementary.Clip(s / StationSpacing, 0f, Curvature.Length - 1);
        float floor = Elementary.Clip(MathF.Floor(position), 0f, Curvature.Length - 2);
        int i = (int)floor;
        return Curvature[i] + (Curvature[i + 1] - Curvature[i]) * (position - floor);
    }

    /// <summary>Heading of the road at s (rad, not wrapped) and its curvature (1/m), on the circle of the nearest station.</summary>
    public void PoseAt(float s, out float heading, out float curvature)
    {
        if (IsStraight)
        {
            (heading, curvature) = (0f, 0f);
            return;
        }
        int i = Station(s);
        curvature = Curvature[i];
        heading = Heading[i] + curvature * (s - i * StationSpacing);
    }

    /// <summary>d of the centre of a lane at s, m.</summary>
    public float LaneCentre(int lane, float s) => Table is null ? -(lane + 0.5f) * LaneWidth : Table.Centre(lane, s);

    /// <summary>Whether d is on a lane at s.</summary>
    public bool OnRoad(float s, float d) => Table is null ? d <= 0f && d >= -Lanes * LaneWidth : Table.OnRoad(s, d);

    /// <summary>Whether a vehicle may change at s from a lane to the next one to its left (-1) or right (+1).</summary>
    public bool MayChange(int lane, int direction, float s)
        => Table is null ? lane + direction >= 0 && lane + direction < Lanes : Table.MayChange(lane, direction, s);

    private int Station(float s) => (int)Elementary.Clip(MathF.Floor(s / StationSpacing + 0.5f), 0f, X.Length - 1);

    private void ProjectAt(int i, float x, float y, out float s, out float d)
    {
        float dx = x - X[i], dy = y - Y[i], k = Curvature[i];
        float u = dx * Cos[i] + dy * Sin[i], w = dy * Cos[i] - dx * Sin[i];
        float radial = 1f - k * w, ku = k * u;
        float z = ku / radial, square = z * z;
        d = (2f * w - k * (u * u + w * w)) / (1f + MathF.Sqrt(radial * radial + ku * ku));
        // u / radial * atan(z) / z, by the series of atan.
        s = i * StationSpacing + u / radial * (1f - square * (1f / 3f) + square * square * (1f / 5f));
    }
}
