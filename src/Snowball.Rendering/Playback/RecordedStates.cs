using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Recording;

namespace Snowball.Rendering.Playback;

/// <summary>Puts recorded states into the vehicles of an environment, so that they are drawn like simulated ones.</summary>
internal static class RecordedStates
{
    /// <param name="environment">Of one world.</param>
    /// <param name="recorded">The vehicles.</param>
    /// <param name="before">The vehicles one policy step earlier; null at the start.</param>
    /// <param name="seconds">Time of a policy step, s.</param>
    /// <exception cref="InputException">There are vehicles that the scenario has no room for.</exception>
    public static void Put(DrivingEnv environment, RolloutVehicles recorded, RolloutVehicles? before, float seconds)
    {
        var v = environment.Vehicles;
        Array.Clear(v.Active);
        for (int i = 0; i < recorded.Count; i++)
        {
            int slot = recorded.Id[i];
            if (slot < 0 || slot >= v.Slots) throw new InputException($"the rollout has a vehicle {slot}; its scenario has the vehicles 0 to {v.Slots - 1}");
            v.Active[slot] = 1;
            (v.X[slot], v.Y[slot], v.Heading[slot], v.Speed[slot]) = (recorded.X[i], recorded.Y[i], recorded.Heading[i], recorded.Speed[i]);
            (v.Steering[slot], v.S[slot]) = (recorded.Steering[i], recorded.S[i]);
            (v.Length[slot], v.Width[slot], v.Crashed[slot]) = (recorded.Length[i], recorded.Width[i], recorded.Crashed[i] ? 1 : 0);
            int last = before is null ? -1 : Array.IndexOf(before.Id, slot);
            v.Acceleration[slot] = last < 0 ? 0f : (recorded.Speed[i] - before!.Speed[last]) / seconds;
        }
        environment.Frame.Locate(0, 1);
        environment.Order.Rebuild(0);
        for (int i = 0; i < recorded.Count; i++) v.Lane[recorded.Id[i]] = v.TargetLane[recorded.Id[i]] = recorded.Lane[i];
    }

    /// <summary>The recorded metrics of an ego in the order of the catalogue; one that was not recorded is 0.</summary>
    public static float[] Metrics(RolloutHeader header, RolloutTransition transition, int ego, int egos)
    {
        var metrics = new float[MetricCatalog.All.Length];
        for (int i = 0; i < metrics.Length; i++)
        {
            string name = MetricCatalog.All[i].Name;
            int place = Array.IndexOf(header.Metrics, egos == 1 ? name : $"{name}_{ego}");
            if (place >= 0) metrics[i] = transition.Metrics[place];
        }
        return metrics;
    }
}
