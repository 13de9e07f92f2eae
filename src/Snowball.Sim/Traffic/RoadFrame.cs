using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Vehicles;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Traffic;

/// <summary>Keeps every vehicle's place in its world's road up to date: s, d, lane, heading relative to the road.</summary>
public sealed class RoadFrame
{
    private const float LaneMargin = 1f;
    private readonly VehicleStates _vehicles;
    private readonly RoadFamily _roads;
    private readonly Carriageway _first;
    private readonly int[] _road;

    /// <param name="store">Holds which road a world has.</param>
    /// <param name="vehicles">The vehicles to locate.</param>
    /// <param name="roads">The roads to pick from; alike in lanes and widths.</param>
    public RoadFrame(ColumnStore store, VehicleStates vehicles, RoadFamily roads)
    {
        (_vehicles, _roads, _first) = (vehicles, roads, roads[0]);
        _road = store.Add<int>(1);
    }

    /// <summary>Width of every lane, m.</summary>
    public float LaneWidth => _first.LaneWidth;

    /// <summary>Number of lanes of every road.</summary>
    public int Lanes => _first.Lanes;

    /// <summary>Picks a world's road by its episode's seed.</summary>
    public void Choose(int world, ulong episodeSeed) => _road[world] = _roads.IndexFor(episodeSeed);

    /// <summary>A world's road.</summary>
    public Carriageway Road(int world) => _roads[_road[world]];

    /// <summary>Sets a vehicle's world-frame position from road coordinates.</summary>
    public void Put(int index, float s, float d, float relativeHeading)
    {
        var v = _vehicles;
        Road(index / v.Slots).ToWorld(s, d, out v.X[index], out v.Y[index], out float heading);
        v.Heading[index] = heading + relativeHeading;
        v.S[index] = s;
    }

    /// <summary>Sets a vehicle's world-frame position to a place on a lane: at s, an offset to the left of the lane's centre (m), turned
    /// from the lane's direction (rad).</summary>
    public void PutInLane(int index, int lane, float s, float offset = 0f, float heading = 0f)
    {
        var road = Road(index / _vehicles.Slots);
        if (road.Table is { } table) heading += Elementary.Atan(table.Slope(lane, s));
        Put(index, s, road.LaneCentre(lane, s) + offset, heading);
    }

    /// <summary>Finds the road coordinates of every vehicle of worlds [first, end) from the world frame, near the last s.</summary>
    public void Locate(int first, int end)
    {
        var v = _vehicles;
        int from = first * v.Slots, to = end * v.Slots;
        if (_first.IsStraight)
        {
            v.X.AsSpan(from..to).CopyTo(v.S.AsSpan(from..to));
            v.Y.AsSpan(from..to).CopyTo(v.D.AsSpan(from..to));
            v.Heading.AsSpan(from..to).CopyTo(v.RelativeHeading.AsSpan(from..to));
        }
        else
        {
            for (int world = first; world < end; world++) Project(world);
        }
        // Whole vectors: neighbours outside the range get what they have.
        if (_first.Table is null)
        {
            for (int i = from / 8 * 8; i < to; i += 8) FindLanes((nuint)i);
            return;
        }
        for (int i = from / 8 * 8; i < to; i += 8) FindHeadings((nuint)i);
        for (int world = first; world < end; world++) FindLanes(world);
    }

    private void Project(int world)
    {
        var v = _vehicles;
        var road = Road(world);
        for (int i = world * v.Slots; i < (world + 1) * v.Slots; i++)
        {
            road.Project(v.X[i], v.Y[i], v.S[i], out v.S[i], out v.D[i]);
            road.PoseAt(v.S[i], out float heading, out float curvature);
            v.Curvature[i] = curvature / (1f - curvature * v.D[i]);
            v.RelativeHeading[i] = v.Heading[i] - heading;
        }
    }

    private void FindHeadings(nuint i)
    {
        var v = _vehicles;
        var heading = Elementary.WrapAngle(Load(v.RelativeHeading, i));
        var (sin, cos) = Elementary.SinCos(heading);
        Store(heading, v.RelativeHeading, i);
        Store(sin, v.SinHeading, i);
        Store(cos, v.CosHeading, i);
    }

    private void FindLanes(nuint i)
    {
        FindHeadings(i);
        var v = _vehicles;
        // A vehicle blocks every lane whose centre is within half a lane and a margin of its own centre.
        var last = Vector256.Create(Lanes - 1f);
        var zero = Vector256<float>.Zero;
        var position = Load(v.D, i) * (-1f / LaneWidth);
        var centred = position - Vector256.Create(0.5f);
        var reach = Vector256.Create(0.5f + LaneMargin / LaneWidth);
        Store(Vector256.ConvertToInt32(Elementary.Clip(Vector256.Floor(position), zero, last)), v.Lane, i);
        Store(Vector256.ConvertToInt32(Elementary.Clip(Vector256.Ceiling(centred - reach), zero, Vector256.Create((float)Lanes))), v.LaneLow, i);
        Store(Vector256.ConvertToInt32(Elementary.Clip(Vector256.Floor(centred + reach), Vector256.Create(-1f), last)), v.LaneHigh, i);
    }

    /// <summary>Lanes and surface under the vehicles of a world whose lanes are not alike everywhere.</summary>
    private void FindLanes(int world)
    {
        var v = _vehicles;
        var (table, surface) = (Road(world).Table!, Road(world).Surface!);
        for (int i = world * v.Slots; i < (world + 1) * v.Slots; i++)
        {
            if (v.Active[i] == 0) continue;
            float s = v.S[i], d = v.D[i];
            v.Lane[i] = table.NearestLane(s, d);
            // As on even lanes: it blocks those whose centre is within half their width and a margin of its own.
            (v.LaneLow[i], v.LaneHigh[i]) = (Lanes, -1);
            for (int lane = 0; lane < Lanes; lane++)
            {
                if (!table.IsOpen(lane, s) || MathF.Abs(d - table.Centre(lane, s)) > 0.5f * table.Width(lane, s) + LaneMargin) continue;
                if (v.LaneLow[i] == Lanes) v.LaneLow[i] = lane;
                v.LaneHigh[i] = lane;
            }
            v.Z[i] = surface.Height(s, d);
            v.Grade[i] = surface.Grade(s);
            v.Bank[i] = surface.Bank(s);
            v.RoadFriction[i] = surface.Friction(s);
        }
    }
}
