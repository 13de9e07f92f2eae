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

    // How far off the middle of its place a vehicle may start, and how near to the next that puts it, in places.
    private const float Jitter = 0.2f, LeastPlace = 1f - 2f * Jitter;
    private readonly VehicleParameters _parameters = VehicleParameters.Named(settings.Vehicle)!;
    private readonly float _spacing = 1000f / settings.DensityPerKilometre;

    // Dense traffic starts at a speed at which the least gap is a second of headway and two metres, m/s.
    private readonly float _startSpeed = MathF.Max(1f, LeastPlace * 1000f / settings.DensityPerKilometre - VehicleParameters.Named(settings.Vehicle)!.Length - 2f);

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
            int slot = index - start, place = (slot - v.FirstTraffic) / frame.Lanes, lane = (slot - v.FirstTraffic) % frame.Lanes;
            var random = new RandomStream(episodeSeed, RandomPurpose.TrafficStart, slot);
            float s = rear + (place + 0.5f + random.NextUniform(-Jitter, Jitter)) * _spacing;
            float speed = settings.Speed.Sample(ref random);
            v.Place(index, _parameters, DynamicsModel.Kinematic);
            v.TargetSpeed[index] = speed;
            v.Speed[index] = speed < _startSpeed ? speed : _startSpeed;
            v.TargetLane[index] = lane;
            frame.PutInLane(index, lane, s);
            DrawDriver(index, episodeSeed, tick: 0);
            // Places beside or close behind an ego stay empty.
            v.Active[index] = IsOnRoad(world, s) && !IsNearDriven(start, s, lane, speed) ? 1 : 0;
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
            else if (v.S[index] > ego + settings.Ahead || v.S[index] < ego - settings.Behind || !IsOnRoad(world, v.S[index]))
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
        float speed = settings.Speed.Sample(ref random);
        int lane = random.NextIndex(frame.Lanes);
        float s = v.S[start] + (speed > v.Speed[start] ? -settings.Behind : settings.Ahead);
        if (!IsOnRoad(world, s) || !HasRoom(start, s, lane, speed)) return false;
        v.Place(index, _parameters, DynamicsModel.Kinematic);
        v.Speed[index] = v.TargetSpeed[index] = speed;
        v.TargetLane[index] = lane;
        frame.PutInLane(index, lane, s);
        // The next to enter at this step must see it in its lane.
        v.LaneLow[index] = v.LaneHigh[index] = lane;
        DrawDriver(index, episodeSeed, tick);
        return true;
    }

    private void DrawDriver(int index, ulong episodeSeed, uint tick)
    {
        var random = new RandomStream(episodeSeed, RandomPurpose.Driver, index % vehicles.Slots, tick);
        int countdown = random.NextIndex(drivers.ChangeInterval);
        drivers.Draw(index, ref random, countdown);
    }

    private bool IsOnRoad(int world, float s) => s > RoadEnd && s < frame.Road(world).Length - RoadEnd || frame.Road(world).IsStraight;

    private bool IsNearDriven(int start, float s, int lane, float speed)
    {
        var v = vehicles;
        for (int other = start; other < start + v.FirstTraffic; other++)
        {
            float distance = MathF.Abs(s - v.S[other]);
            float clear = v.Length[other] + _parameters.Length + (lane == v.TargetLane[other] ? (speed > v.Speed[other] ? speed : v.Speed[other]) : 0f);
            if (distance < clear) return true;
        }
        return false;
    }

    private bool HasRoom(int start, float s, int lane, float speed)
    {
        var v = vehicles;
        for (int other = start; other < start + v.Slots; other++)
        {
            bool isInLane = (v.LaneLow[other] <= lane && lane <= v.LaneHigh[other]) || v.TargetLane[other] == lane;
            if (v.Active[other] == 0 || !isInLane) continue;
            float distance = v.S[other] - s;
            float gap = MathF.Abs(distance) - 0.5f * (v.Length[other] + _parameters.Length);
            var (follower, leader) = distance > 0 ? (speed, v.Speed[other]) : (v.Speed[other], speed);
            // One second of headway, and braking at 2 m/s2 down to the leader's speed.
            float needed = 2f + follower + (follower > leader ? (follower - leader) * (follower - leader) * 0.25f : 0f);
            if (gap < needed) return false;
        }
        return true;
    }
}
