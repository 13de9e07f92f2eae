using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Policies.Steering;

/// <summary>
/// Pure pursuit (Coulter, Implementation of the Pure Pursuit Path Tracking Algorithm, CMU-RI-TR-92-01): the rear axle goes on the circle that meets
/// the lane a distance ahead, which grows with the speed.
/// </summary>
internal sealed class PurePursuit(DrivingEnv environment) : ISteeringLaw
{
    private const float LookAheadTime = 1.2f, LeastLookAhead = 6f;

    public string Name => "pure-pursuit";

    public float Steering(int index)
    {
        var v = environment.Vehicles;
        var road = environment.Frame.Road(index / v.Slots);
        var (sin, cos) = Elementary.SinCos(v.Heading[index]);
        float rear = v.RearAxle[index], wheelbase = v.AxleRatio[index] * rear;
        float x = v.X[index] - rear * cos, y = v.Y[index] - rear * sin;
        float ahead = v.Speed[index] * LookAheadTime;
        float s = v.S[index] - rear + (ahead > LeastLookAhead ? ahead : LeastLookAhead);
        road.ToWorld(s, road.LaneCentre(v.TargetLane[index], s), out float goalX, out float goalY, out _);
        float forwardX = goalX - x, forwardY = goalY - y;
        float left = forwardY * cos - forwardX * sin;
        return Elementary.Atan(2f * wheelbase * left / (forwardX * forwardX + forwardY * forwardY));
    }
}
