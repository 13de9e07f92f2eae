using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>episode</c> section.</summary>
internal static class EpisodeFormat
{
    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Section(
    [
        new("duration", new Quantity(Time, 0.01, 3600), "longest duration; a whole number of policy steps"),
        new("terminate_on", new ListOf<TerminationCauses>(new OneOf<TerminationCauses>(
        [
            new("collision", TerminationCauses.Collision),
            new("lane_departure", TerminationCauses.LaneDeparture),
            new("off_road", TerminationCauses.OffRoad),
            new("goal", TerminationCauses.Goal),
        ]), 0, 4), "what ends an episode before its time"),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static EpisodeSettings Build(Entries keys)
    {
        TerminationCauses causes = TerminationCauses.None;
        foreach (TerminationCauses cause in keys.Get<ImmutableArray<TerminationCauses>>("terminate_on")) causes |= cause;
        return new EpisodeSettings(keys.Get<float>("duration"), causes);
    }
}
