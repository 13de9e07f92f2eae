using System.Numerics;
using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Traffic;

namespace Snowball.Sim.Policies;

/// <summary>Where a vehicle that steers by <see cref="LaneKeeping"/> will go if it keeps its speed and its target lane.</summary>
internal static class IntendedPath
{
    /// <summary>Name of the overlay.</summary>
    public const string Channel = "plan";

    // How far it looks ahead, s; time between its points, s; slower vehicles show as far as this speed takes them, m/s.
    private const float Horizon = 4f, Step = 0.2f, LeastSpeed = 2f;

    // How far above the road it is drawn, m.
    private const float Height = 0.1f;

    /// <summary>The path of the vehicle of an index.</summary>
    public static PathOverlay Of(DrivingEnv environment, int index)
    {
        var v = environment.Vehicles;
        var road = environment.Frame.Road(index / v.Slots);
        int lane = v.TargetLane[index];
        float s = v.S[index], offset = v.D[index] - road.LaneCentre(lane, s), speed = MathF.Max(v.Speed[index], LeastSpeed);
        var points = new List<Vector3>();
        for (int i = 0; i * Step <= Horizon && s <= road.Length; i++)
        {
            float d = road.LaneCentre(lane, s) + offset;
            road.ToWorld(s, d, out float x, out float y, out _);
            points.Add(new(x, y, (road.Surface?.Height(s, d) ?? 0f) + Height));
            s += speed * Step;
            offset += LaneKeeping.LateralSpeed(v, index, offset) * Step;
        }
        return new PathOverlay(Channel, points);
    }
}
