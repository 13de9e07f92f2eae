using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The sensor <c>object-list</c>.</summary>
internal static class ObjectListFormat
{
    /// <summary>Its own keys.</summary>
    public static ImmutableArray<Key> Keys { get; } =
    [
        MountFormat.Key,
        new("objects", new WholeNumber(1, 64), "rows; vehicles beyond are not listed", Default: "16"),
        new("range", new Quantity(Length, 1, 2000), "vehicles whose centre is further away are not listed", Default: "150 m"),
        new("field_of_view", new Quantity(Angle, 1, 360), "angle that it sees, half of it to each side", Default: "360 deg"),
        new("minimum_visibility", new Quantity(Share, 0.1, 100), "vehicles of which less is seen are not listed", Default: "5 %"),
    ];

    /// <summary>The settings that its keys make.</summary>
    public static ObjectListSettings Build(Entries keys) => new(
        MountFormat.Build(keys), keys.Get<int>("objects"), keys.Get<float>("range"), keys.Get<float>("field_of_view"), keys.Get<float>("minimum_visibility"));
}
