using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors;

/// <summary>What sensors look at, and the store for what they remember.</summary>
internal sealed record SensedWorld(
    Scenario Scenario, ColumnStore Store, EpisodeClock Clock, VehicleStates Vehicles, LaneOrder Order, RoadFrame Frame);
