using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>wind</c> section.</summary>
internal static class WindFormat
{
    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Section(
    [
        new("cross_wind", new Distributed(Speed, -40, 40), "mean of an episode, positive to the left of the road"),
        new("gust", new Quantity(Speed, 0, 20), "standard deviation of the gusts (Ornstein-Uhlenbeck)", Default: "0 m/s"),
        new("gust_time", new Quantity(Time, 0.1, 60), "time constant of the gusts", Default: "1 s"),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static WindSettings Build(Entries keys)
        => new(keys.Get<Distribution>("cross_wind"), keys.Get<float>("gust"), keys.Get<float>("gust_time"));
}
