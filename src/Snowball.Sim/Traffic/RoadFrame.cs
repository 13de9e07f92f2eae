using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Traffic;

/// <summary>Keeps every vehicle's place in its world's road up to date: s, d, lane, heading relative to the road.</summary>
public sealed class RoadFrame
{
    private const float LaneMargin = 1f;

    // Of highway-env, s.
    private const float PreviewTime = 0.1f;
    private readonly VehicleStates _vehicles;
    private readonly RoadFamily _roads;
    private readonly Carriageway _first;
    private readonly EgoGoal? _goal;
    private readonly ImmutableArray<LaneWays> _goalWays;
    private readonly float _circumference;
    private readonly DriverSight _sight;
    private readonly int[] _road;
    private readonly float[] _speedLimit;

    /// <param name="store">Holds which road a world has.</param>
    /// <param name="vehicles">The vehicles to locate.</param>
    /// <param name="roads">The roads to pick from; alike in lanes and widths.</param>
    /// <param name="goal">Where the egos are to be.</param>
    /// <param name="circumference">Length of a lap, m, where the road is a ring, on which the other vehicles are always those within
    /// half a lap of the first one; 0 where it is open.</param>
    /// <param name="sight">How far along the carriageway vehicles see each other.</param>
    public RoadFrame(
        ColumnStore store, VehicleStates vehicles, RoadFamily roads, EgoGoal? goal = null, float circumference = 0f,
        DriverSight sight = DriverSight.Carriageway)
    {
        (_vehicles, _roads, _first, _goal, _circumference, _sight) = (vehicles, roads, roads[0], goal, circumference, sight);
        ThroughLanes = _first.ThroughLanes;
        _road = store.Add<int>(1);
        int looked = HasTable ? store.PaddedWorlds * vehicles.Slots : 0;
        (TargetCentre, TargetHeading) = (new float[looked], new float[looked]);
        _speedLimit = HasTable ? store.Add<float>(vehicles.Slots) : [];
        _goalWays = goal is null || !HasTable ? [] : FindGoal(goal);
    }

    /// <summary>Whether the lanes are not alike everywhere.</summary>
    public bool HasTable => _first.Table is not null;

    /// <summary>The greatest speed limit of any road, m/s.</summary>
    public float SpeedLimit => _first.SpeedLimit;

    /// <summary>Width of every lane, m.</summary>
    public float LaneWidth => _first.LaneWidth;

    /// <summary>Number of lanes of every road.</summary>
    public int Lanes => _first.Lanes;

    /// <summary>Number of lanes at the start of every road.</summary>
    public int ThroughLanes { get; }

    /// <summary>Picks a world's road by its episode's seed.</summary>
    public void Choose(int world, ulong episodeSeed) => _road[world] = _roads.IndexFor(episodeSeed);

    /// <summary>A world's road.</summary>
    public Carriageway Road(int world) => _roads[_road[world]];

    /// <summary>
    /// What a vehicle has to do to come where it wants, an ego to its goal and others to their destination: to which side it has to leave
    /// its lane (-1 left, 1 right, 0 none), and at which s at the latest (m, infinite where it need not or no longer can).
    /// </summary>
    public (int Side, float LastChance) Way(int index) => WayFrom(index, _vehicles.Lane[index]);

    /// <summary>The same, were it in another lane.</summary>
    public (int Side, float LastChance) WayFrom(int index, int lane)
    {
        var v = _vehicles;
        int world = index / v.Slots;
        float s = v.S[index];
        bool hasGoal = _goal is not null && index - world * v.Slots < v.Egos;
        if (HasTable)
        {
            var ways = WaysOf(index);
            return (ways.Toward(lane, s), ways.LastChance(lane, s));
        }
        if (!hasGoal || s > _goal!.Position || (lane >= _goal.FirstLane && lane <= _goal.LastLane)) return (0, float.PositiveInfinity);
        return (lane < _goal.FirstLane ? 1 : -1, _goal.Position);
    }

    /// <summary>Whether a vehicle in a lane can still come where it wants to, or could not from its own lane either.</summary>
    public bool LeadsOn(int index, int lane)
    {
        if (!HasTable) return true;
        var ways = WaysOf(index);
        float s = _vehicles.S[index];
        return ways.Changes(lane, s) >= 0 || ways.Changes(_vehicles.Lane[index], s) < 0;
    }

    private LaneWays WaysOf(int index)
    {
        int world = index / _vehicles.Slots;
        bool hasGoal = _goal is not null && index - world * _vehicles.Slots < _vehicles.Egos;
        return hasGoal ? _goalWays[_road[world]] : Road(world).Table!.Ways[_vehicles.Destination[index]];
    }

    /// <summary>Where the lane under a vehicle ends, m; infinite where it does not.</summary>
    public float LaneEnd(int index)
        => Road(index / _vehicles.Slots).Table?.End(_vehicles.Lane[index], _vehicles.S[index]) ?? float.PositiveInfinity;

    /// <summary>Whether the lane under a vehicle ends on the road of the map that it is on.</summary>
    public bool EndsOnThisRoad(int index)
        => LaneEnd(index) is var end && end < float.PositiveInfinity && end <= NextJoint(index, _vehicles.Lane[index], _vehicles.S[index]);

    /// <summary>Whether a vehicle may change from a lane to the next one to its left (-1) or right (+1) where it is.</summary>
    public bool MayChange(int index, int lane, int direction)
        => Road(index / _vehicles.Slots).MayChange(lane, direction, _vehicles.S[index]) && !IsLeavingRoad(index);

    /// <summary>Whether vehicles see each other on the same road of the map only.</summary>
    public bool EndsSightAtJoints => _sight == DriverSight.Road && HasTable;

    /// <summary>Whether the sight of a vehicle ends at joints, and that of its target lane is less than half its length ahead.</summary>
    public bool IsLeavingRoad(int index)
    {
        if (!EndsSightAtJoints) return false;
        float s = _vehicles.S[index];
        return NextJoint(index, _vehicles.TargetLane[index], s) < s + 0.5f * _vehicles.Length[index];
    }

    /// <summary>The first joint of the roads of a lane at or after s in a vehicle's world, m; infinite where there is none.</summary>
    public float NextJoint(int index, int lane, float s)
        => Road(index / _vehicles.Slots).Table is { } table && lane >= 0 && lane < Lanes ? table.NextJoint(lane, s) : float.PositiveInfinity;

    /// <summary>The last one before s, m; infinite and negative where there is none.</summary>
    public float LastJoint(int index, int lane, float s)
        => Road(index / _vehicles.Slots).Table is { } table ? table.LastJoint(lane, s) : float.NegativeInfinity;

    /// <summary>The speed limit under a vehicle, m/s.</summary>
    public float SpeedLimitAt(int index) => HasTable ? _speedLimit[index] : SpeedLimit;

    /// <summary>[vehicles], d of the target lane's centre (m) and its angle to the reference line (rad), after <see cref="AimAtTargets"/>;
    /// empty where lanes are alike everywhere.</summary>
    internal float[] TargetCentre { get; }

    /// <inheritdoc cref="TargetCentre"/>
    internal float[] TargetHeading { get; }

    /// <summary>Looks up the target lanes of all vehicles of worlds [first, end).</summary>
    internal void AimAtTargets(int first, int end)
    {
        if (!HasTable) return;
        for (int index = first * _vehicles.Slots; index < end * _vehicles.Slots; index++) AimAtTarget(index);
    }

    /// <summary>Looks up the target lane of one vehicle.</summary>
    internal void AimAtTarget(int index)
    {
        if (!HasTable) return;
        var table = Road(index / _vehicles.Slots).Table!;
        int lane = _vehicles.TargetLane[index];
        float s = _vehicles.S[index];
        if (float.IsPositiveInfinity(_vehicles.SteeringRate[index]))
        {
            // Wheels that follow at once are highway-env's, which are steered for what is ahead.
            TargetCentre[index] = table.Smooth(lane, s).Centre;
            TargetHeading[index] = Elementary.Atan(table.Smooth(lane, s + PreviewTime * _vehicles.Speed[index]).Slope);
            return;
        }
        TargetCentre[index] = table.Centre(lane, s);
        // A lane runs at a small angle to the line, which is its tangent.
        TargetHeading[index] = table.Slope(lane, s);
    }

    /// <summary>[vehicles], the speed limits under them in m/s, where the lanes are not alike everywhere; else empty.</summary>
    internal float[] SpeedLimits => _speedLimit;

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
            if (_circumference > 0f)
            {
                for (int world = first; world < end; world++) KeepWithinHalfALap(world);
            }
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

    private void KeepWithinHalfALap(int world)
    {
        var x = _vehicles.X.AsSpan(world * _vehicles.Slots, _vehicles.Slots);
        // An ego's way is measured by where it is. Without one all go back a lap, which keeps positions exact.
        if (_vehicles.Egos == 0 && x[0] > _circumference) x[0] -= _circumference;
        for (int slot = 1; slot < x.Length; slot++)
        {
            float ahead = x[slot] - x[0];
            if (ahead > 0.5f * _circumference) x[slot] -= _circumference;
            else if (ahead < -0.5f * _circumference) x[slot] += _circumference;
        }
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
        var isBody = Load(v.Body, i);
        if (isBody != Vector256<int>.Zero)
        {
            // A wreck may lie across: it blocks every lane that its footprint reaches into.
            var across = (Load(v.Length, i) * Vector256.Abs(Load(v.SinHeading, i)) + Load(v.Width, i) * Vector256.Abs(Load(v.CosHeading, i))) * (0.5f / LaneWidth) + Vector256.Create(0.5f);
            reach = Vector256.ConditionalSelect(Vector256.Equals(isBody, Vector256<int>.One).AsSingle(), Elementary.Largest(across, reach), reach);
        }
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
            // Empty slots too: what was in them must not show in the state.
            float s = v.S[i], d = v.D[i];
            v.Lane[i] = table.NearestLane(s, d);
            float margin = v.Body[i] == 0 ? LaneMargin
                : MathF.Max(LaneMargin, 0.5f * (v.Length[i] * MathF.Abs(v.SinHeading[i]) + v.Width[i] * MathF.Abs(v.CosHeading[i])));
            // As on even lanes: it blocks those whose centre is within half their width and a margin of its own.
            (v.LaneLow[i], v.LaneHigh[i]) = (Lanes, -1);
            for (int lane = 0; lane < Lanes; lane++)
            {
                if (!table.IsOpen(lane, s) || MathF.Abs(d - table.Centre(lane, s)) > 0.5f * table.Width(lane, s) + margin) continue;
                if (v.LaneLow[i] == Lanes) v.LaneLow[i] = lane;
                v.LaneHigh[i] = lane;
            }
            v.Z[i] = surface.Height(s, d);
            v.Grade[i] = surface.Grade(s);
            v.Bank[i] = surface.Bank(s);
            v.RoadFriction[i] = surface.Friction(s);
            _speedLimit[i] = surface.SpeedLimit(s);
        }
    }

    private ImmutableArray<LaneWays> FindGoal(EgoGoal goal)
    {
        var ways = ImmutableArray.CreateBuilder<LaneWays>(_roads.Variants);
        for (int variant = 0; variant < _roads.Variants; variant++)
        {
            ways.Add(new LaneWays(_roads[variant].Table!, new Destination("goal", goal.Position, goal.FirstLane, goal.LastLane)));
        }
        return ways.MoveToImmutable();
    }
}
