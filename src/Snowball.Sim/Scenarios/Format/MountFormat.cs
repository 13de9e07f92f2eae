using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>mount</c> of a sensor.</summary>
internal static class MountFormat
{
    /// <summary>Where a sensor sits and looks.</summary>
    public static Key Key { get; } = new("mount", new Section(
    [
        new("x", new Quantity(Length, -20, 20), "forward of the vehicle's centre", Default: "0 m"),
        new("y", new Quantity(Length, -5, 5), "to the left of it", Default: "0 m"),
        new("z", new Quantity(Length, 0, 10), "above the road", Default: "1.5 m"),
        new("yaw", new Quantity(Angle, -180, 180), "where it looks, to the left of forward", Default: "0 deg"),
    ]), "where it sits and looks; without it at the vehicle's centre, 1.5 m above the road, forward", Optional: true);

    /// <summary>The settings that its keys in a sensor make.</summary>
    public static Mount Build(Entries sensor) => sensor.Maybe<Entries>("mount") is { } keys
        ? new Mount(keys.Get<float>("x"), keys.Get<float>("y"), keys.Get<float>("z"), keys.Get<float>("yaw"))
        : new Mount(0f, 0f, 1.5f, 0f);
}
