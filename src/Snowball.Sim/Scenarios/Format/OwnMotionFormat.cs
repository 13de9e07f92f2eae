using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The sensors <c>imu</c> and <c>odometry</c>.</summary>
internal static class OwnMotionFormat
{
    /// <summary>Keys of <c>imu</c>.</summary>
    public static ImmutableArray<Key> ImuKeys { get; } =
    [
        new("grade", new OneOf<ImuSettings>(
            [new("consumer", ImuSettings.Consumer), new("tactical", ImuSettings.Tactical), new("ideal", ImuSettings.Ideal)]), "how good it is", Default: "consumer"),
    ];

    /// <summary>Keys of <c>odometry</c>.</summary>
    public static ImmutableArray<Key> OdometryKeys { get; } =
    [
        new("ticks", new WholeNumber(1, 100_000), "marks that are counted in a turn of a wheel", Default: "96"),
        new("track", new Quantity(Length, 0.5, 4), "distance of the two wheels", Default: "1.5 m"),
        new("scale_error", new Quantity(Share, 0, 20), "standard deviation of the error of each wheel's radius, drawn for an episode", Default: "1 %"),
        new("slip", new Quantity(Share, 0, 50), "slip of the wheels at an acceleration of 1 g, in proportion to it; the drift model has its own", Default: "4.5 %"),
    ];

    /// <summary>The settings that its keys make.</summary>
    public static ImuSettings BuildImu(Entries keys) => keys.Get<ImuSettings>("grade");

    /// <summary>The settings that its keys make.</summary>
    public static OdometrySettings BuildOdometry(Entries keys) => new(
        keys.Get<int>("ticks"), keys.Get<float>("track"), keys.Get<float>("scale_error"), keys.Get<float>("slip"));
}
