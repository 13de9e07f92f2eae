using System.Numerics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Playback;

/// <summary>The world between two moments that follow each other.</summary>
internal static class MomentInterpolation
{
    /// <summary>A vehicle that is further away from where it was is another one, m.</summary>
    private const float LongestWay = 20f;

    /// <param name="earlier">The earlier moment.</param>
    /// <param name="later">The later one.</param>
    /// <param name="share">0 at the earlier, 1 at the later.</param>
    /// <returns>Vehicles between their places where both moments have them, else where they are in the nearer one; all else as in the earlier.</returns>
    public static Moment Between(Moment earlier, Moment later, float share)
    {
        if (share <= 0f) return earlier;
        if (share >= 1f) return later;
        if (!ReferenceEquals(earlier.Episode, later.Episode)) return share < 0.5f ? earlier : later;
        var nearer = share < 0.5f ? earlier : later;
        var other = share < 0.5f ? later : earlier;
        var vehicles = (VehicleInstance[])nearer.Vehicles.Clone();
        var truth = (VehicleTruth[])nearer.Truth.Clone();
        for (int i = 0; i < vehicles.Length; i++)
        {
            int place = other.PlaceOf(truth[i].Slot);
            if (place < 0 || Vector3.DistanceSquared(vehicles[i].Position, other.Vehicles[place].Position) > LongestWay * LongestWay) continue;
            float towards = share < 0.5f ? share : 1f - share;
            Blend(ref vehicles[i], other.Vehicles[place], other.Truth[place].S - truth[i].S, towards);
            truth[i] = Blend(truth[i], other.Truth[place], towards);
        }
        return earlier with
        {
            Time = earlier.Time + (later.Time - earlier.Time) * share,
            EpisodeTime = earlier.EpisodeTime + (later.EpisodeTime - earlier.EpisodeTime) * share,
            Vehicles = vehicles,
            Truth = truth,
        };
    }

    private static void Blend(ref VehicleInstance vehicle, in VehicleInstance other, float way, float share)
    {
        vehicle.Position = Vector3.Lerp(vehicle.Position, other.Position, share);
        vehicle.Up = Vector3.Normalize(Vector3.Lerp(vehicle.Up, other.Up, share));
        var forward = Vector3.Lerp(vehicle.Forward, other.Forward, share);
        vehicle.Forward = Vector3.Normalize(forward - Vector3.Dot(forward, vehicle.Up) * vehicle.Up);
        vehicle.Steering += (other.Steering - vehicle.Steering) * share;
        // A wheel may turn more than half a turn from one moment to the next.
        vehicle.Rolling += share * way / (0.5f * VehicleModels.All[vehicle.Model].WheelDiameter);
    }

    private static VehicleTruth Blend(in VehicleTruth truth, in VehicleTruth other, float share) => truth with
    {
        Speed = truth.Speed + (other.Speed - truth.Speed) * share,
        Acceleration = truth.Acceleration + (other.Acceleration - truth.Acceleration) * share,
        S = truth.S + (other.S - truth.S) * share,
        D = truth.D + (other.D - truth.D) * share,
    };
}
