using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic;

/// <summary>Traffic on a ring road, with the ego or without one. See <see cref="RingTraffic"/>.</summary>
internal sealed class RingSource(RingTraffic settings, VehicleStates vehicles, RoadFrame frame, Drivers drivers) : ITrafficSource
{
    /// <summary>The least gap between vehicles at the start, m.</summary>
    public const float LeastGap = 1f;

    // Both ends of a gap may give way.
    private const float GreatestShift = 0.5f;
    private readonly Fleet _fleet = new(settings.Vehicles);

    public void Reset(int world, ulong episodeSeed)
    {
        var v = vehicles;
        int start = world * v.Slots, others = v.Slots - v.FirstTraffic;
        int firstLane = v.Egos > 0 ? v.TargetLane[start] : 0;
        for (int slot = v.FirstTraffic; slot < v.Slots; slot++) PlaceInLane(start, slot, Lane(slot), episodeSeed);
        for (int lane = 0; lane < frame.Lanes; lane++) Spread(start, lane, lane == firstLane && v.Egos > 0, episodeSeed);

        // The ego is the first to be dealt.
        int Lane(int slot) => (firstLane + slot - v.FirstTraffic + v.Egos) % frame.Lanes;
    }

    public void Command(int world, ulong episodeSeed, float seconds)
    {
    }

    public bool Refresh(int world, ulong episodeSeed, uint tick) => false;

    private void PlaceInLane(int start, int slot, int lane, ulong episodeSeed)
    {
        var v = vehicles;
        int index = start + slot;
        var member = _fleet.Draw(episodeSeed, slot);
        var random = new RandomStream(episodeSeed, RandomPurpose.TrafficStart, slot);
        v.Place(index, member.Parameters, settings.Dynamics);
        v.Speed[index] = v.TargetSpeed[index] = member.StartSpeed(settings.Speed.Sample(ref random));
        v.TargetLane[index] = lane;
        var driver = new RandomStream(episodeSeed, RandomPurpose.Driver, slot);
        drivers.Draw(index, ref driver, driver.NextIndex(drivers.ChangeInterval), member.Drivers);
    }

    /// <summary>Spreads the vehicles of a lane round the ring with equal gaps, the ego first where it is in that lane.</summary>
    private void Spread(int start, int lane, bool hasEgo, ulong episodeSeed)
    {
        var v = vehicles;
        float free = settings.Circumference;
        int count = 0;
        for (int slot = 0; slot < v.Slots; slot++)
        {
            if (!IsMember(slot)) continue;
            free -= v.Length[start + slot];
            count++;
        }
        if (count == 0) return;
        float gap = free / count;
        // Lanes are staggered, so that nobody starts side by side.
        float front = (v.Egos > 0 ? v.S[start] : 0f) + (gap + v.Length[start]) * lane / frame.Lanes;
        if (hasEgo) front = v.S[start] + 0.5f * v.Length[start];
        for (int slot = v.FirstTraffic; slot < v.Slots; slot++)
        {
            if (!IsMember(slot)) continue;
            int index = start + slot;
            var random = new RandomStream(episodeSeed, RandomPurpose.TrafficStart, slot, tick: 1);
            float shift = settings.Jitter * random.NextUniform(-GreatestShift, GreatestShift) * (gap - LeastGap);
            frame.PutInLane(index, lane, front + gap + 0.5f * v.Length[index] + shift);
            front += gap + v.Length[index];
        }

        bool IsMember(int slot) => v.TargetLane[start + slot] == lane && (slot >= v.FirstTraffic || (hasEgo && slot < v.Egos));
    }
}
