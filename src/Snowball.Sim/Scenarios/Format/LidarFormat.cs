using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The sensor <c>lidar</c>.</summary>
internal static class LidarFormat
{
    private const int MostRays = 40_000;

    /// <summary>Its own keys.</summary>
    public static ImmutableArray<Key> Keys { get; } =
    [
        MountFormat.Key,
        new("channels", new WholeNumber(1, 128), "beams above each other", Default: "1"),
        new("lowest_channel", new Quantity(Angle, -60, 60), "elevation of the lowest channel, positive upwards", Default: "0 deg"),
        new("highest_channel", new Quantity(Angle, -60, 60), "elevation of the highest; those between are evenly spaced", Default: "0 deg"),
        new("field_of_view", new Quantity(Angle, 0.01, 360), "horizontal angle that is scanned", Default: "360 deg"),
        new("resolution", new Quantity(Angle, 0.02, 45), "angle between neighbouring rays; a whole number of them makes 360 deg", Default: "0.2 deg"),
        new("minimum_range", new Quantity(Length, 0.01, 100), "nothing nearer is reported", Default: "0.5 m"),
        new("maximum_range", new Quantity(Length, 1, 500), "nothing further away is reported; what a ray without a return reads", Default: "200 m"),
        new("reference_range", new Quantity(Length, 1, 1000), "where a surface that reflects 10 % of the light squarely is detected nine times in ten", Default: "100 m"),
        new("range_noise", new Quantity(Length, 0, 10), "standard deviation of the range", Default: "0.02 m"),
        new("dropout", new Quantity(Share, 0, 100), "rays that are lost whatever they meet", Default: "0 %"),
    ];

    /// <summary>The settings that its keys make.</summary>
    public static LidarSettings Build(Entries keys)
    {
        var settings = new LidarSettings(
            MountFormat.Build(keys), keys.Get<int>("channels"), keys.Get<float>("lowest_channel"), keys.Get<float>("highest_channel"),
            keys.Get<float>("field_of_view"), keys.Get<float>("resolution"), keys.Get<float>("minimum_range"), keys.Get<float>("maximum_range"),
            keys.Get<float>("reference_range"), keys.Get<float>("range_noise"), keys.Get<float>("dropout"));
        if (settings.Channels > 1 ? !(settings.LowestChannel < settings.HighestChannel) : settings.LowestChannel != settings.HighestChannel)
        {
            throw keys.PlaceOf("highest_channel").Fault(settings.Channels > 1
                ? "must be above lowest_channel" : "must be that of lowest_channel where there is one channel");
        }
        if (!(settings.MinimumRange < settings.MaximumRange)) throw keys.PlaceOf("minimum_range").Fault("must be below maximum_range");
        if (Math.Abs(settings.Circle - 2 * Math.PI / settings.Resolution) > 1e-3)
        {
            throw keys.PlaceOf("resolution").Fault($"does not divide 360 deg: the nearest that does is {360.0 / settings.Circle:0.######} deg");
        }
        int rays = settings.Channels * settings.Rays;
        if (rays > MostRays) throw keys.PlaceOf("channels").Fault($"makes {rays} rays, but at most {MostRays} are cast");
        return settings;
    }
}
