using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.CommonShapes;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>traffic</c> section.</summary>
internal static class TrafficFormat
{
    private static Key TrafficDynamics => new(
        "dynamics", Dynamics(DynamicsModel.Kinematic, DynamicsModel.LinearSingleTrack), "which equations move them", Default: "kinematic");

    private static readonly ImmutableArray<Key> Vehicles =
    [
        new("vehicle", Vehicle, "parameter set of all; or vehicles", Optional: true),
        new("vehicles", new ListOf<Entries>(new Section(
        [
            new("vehicle", Vehicle, "parameter set"),
            new("share", new Quantity(Share, 0.1, 100), "of the vehicles"),
            new("drivers", DriverFormat.Overrides, "what its drivers do otherwise than all", Optional: true),
        ]), 1, 16), "a mix, drawn by the episode's seed; the shares add up to 100 %", Optional: true),
        TrafficDynamics,
    ];

    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Kinds(
    [
        new("none", "an empty road", []),
        new("sequential", "vehicles one after another ahead of the ego, as highway-env places them",
        [
            new("count", new WholeNumber(1, 500), "other vehicles"),
            new("ego_spacing", new Quantity(None, 0.1, 20), "spacing of the ego"),
            new("spacing", new Quantity(None, 0.1, 20), "each is spacing * (12 + speed) * exp(-lanes / 8) * uniform(0.9, 1.1) metres further on"),
            new("speed", RoadSpeed, "speed at the start"),
            .. Vehicles,
            new("drivers", DriverFormat.Shape, "how they drive"),
        ]),
        new("placed", "vehicles at places of their own",
        [
            new("places", new ListOf<Entries>(new Section(
            [
                new("lane", new Distributed(None, 0, 11, Whole: true), "lane at the start"),
                new("position", new Distributed(Length, 0, 100_000), "distance along the road at the start"),
                new("speed", RoadSpeed, "speed at the start"),
                new("desired_speed", RoadSpeed, "desired speed; without it the speed at the start", Optional: true),
            ]), 1, 500), "one vehicle each"),
            .. Vehicles,
            new("drivers", DriverFormat.Shape, "how they drive"),
        ]),
        new("flow", "a stream of traffic around the ego",
        [
            new("density", new Quantity(Density, 0.1, 150), "vehicles per km and lane"),
            new("behind", new Quantity(Length, 10, 2000), "the stream starts this far behind the ego"),
            new("ahead", new Quantity(Length, 10, 2000), "the stream ends this far ahead of the ego"),
            new("speed", RoadSpeed, "speed at the start"),
            .. Vehicles,
            new("drivers", DriverFormat.Shape, "how they drive"),
            new("ramps", new Section(
            [
                new("entry_share", new Quantity(Share, 0, 100), "share of the vehicles that enter which come by an entry"),
                new("entry_speed", RoadSpeed, "their speed there"),
                new("exit_share", new Quantity(Share, 0, 100), "share of the vehicles that want to the next exit"),
            ]), "traffic of entries and exits, on roads that have some; without it all vehicles go through", Optional: true),
        ]),
        new("ring", "a ring road: a straight carriageway on which the foremost vehicle follows the hindmost, a lap ahead of it",
        [
            new("circumference", new Quantity(Length, 50, 20_000), "length of a lap"),
            new("count", new WholeNumber(1, 2000), "other vehicles, dealt to the lanes in turn; those of a lane start with equal gaps"),
            new("jitter", new Quantity(Share, 0, 100), "share of its gap by which a vehicle may start nearer to the one ahead or behind", Default: "0 %"),
            new("speed", RoadSpeed, "speed at the start"),
            .. Vehicles,
            new("drivers", DriverFormat.Shape, "how they drive"),
        ]),
        new("lead", "one vehicle ahead that changes its speed again and again",
        [
            new("gap", new Distributed(Length, 1, 500), "gap between bumpers at the start"),
            new("speed", RoadSpeed, "the speeds it drives at"),
            new("acceleration", new Distributed(Acceleration, 0.1, 12), "how hard it changes its speed"),
            new("hold", new Distributed(Time, 0.1, 600), "how long it keeps a speed"),
            new("vehicle", Vehicle, "parameter set"),
            TrafficDynamics,
        ]),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static TrafficSettings Build(Entries keys)
        => keys.Kind == "none" ? new NoTraffic() : BuildVehicles(keys) with { Dynamics = keys.Get<DynamicsModel>("dynamics") };

    private static TrafficSettings BuildVehicles(Entries keys) => keys.Kind switch
    {
        "sequential" => new SequentialTraffic(
            keys.Get<int>("count"), keys.Get<float>("ego_spacing"), keys.Get<float>("spacing"), keys.Get<Distribution>("speed"),
            DriverFormat.Build(keys.Get<Entries>("drivers")), Mix(keys)),
        "placed" => new PlacedTraffic(
            Places(keys.Get<ImmutableArray<Entries>>("places")), DriverFormat.Build(keys.Get<Entries>("drivers")), Mix(keys)),
        "flow" => new FlowTraffic(
            keys.Get<float>("density"), keys.Get<float>("behind"), keys.Get<float>("ahead"), keys.Get<Distribution>("speed"),
            DriverFormat.Build(keys.Get<Entries>("drivers")), Mix(keys),
            keys.Maybe<Entries>("ramps") is { } ramps ? Ramps(ramps) : null),
        "ring" => new RingTraffic(
            keys.Get<float>("circumference"), keys.Get<int>("count"), keys.Get<float>("jitter"), keys.Get<Distribution>("speed"),
            DriverFormat.Build(keys.Get<Entries>("drivers")), Mix(keys)),
        _ => new LeadTraffic(
            keys.Get<Distribution>("gap"), keys.Get<Distribution>("speed"), keys.Get<Distribution>("acceleration"),
            keys.Get<Distribution>("hold"), keys.Get<string>("vehicle")),
    };

    private static ImmutableArray<VehiclePlace> Places(ImmutableArray<Entries> entries)
    {
        ImmutableArray<VehiclePlace>.Builder places = ImmutableArray.CreateBuilder<VehiclePlace>(entries.Length);
        foreach (Entries place in entries)
        {
            places.Add(new VehiclePlace(
                place.Get<Distribution>("lane"), place.Get<Distribution>("position"), place.Get<Distribution>("speed"), place.Maybe<Distribution>("desired_speed")));
        }
        return places.MoveToImmutable();
    }

    private static RampSettings Ramps(Entries keys)
        => new(keys.Get<float>("entry_share"), keys.Get<Distribution>("entry_speed"), keys.Get<float>("exit_share"));

    private static VehicleMix Mix(Entries keys)
    {
        if (keys.Has("vehicle") == keys.Has("vehicles")) throw keys.Place.Fault("needs one of them: vehicle, or vehicles for a mix");
        if (keys.Maybe<string>("vehicle") is { } vehicle) return vehicle;

        DriverSettings common = DriverFormat.Build(keys.Get<Entries>("drivers"));
        ImmutableArray<VehicleShare>.Builder shares = ImmutableArray.CreateBuilder<VehicleShare>();
        double sum = 0;
        foreach (Entries entry in keys.Get<ImmutableArray<Entries>>("vehicles"))
        {
            Entries? own = entry.Maybe<Entries>("drivers");
            shares.Add(new VehicleShare(
                entry.Get<string>("vehicle"), entry.Get<float>("share"), own is null ? null : DriverFormat.Override(common, own)));
            sum += entry.Get<float>("share");
        }
        if (Math.Abs(sum - 1) > 1e-4) throw keys.PlaceOf("vehicles").Fault($"has shares that add up to {100 * sum:0.##} %, not 100 %");
        return new VehicleMix(shares.ToImmutable());
    }
}
