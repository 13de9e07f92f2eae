using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The sensor <c>radar</c>.</summary>
internal static class RadarFormat
{
    /// <summary>Its own keys.</summary>
    public static ImmutableArray<Key> Keys { get; } =
    [
        MountFormat.Key,
        new("field_of_view", new Quantity(Angle, 1, 180), "horizontal angle that is seen", Default: "90 deg"),
        new("minimum_range", new Quantity(Length, 0.01, 100), "nothing nearer is reported", Default: "0.5 m"),
        new("maximum_range", new Quantity(Length, 1, 500), "nothing further away is reported", Default: "250 m"),
        new("maximum_speed", new Quantity(Speed, 1, 200), "range rates of false alarms lie between plus and minus this", Default: "70 m/s"),
        new("detection_range", new Quantity(Length, 1, 1000), "where a radar cross-section of 10 m2 is detected nine times in ten", Default: "160 m"),
        new("range_noise", new Quantity(Length, 0, 20), "standard deviation of the range", Default: "0.15 m"),
        new("speed_noise", new Quantity(Speed, 0, 20), "standard deviation of the range rate", Default: "0.1 m/s"),
        new("azimuth_noise", new Quantity(Angle, 0, 20), "standard deviation of the azimuth", Default: "0.3 deg"),
        new("range_resolution", new Quantity(Length, 0.01, 50), "size of a resolution cell", Default: "0.75 m"),
        new("speed_resolution", new Quantity(Speed, 0.01, 50), "size of a resolution cell", Default: "0.4 m/s"),
        new("azimuth_resolution", new Quantity(Angle, 0.1, 90), "size of a resolution cell", Default: "3 deg"),
        new("clutter", new Quantity(None, 0, 50), "mean number of false alarms in a measurement", Default: "0"),
        new("underbody", new Quantity(Share, 0, 100), "power by which a hidden vehicle is seen under what is before it", Default: "0 %"),
        new("multipath", new Quantity(Share, 0, 100), "power that comes once more by way of the own vehicle, as a ghost at twice the range, or by way of a barrier, as one behind it", Default: "0 %"),
        new("detections", new WholeNumber(1, 256), "the most that are reported: the nearest", Default: "32"),
    ];

    /// <summary>The settings that its keys make.</summary>
    public static RadarSettings Build(Entries keys)
    {
        var settings = new RadarSettings(
            MountFormat.Build(keys), keys.Get<float>("field_of_view"), keys.Get<float>("minimum_range"), keys.Get<float>("maximum_range"),
            keys.Get<float>("maximum_speed"), keys.Get<float>("detection_range"), keys.Get<float>("range_noise"), keys.Get<float>("speed_noise"),
            keys.Get<float>("azimuth_noise"), keys.Get<float>("range_resolution"), keys.Get<float>("speed_resolution"), keys.Get<float>("azimuth_resolution"),
            keys.Get<float>("clutter"), keys.Get<float>("underbody"), keys.Get<float>("multipath"), keys.Get<int>("detections"));
        return settings.MinimumRange < settings.MaximumRange ? settings : throw keys.PlaceOf("minimum_range").Fault("must be below maximum_range");
    }
}
