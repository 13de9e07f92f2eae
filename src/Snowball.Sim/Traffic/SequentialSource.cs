using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic;

/// <summary>The start of highway-env's highway: one vehicle after another ahead of the egos. See <see cref="SequentialTraffic"/>.</summary>
internal sealed class SequentialSource(SequentialTraffic settings, VehicleStates vehicles, RoadFrame frame, Drivers drivers) : ITrafficSource
{
    private readonly Fleet _fleet = new(settings.Vehicles);

    /// <summary>Distance in m from one vehicle to the next at a speed, before the random factor.</summary>
    public static float Offset(float spacing, float speed, int lanes) => spacing * (12f + speed) * Elementary.Exp(-lanes / 8f);

    public void Reset(int world, ulong episodeSeed)
    {
        var v = vehicles;
        int start = world * v.Slots;
        float x = v.S[start + v.Egos - 1], excessBefore = 0f;
        for (int index = start + v.FirstTraffic; index < start + v.Slots; index++)
        {
            var random = new RandomStream(episodeSeed, RandomPurpose.TrafficStart, index - start);
            int lane = random.NextIndex(frame.Lanes);
            var member = _fleet.Draw(episodeSeed, index - start);
            float speed = member.StartSpeed(settings.Speed.Sample(ref random));
            x += Offset(settings.Spacing, speed, frame.Lanes) * random.NextUniform(0.9f, 1.1f);
            // What is longer than the shortest of the mix needs that much more.
            float excess = 0.5f * (member.Parameters.Length - _fleet.Shortest);
            x += excess + excessBefore;
            excessBefore = excess;
            v.Place(index, member.Parameters, settings.Dynamics);
            v.Speed[index] = v.TargetSpeed[index] = speed;
            v.TargetLane[index] = lane;
            frame.PutInLane(index, lane, x);
            // Places beside an actor, or close to it in its lane, stay empty.
            if (TrafficSource.IsNear(v, start + v.Egos, start + v.FirstTraffic, index, x, lane, speed)) v.Active[index] = 0;
            var driver = new RandomStream(episodeSeed, RandomPurpose.Driver, index - start);
            // Each driver's clock starts at ((x + y) pi) mod 1 s, y to the right of the leftmost lane's centre.
            float clock = (x + lane * frame.LaneWidth) * Elementary.Pi;
            drivers.Draw(index, ref driver, drivers.SubstepsToDecision(clock - MathF.Floor(clock)), member.Drivers);
        }
    }

    public void Command(int world, ulong episodeSeed, float seconds)
    {
    }

    public bool Refresh(int world, ulong episodeSeed, uint tick) => false;
}
