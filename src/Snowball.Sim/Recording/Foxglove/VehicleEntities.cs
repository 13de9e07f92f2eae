using System.Numerics;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Recording.Foxglove;

/// <summary>The vehicles of a world as boxes on its road.</summary>
internal static class VehicleEntities
{
    private static readonly Vector4 s_ego = new(0.1f, 0.55f, 1f, 1f), s_actor = new(0.95f, 0.75f, 0.2f, 1f), s_traffic = new(0.7f, 0.72f, 0.75f, 1f),
        s_crashed = new(0.85f, 0.15f, 0.15f, 1f);

    private static readonly Dictionary<string, string> s_nothing = [];

    /// <summary>All of a world in one entity, which replaces that of the step before: the egos, the actors, and the others, each in a colour of their
    /// own, and what has crashed in another.</summary>
    public static SceneEntity Of(DrivingEnv environment, int world)
    {
        var v = environment.Vehicles;
        var cubes = new List<SceneCube>();
        for (int slot = 0; slot < v.Slots; slot++)
        {
            int index = world * v.Slots + slot;
            if (v.Active[index] == 0) continue;
            float height = VehicleParameters.All[v.ParameterSet[index]].Height;
            var orientation = Orientation(v, index);
            var centre = Ground(v, index) + Vector3.Transform(new(0f, 0f, 0.5f * height), orientation);
            var colour = v.Crashed[index] != 0 ? s_crashed : slot < v.Egos ? s_ego : slot < v.FirstTraffic ? s_actor : s_traffic;
            cubes.Add(new SceneCube(SceneRounding.Round(centre), orientation, new(v.Length[index], v.Width[index], height), colour));
        }
        return new SceneEntity("vehicles", cubes, [], s_nothing);
    }

    /// <summary>Frames of the egos: on the ground below the centre, x forward, y to the left. One is called <c>ego</c>, several have their number after it.</summary>
    public static IEnumerable<(string Frame, Vector3 Position, Quaternion Orientation)> Frames(DrivingEnv environment, int world)
    {
        var v = environment.Vehicles;
        for (int ego = 0; ego < v.Egos; ego++)
        {
            int index = world * v.Slots + ego;
            yield return (v.Egos == 1 ? "ego" : $"ego_{ego}", SceneRounding.Round(Ground(v, index)), Orientation(v, index));
        }
    }

    private static Vector3 Ground(VehicleStates v, int index) => new(v.X[index], v.Y[index], v.Z[index]);

    /// <summary>Yaw, then pitch, then roll, as the road under the vehicle slopes in its direction.</summary>
    private static Quaternion Orientation(VehicleStates v, int index)
    {
        var (sinRelative, cosRelative) = Elementary.SinCos((double)v.RelativeHeading[index]);
        var (sinGrade, cosGrade) = Elementary.SinCos((double)v.Grade[index]);
        double along = sinGrade / cosGrade, left = Elementary.SinCos((double)v.Bank[index]).Sin;
        double pitch = -Elementary.Atan2(along * cosRelative + left * sinRelative, 1.0), roll = Elementary.Atan2(left * cosRelative - along * sinRelative, 1.0);
        var (sy, cy) = Elementary.SinCos(0.5 * v.Heading[index]);
        var (sp, cp) = Elementary.SinCos(0.5 * pitch);
        var (sr, cr) = Elementary.SinCos(0.5 * roll);
        return SceneRounding.Round(
            cy * cp * sr - sy * sp * cr, cy * sp * cr + sy * cp * sr, sy * cp * cr - cy * sp * sr, cy * cp * cr + sy * sp * sr);
    }
}
