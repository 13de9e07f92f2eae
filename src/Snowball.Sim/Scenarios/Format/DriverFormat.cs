using static Snowball.Sim.Scenarios.Format.CommonShapes;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>drivers</c> of a kind of traffic.</summary>
internal static class DriverFormat
{
    /// <summary>What the section takes.</summary>
    public static Section Shape { get; } = new(
    [
        new("desired_speed", RoadSpeed, "desired speed; without it the speed at the start", Optional: true),
        new("time_headway", new Distributed(Time, 0.1, 10), "IDM's desired time headway T"),
        new("minimum_gap", new Distributed(Length, 0, 50), "IDM's jam distance s0"),
        new("maximum_acceleration", new Distributed(Acceleration, 0.1, 12), "IDM's a"),
        new("comfortable_deceleration", new Distributed(Acceleration, 0.1, 12), "IDM's b"),
        new("acceleration_limit", new Quantity(Acceleration, 0.1, 12), "IDM's result is clipped to plus or minus this"),
        new("exponent", new Distributed(None, 1, 10), "IDM's acceleration exponent", Default: "4"),
        new("gap", OneOf.Members<GapMeasure>(), "between bumpers or between centres", Default: "bumper"),
        new("sight", OneOf.Members<DriverSight>(), "whether others are seen on the whole carriageway, or on the road of the map that the driver is on and a car's length beyond, as in highway-env", Default: "carriageway"),
        new("lane_changes", new Section(
        [
            new("interval", new Quantity(Time, 0.05, 60), "time between decisions"),
            new("politeness", new Distributed(None, 0, 1), "MOBIL's p"),
            new("threshold", new Quantity(Acceleration, 0, 10), "gain that a change must bring"),
            new("safe_deceleration", new Quantity(Acceleration, 0.1, 12), "the most that a change may make the new follower brake"),
            new("bias", new Quantity(Acceleration, 0, 10), "keeps right: a change to the right needs this much less gain, one to the left this much more", Default: "0 m/s2"),
            new("mandatory", new Flag(), "whether a lane that ends or leads astray is left by accepting gaps; otherwise MOBIL decides that too, to which the end of the lane is a vehicle that stands there", Default: "true"),
        ]), "MOBIL; without it nobody changes lane", Optional: true),
    ]);

    /// <summary>What a kind of vehicle in a mix takes: how its drivers follow others.</summary>
    public static Section Overrides { get; } = new(
    [
        new("desired_speed", RoadSpeed, "desired speed, which also bounds the speed at the start", Optional: true),
        new("time_headway", new Distributed(Time, 0.1, 10), "IDM's desired time headway T", Optional: true),
        new("minimum_gap", new Distributed(Length, 0, 50), "IDM's jam distance s0", Optional: true),
        new("maximum_acceleration", new Distributed(Acceleration, 0.1, 12), "IDM's a", Optional: true),
        new("comfortable_deceleration", new Distributed(Acceleration, 0.1, 12), "IDM's b", Optional: true),
        new("exponent", new Distributed(None, 1, 10), "IDM's acceleration exponent", Optional: true),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static DriverSettings Build(Entries keys)
    {
        Entries? change = keys.Maybe<Entries>("lane_changes");
        return new DriverSettings(
            keys.Maybe<Distribution>("desired_speed"), keys.Get<Distribution>("time_headway"), keys.Get<Distribution>("minimum_gap"),
            keys.Get<Distribution>("maximum_acceleration"), keys.Get<Distribution>("comfortable_deceleration"),
            keys.Get<float>("acceleration_limit"), keys.Get<Distribution>("exponent"), keys.Get<GapMeasure>("gap"),
            ChangesLanes: change is not null,
            LaneChangeInterval: change?.Get<float>("interval") ?? 1f,
            Politeness: change?.Get<Distribution>("politeness") ?? Distribution.Constant(0f),
            LaneChangeThreshold: change?.Get<float>("threshold") ?? 0f,
            SafeDeceleration: change?.Get<float>("safe_deceleration") ?? 0f,
            KeepRightBias: change?.Get<float>("bias") ?? 0f,
            Mandatory: change?.Get<bool>("mandatory") ?? true,
            Sight: keys.Get<DriverSight>("sight"));
    }

    /// <summary>Common settings with what <see cref="Overrides"/> replaces.</summary>
    public static DriverSettings Override(DriverSettings common, Entries keys) => common with
    {
        DesiredSpeed = keys.Maybe<Distribution>("desired_speed") ?? common.DesiredSpeed,
        TimeHeadway = keys.Maybe<Distribution>("time_headway") ?? common.TimeHeadway,
        MinimumGap = keys.Maybe<Distribution>("minimum_gap") ?? common.MinimumGap,
        MaximumAcceleration = keys.Maybe<Distribution>("maximum_acceleration") ?? common.MaximumAcceleration,
        ComfortableDeceleration = keys.Maybe<Distribution>("comfortable_deceleration") ?? common.ComfortableDeceleration,
        Exponent = keys.Maybe<Distribution>("exponent") ?? common.Exponent,
    };
}
