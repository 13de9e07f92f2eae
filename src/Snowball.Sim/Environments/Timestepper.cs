using Snowball.Sim.Traffic;
using Snowball.Sim.Traffic.Actors;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Environments;

/// <summary>One substep of a block of worlds, in its fixed order.</summary>
internal sealed class Timestepper(
    VehicleStates vehicles, LaneOrder order, Drivers? drivers, ITrafficSource traffic, ScriptedActors? actors, EgoControl control, IPhysics physics,
    RoadFrame frame, EpisodeClock clock, float substepSeconds)
{
    /// <summary>
    /// Advances worlds [first, end), whole blocks of <see cref="ColumnStore.WorldBlock"/>, of which those before
    /// <paramref name="used"/> are in use: columns go through to the end, what walks over single worlds stops there.
    /// </summary>
    public void Step(int first, int end, int used)
    {
        if (actors is not null)
        {
            for (int world = first; world < used; world++) actors.Play(world, clock.EpisodeSeed[world], clock.Substep[world]);
        }
        if (drivers is not null)
        {
            for (int world = first; world < used; world++) order.FindLeaders(world);
            drivers.DecideLaneChanges(first, end);
            order.MeasureGaps(first, end);
            for (int world = first; world < used; world++) drivers.LookAhead(world);
            drivers.Accelerate(first, end);
        }
        LaneKeeping.Steer(vehicles, frame, first, end);
        for (int world = first; world < used; world++)
        {
            traffic.Command(world, clock.EpisodeSeed[world], substepSeconds);
            actors?.Command(world);
            control.Command(world);
        }
        physics.Advance(first, end, substepSeconds);
        if (actors is not null)
        {
            for (int world = first; world < used; world++) actors.Place(world);
        }
        frame.Locate(first, end);
        for (int world = first; world < used; world++) order.Sort(world);
    }
}
