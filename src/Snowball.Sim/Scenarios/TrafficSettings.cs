using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>The other vehicles.</summary>
public abstract record TrafficSettings
{
    /// <summary>Which equations move them.</summary>
    public DynamicsModel Dynamics { get; init; }
}

/// <summary>An empty road.</summary>
public sealed record NoTraffic : TrafficSettings;

/// <summary>
/// Vehicles placed one after another ahead of the ego, each `spacing * (12 + speed) * exp(-lanes / 8)` further on,
/// times uniform(0.9, 1.1): the start of highway-env's highway scenarios (Leurent 2018).
/// </summary>
public sealed record SequentialTraffic(
    int Count, float EgoSpacing, float Spacing, Distribution Speed, DriverSettings Drivers, VehicleMix Vehicles) : TrafficSettings;

/// <summary>Vehicles at places of their own, in the order of <paramref name="Places"/>: the start of highway-env's merge scenarios.</summary>
public sealed record PlacedTraffic(ImmutableArray<VehiclePlace> Places, DriverSettings Drivers, VehicleMix Vehicles) : TrafficSettings;

/// <summary>Where a vehicle starts: the centre of a lane, arc length s in m, speed and desired speed in m/s; without the latter it keeps its speed.</summary>
public sealed record VehiclePlace(Distribution Lane, Distribution Position, Distribution Speed, Distribution? DesiredSpeed);

/// <summary>
/// A stream of traffic at <paramref name="DensityPerKilometre"/> vehicles per km and lane inside the window from
/// <paramref name="Behind"/> metres behind to <paramref name="Ahead"/> metres ahead of the first ego; vehicles that
/// leave the window enter again at its other end when there is room.
/// </summary>
public sealed record FlowTraffic(
    float DensityPerKilometre, float Behind, float Ahead, Distribution Speed, DriverSettings Drivers, VehicleMix Vehicles,
    RampSettings? Ramps = null) : TrafficSettings;

/// <summary>
/// Traffic from entries and to exits: <paramref name="EntryShare"/> of the vehicles that enter come by an entry, where there is one in the window,
/// at <paramref name="EntrySpeed"/> m/s, and <paramref name="ExitShare"/> of all want to the next exit.
/// </summary>
public sealed record RampSettings(float EntryShare, Distribution EntrySpeed, float ExitShare);

/// <summary>
/// <paramref name="Count"/> vehicles beside the ego on a ring of <paramref name="Circumference"/> m: a straight carriageway that is
/// periodic, so that the foremost follows the hindmost one lap ahead. They are dealt to the lanes in turn and start with equal gaps,
/// but for <paramref name="Jitter"/>, the share of its gap by which a vehicle may start nearer to the one ahead or behind.
/// </summary>
public sealed record RingTraffic(
    float Circumference, int Count, float Jitter, Distribution Speed, DriverSettings Drivers, VehicleMix Vehicles) : TrafficSettings;

/// <summary>One vehicle ahead of the ego in its lane, which changes its speed to a new draw of <paramref name="Speed"/> with
/// <paramref name="Acceleration"/> m/s2 and keeps it for <paramref name="Hold"/> s, again and again.</summary>
public sealed record LeadTraffic(
    Distribution Gap, Distribution Speed, Distribution Acceleration, Distribution Hold, string Vehicle) : TrafficSettings;
