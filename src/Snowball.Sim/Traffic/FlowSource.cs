using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic;

/// <summary>
/// A stream of traffic around the first ego. A vehicle that leaves the window becomes a new driver: one that wants to be faster
/// than the ego enters behind it, a slower one ahead, each only where neither it nor its new follower has to brake hard.
/// </summary>
internal sealed class FlowSource(FlowTraffic settings, VehicleStates vehicles, RoadFrame frame, Drivers drivers) : ITrafficSource
{
    // Kept clear at the ends of a road that ends, m.
    private const float RoadEnd = 20f;

    // How far into its lane a vehicle comes in by an entry, m.
    private const float EntryPlace = 5f;

    // How far off the middle of its place a vehicle may start, and how near to the next that puts it, in places.
    private const float Jitter = 0.2f, LeastPlace = 1f - 2f * Jitter;

    // Between bumpers at the start, m.
    private const float LeastStartGap = 0.5f;
    private readonly Fleet _fleet = new(settings.Vehicles);
    private readonly float _spacing = 1000f / settings.DensityPerKilometre;

    // Dense traffic starts at a speed at which the least gap is a second of headway and two metres, m/s.
    private float StartSpeed => MathF.Max(1f, LeastPlace * 1000f / settings.DensityPerKilometre - _fleet.Longest - 2f);

    /// <summary>Vehicles that the window holds in one lane.</summary>
    public static int SlotsPerLane(FlowTraffic settings)
        => Math.Max(1, (int)MathF.Round((settings.Ahead + settings.Behind) * settings.DensityPerKilometre / 1000f));

    public void Reset(int world, ulong episodeSeed)
    {
        var v = vehicles;
        int start = world * v.Slots;
        float rear = v.S[start] - settings.Behind;
        for (int index = start + v.FirstTraffic; index < start + v.Slots; index++)
        {
            int slot = index - start, place = (slot - v.FirstTraffic) / frame.ThroughLanes;
            var random = new RandomStream(episodeSeed, RandomPurpose.TrafficStart, slot);
            float s = rear + (place + 0.5f + random.NextUniform(-Jitter, Jitter)) * _spacing;
            int open = frame.Road(world).OpenLane((slot - v.FirstTraffic) % frame.ThroughLanes, s), lane = Math.Max(open, 0);
            var member = _fleet.Draw(episodeSeed, slot);
            float speed = member.StartSpeed(settings.Speed.Sample(ref random));
            v.Place(index, member.Parameters, settings.Dynamics);
            v.TargetSpeed[index] = speed;
            v.Speed[index] = speed < StartSpeed ? speed : StartSpeed;
            v.TargetLane[index] = lane;
            frame.PutInLane(index, lane, s);
            DrawDriver(index, episodeSeed, tick: 0, member.Drivers);
            DrawDestination(index, episodeSeed, tick: 0);
            // Places beside an ego or an actor, or close to it in its lane, stay empty, and those that a long vehicle behind reaches into.
            int behind = index - frame.ThroughLanes;
            bool isFree = place == 0 || v.Active[behind] == 0 || v.TargetLane[behind] != lane || Bumpers(behind, index) >= LeastStartGap;
            v.Active[index] = isFree && open >= 0 && IsOnRoad(world, s) && !TrafficSource.IsNear(v, start, start + v.FirstTraffic, index, s, lane, speed) ? 1 : 0;
        }
    }

    public void Command(int world, ulong episodeSeed, float seconds)
    {
    }

    public bool Refresh(int world, ulong episodeSeed, uint tick)
    {
        var v = vehicles;
        int start = world * v.Slots;
        float ego = v.S[start];
        bool changed = false;
        for (int index = start + v.FirstTraffic; index < start + v.Slots; index++)
        {
            if (v.Active[index] == 0)
            {
                changed |= TryEnter(world, index, episodeSeed, tick);
            }
            else if (v.S[index] > ego + settings.Ahead || v.S[index] < ego - settings.Behind || !IsOnRoad(world, v.S[index]) || HasArrived(world, index))
            {
                v.Active[index] = 0;
                changed = true;
            }
        }
        return changed;
    }

    private bool TryEnter(int world, int index, ulong episodeSeed, uint tick)
    {
        var v = vehicles;
        int start = world * v.Slots;
        var random = new RandomStream(episodeSeed, RandomPurpose.Respawn, index - start, tick);
        var member = _fleet.Draw(episodeSeed, index - start, tick);
        float wanted = member.StartSpeed(settings.Speed.Sample(ref random)), speed = wanted;
        int place = random.NextIndex(frame.ThroughLanes);
        float s = v.S[start] + (speed > v.Speed[start] ? -settings.Behind : settings.Ahead);
        int lane = frame.Road(world).OpenLane(place, s);
        if (settings.Ramps is { } ramps && frame.HasTable && random.NextUnit() < ramps.EntryShare)
        {
            var entries = frame.Road(world).Table!.Entries;
            if (entries.IsEmpty) return false;
            var entry = entries[random.NextIndex(entries.Length)];
            (s, lane, speed) = (entry.S + EntryPlace, entry.Lane, member.StartSpeed(ramps.EntrySpeed.Sample(ref random)));
            if (s < v.S[start] - settings.Behind || s > v.S[start] + settings.Ahead) return false;
        }
        if (lane < 0 || !IsOnRoad(world, s) || !HasRoom(start, s, lane, speed, member.Parameters.Length)) return false;
        v.Place(index, member.Parameters, settings.Dynamics);
        v.Speed[index] = speed;
        v.TargetSpeed[index] = wanted;
        v.TargetLane[index] = lane;
        frame.PutInLane(index, lane, s);
        // The next to enter at this step must see it in its lane.
        v.LaneLow[index] = v.LaneHigh[index] = lane;
        DrawDriver(index, episodeSeed, tick, member.Drivers);
        DrawDestination(index, episodeSeed, tick);
        return true;
    }

    private void DrawDriver(int index, ulong episodeSeed, uint tick, DriverSettings? own)
    {
        var random = new RandomStream(episodeSeed, RandomPurpose.Driver, index % vehicles.Slots, tick);
        int countdown = random.NextIndex(drivers.ChangeInterval);
        drivers.Draw(index, ref random, countdown, own);
    }

    /// <summary>Some want to the next exit that they can still reach, the others go through, where they can.</summary>
    private void DrawDestination(int index, ulong episodeSeed, uint tick)
    {
        if (!frame.HasTable) return;
        var v = vehicles;
        var table = frame.Road(index / v.Slots).Table!;
        var random = new RandomStream(episodeSeed, RandomPurpose.Destination, index % v.Slots, tick);
        bool leaves = random.NextUnit() < (settings.Ramps?.ExitShare ?? 0f);
        int lane = v.TargetLane[index];
        v.Destination[index] = 0;
        if (!leaves && table.Ways[0].Changes(lane, v.S[index]) >= 0) return;
        for (int exit = 1; exit < table.Destinations.Length; exit++)
        {
            if (table.Ways[exit].Changes(lane, v.S[index]) < 0) continue;
            v.Destination[index] = exit;
            return;
        }
    }

    /// <summary>Whether a vehicle has left by an exit.</summary>
    private bool HasArrived(int world, int index)
    {
        int exit = vehicles.Destination[index];
        if (exit == 0) return false;
        var table = frame.Road(world).Table!;
        var there = table.Destinations[exit];
        int lane = vehicles.Lane[index];
        if (vehicles.S[index] > there.S && there.FirstLane <= lane && lane <= there.LastLane) return true;
        // Who missed an exit goes on.
        if (table.Ways[exit].Changes(lane, vehicles.S[index]) < 0) vehicles.Destination[index] = 0;
        return false;
    }

    /// <summary>Gap between the bumpers of two vehicles, m.</summary>
    private float Bumpers(int behind, int ahead)
        => vehicles.S[ahead] - vehicles.S[behind] - 0.5f * (vehicles.Length[ahead] + vehicles.Length[behind]);

    private bool IsOnRoad(int world, float s) => s > RoadEnd && s < frame.Road(world).Length - RoadEnd || frame.Road(world).IsStraight;

    private bool HasRoom(int start, float s, int lane, float speed, float length)
    {
        var v = vehicles;
        for (int other = start; other < start + v.Slots; other++)
        {
            bool isInLane = (v.LaneLow[other] <= lane && lane <= v.LaneHigh[other]) || v.TargetLane[other] == lane;
            if (v.Active[other] == 0 || !isInLane) continue;
            float distance = v.S[other] - s;
            float gap = MathF.Abs(distance) - 0.5f * (v.Length[other] + length);
            var (follower, leader) = distance > 0 ? (speed, v.Speed[other]) : (v.Speed[other], speed);
            // One second of headway, and braking at 2 m/s2 down to the leader's speed.
            float needed = 2f + follower + (follower > leader ? (follower - leader) * (follower - leader) * 0.25f : 0f);
            if (gap < needed) return false;
        }
        return true;
    }
}
