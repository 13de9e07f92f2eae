using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The sensor <c>gnss</c>.</summary>
internal static class GnssFormat
{
    /// <summary>Its own keys.</summary>
    public static ImmutableArray<Key> Keys { get; } =
    [
        new("position_noise", new Quantity(Length, 0, 100), "standard deviation of the white part of the error of each coordinate", Default: "0.7 m"),
        new("drift", new Quantity(Length, 0, 100), "standard deviation of its correlated part, a Gauss-Markov process", Default: "2 m"),
        new("drift_time", new Quantity(Time, 0.1, 10_000), "correlation time of that part", Default: "100 s"),
        new("speed_noise", new Quantity(Speed, 0, 10), "standard deviation of the error of each component of the velocity", Default: "0.05 m/s"),
        new("outages", new ListOf<ImmutableArray<float>>(new ListOf<float>(new Quantity(Length, 0, 100_000), 2, 2, Ascending: true), 1, 100),
            "parts of the road without reception, from and to a distance along it, as in a tunnel", Optional: true),
    ];

    /// <summary>The settings that its keys make.</summary>
    public static GnssSettings Build(Entries keys)
    {
        ImmutableArray<RoadInterval>.Builder outages = ImmutableArray.CreateBuilder<RoadInterval>();
        if (keys.Has("outages"))
        {
            foreach (ImmutableArray<float> ends in keys.Get<ImmutableArray<ImmutableArray<float>>>("outages")) outages.Add(new RoadInterval(ends[0], ends[1]));
        }
        return new GnssSettings(
            keys.Get<float>("position_noise"), keys.Get<float>("drift"), keys.Get<float>("drift_time"), keys.Get<float>("speed_noise"), outages.ToImmutable());
    }
}
