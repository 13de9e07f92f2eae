using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic;

/// <summary>Vehicles at places of their own. See <see cref="PlacedTraffic"/>.</summary>
internal sealed class PlacedSource(PlacedTraffic settings, VehicleStates vehicles, RoadFrame frame, Drivers drivers) : ITrafficSource
{
    private readonly Fleet _fleet = new(settings.Vehicles);

    public void Reset(int world, ulong episodeSeed)
    {
        var v = vehicles;
        int start = world * v.Slots;
        for (int index = start + v.FirstTraffic; index < start + v.Slots; index++)
        {
            var place = settings.Places[index - start - v.FirstTraffic];
            var random = new RandomStream(episodeSeed, RandomPurpose.TrafficStart, index - start);
            int lane = (int)place.Lane.Sample(ref random);
            float s = place.Position.Sample(ref random);
            var member = _fleet.Draw(episodeSeed, index - start);
            v.Place(index, member.Parameters, settings.Dynamics);
            v.Speed[index] = v.TargetSpeed[index] = member.StartSpeed(place.Speed.Sample(ref random));
            v.TargetLane[index] = lane;
            frame.PutInLane(index, lane, s);
            if (TrafficSource.IsNear(v, start + v.Egos, start + v.FirstTraffic, index, s, lane, v.Speed[index])) v.Active[index] = 0;
            var driver = new RandomStream(episodeSeed, RandomPurpose.Driver, index - start);
            // As with sequential traffic: highway-env's clock is ((x + y) pi) mod 1 s, y to the right of the leftmost lane's centre.
            float right = -frame.Road(world).LaneCentre(lane, s) - 0.5f * frame.LaneWidth;
            float clock = (s + right) * Elementary.Pi;
            drivers.Draw(index, ref driver, drivers.SubstepsToDecision(clock - MathF.Floor(clock)), member.Drivers);
            if (place.DesiredSpeed is { } desired) v.TargetSpeed[index] = desired.Sample(ref random);
        }
    }

    public void Command(int world, ulong episodeSeed, float seconds)
    {
    }

    public bool Refresh(int world, ulong episodeSeed, uint tick) => false;
}
