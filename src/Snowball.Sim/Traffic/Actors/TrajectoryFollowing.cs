using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic.Actors;

/// <summary>Where a trajectory leads: place in the road's frame (m), velocity along the road and to its left (m/s).</summary>
internal readonly record struct TrajectoryPlace(float S, float D, float Forward, float Left);

/// <summary>The trajectories of a scenario's actors and where each began.</summary>
internal sealed class TrajectoryFollowing
{
    private readonly VehicleStates _vehicles;
    private readonly RoadFrame _frame;
    private readonly int _simulationFrequency;
    private readonly TrajectoryCurve?[] _curves;
    private readonly int[] _start;
    private readonly double[] _startS;
    private readonly float[] _startD, _startX, _startY, _startHeading, _startForward, _startLeft;

    public TrajectoryFollowing(ActorScripts scripts, ColumnStore store, VehicleStates vehicles, RoadFrame frame, int simulationFrequency)
    {
        (_vehicles, _frame, _simulationFrequency) = (vehicles, frame, simulationFrequency);
        _curves = new TrajectoryCurve?[scripts.Events.Length];
        foreach (var e in scripts.Events)
        {
            if (e.Settings.Action is FollowTrajectoryAction follow) _curves[e.Index] = new TrajectoryCurve(follow.Points);
        }
        int actors = scripts.Actors.Length;
        _start = store.Add<int>(actors);
        _startS = store.Add<double>(actors);
        _startD = store.Add<float>(actors);
        _startX = store.Add<float>(actors);
        _startY = store.Add<float>(actors);
        _startHeading = store.Add<float>(actors);
        _startForward = store.Add<float>(actors);
        _startLeft = store.Add<float>(actors);
    }

    /// <summary>Forgets where an actor's last one began.</summary>
    public void Reset(int i)
    {
        (_start[i], _startS[i], _startD[i]) = (0, 0, 0f);
        _startX[i] = _startY[i] = _startHeading[i] = _startForward[i] = _startLeft[i] = 0f;
    }

    /// <summary>Begins where an actor is.</summary>
    /// <param name="i">The actor in the batch.</param>
    /// <param name="index">Its vehicle.</param>
    /// <param name="s">Its exact place along the road, m.</param>
    /// <param name="isCartesian">Whether the points are in the plane.</param>
    /// <param name="clock">Substeps since the start of the episode.</param>
    public void Begin(int i, int index, double s, bool isCartesian, int clock)
    {
        var v = _vehicles;
        _start[i] = clock;
        (_startS[i], _startD[i]) = (s, v.D[index]);
        (_startX[i], _startY[i], _startHeading[i]) = (v.X[index], v.Y[index], v.Heading[index]);
        float stretch = 1f - _frame.Road(index / v.Slots).CurvatureAt((float)s) * v.D[index];
        (_startForward[i], _startLeft[i]) = isCartesian
            ? (v.Speed[index], 0f)
            : (v.Speed[index] * v.CosHeading[index] / stretch, v.Speed[index] * v.SinHeading[index]);
    }

    public bool IsOver(int i, ScriptedEvent e, int clock) => Elapsed(i, clock) >= _curves[e.Index]!.Duration;

    /// <summary>The place at a time.</summary>
    public TrajectoryPlace At(int i, int index, ScriptedEvent e, int clock)
    {
        var state = _curves[e.Index]!.At(Elapsed(i, clock), _startForward[i], _startLeft[i]);
        var road = _frame.Road(index / _vehicles.Slots);
        if (!((FollowTrajectoryAction)e.Settings.Action).IsCartesian)
        {
            float along = (float)(_startS[i] + state.Along), d = _startD[i] + state.Left;
            return new(along, d, state.AlongRate * (1f - road.CurvatureAt(along) * d), state.LeftRate);
        }
        var (sin, cos) = Elementary.SinCos(_startHeading[i]);
        float x = _startX[i] + state.Along * cos - state.Left * sin, y = _startY[i] + state.Along * sin + state.Left * cos;
        road.Project(x, y, _vehicles.S[index], out float s, out float left);
        road.PoseAt(s, out float heading, out _);
        (sin, cos) = Elementary.SinCos(_startHeading[i] - heading);
        return new(s, left, state.AlongRate * cos - state.LeftRate * sin, state.AlongRate * sin + state.LeftRate * cos);
    }

    private float Elapsed(int i, int clock) => (clock - _start[i]) / (float)_simulationFrequency;
}
