using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic;

/// <summary>Puts other vehicles into a world, and keeps them coming.</summary>
internal interface ITrafficSource
{
    /// <summary>Places the vehicles of a world whose egos are placed. Every slot gets its parameters, used or not.</summary>
    void Reset(int world, ulong episodeSeed);

    /// <summary>Commands vehicles that no driver model moves, before each substep.</summary>
    void Command(int world, ulong episodeSeed, float seconds);

    /// <summary>Lets vehicles leave and enter, after each policy step; true where some did.</summary>
    bool Refresh(int world, ulong episodeSeed, uint tick);
}

/// <summary>Makes the source that a scenario declares.</summary>
internal static class TrafficSource
{
    /// <summary>Vehicles a world beside the egos, at most.</summary>
    public static int Slots(TrafficSettings settings, int lanes) => settings switch
    {
        SequentialTraffic sequential => sequential.Count,
        FlowTraffic flow => FlowSource.SlotsPerLane(flow) * lanes,
        RingTraffic ring => ring.Count,
        PlacedTraffic placed => placed.Places.Length,
        LeadTraffic => 1,
        _ => 0,
    };

    /// <summary>Length of a lap in m where the traffic is on a ring; 0 where the road is open.</summary>
    public static float Circumference(TrafficSettings settings) => settings is RingTraffic ring ? ring.Circumference : 0f;

    /// <summary>The IDM and MOBIL settings of the traffic; null where no driver model moves it.</summary>
    public static DriverSettings? Drivers(TrafficSettings settings) => settings switch
    {
        SequentialTraffic sequential => sequential.Drivers,
        FlowTraffic flow => flow.Drivers,
        RingTraffic ring => ring.Drivers,
        PlacedTraffic placed => placed.Drivers,
        _ => null,
    };

    /// <summary>Whether a place in a lane is beside one of the vehicles [first, end), or in its lane less than a second of headway from it.</summary>
    public static bool IsNear(VehicleStates v, int first, int end, int index, float s, int lane, float speed)
    {
        for (int other = first; other < end; other++)
        {
            float distance = MathF.Abs(s - v.S[other]);
            float clear = v.Length[other] + v.Length[index] + (lane == v.TargetLane[other] ? (speed > v.Speed[other] ? speed : v.Speed[other]) : 0f);
            if (distance < clear) return true;
        }
        return false;
    }

    /// <summary>Makes the source; <paramref name="drivers"/> is there where <see cref="Drivers"/> is.</summary>
    public static ITrafficSource Create(
        TrafficSettings settings, ColumnStore store, VehicleStates vehicles, RoadFrame frame, Drivers? drivers, int simulationFrequency) => settings switch
    {
        SequentialTraffic sequential => new SequentialSource(sequential, vehicles, frame, drivers!),
        FlowTraffic flow => new FlowSource(flow, vehicles, frame, drivers!),
        RingTraffic ring => new RingSource(ring, vehicles, frame, drivers!),
        PlacedTraffic placed => new PlacedSource(placed, vehicles, frame, drivers!),
        LeadTraffic lead => new LeadSource(lead, store, vehicles, frame, simulationFrequency),
        _ => new EmptyRoad(),
    };
}

/// <summary>An empty road.</summary>
internal sealed class EmptyRoad : ITrafficSource
{
    public void Reset(int world, ulong episodeSeed)
    {
    }

    public void Command(int world, ulong episodeSeed, float seconds)
    {
    }

    public bool Refresh(int world, ulong episodeSeed, uint tick) => false;
}
