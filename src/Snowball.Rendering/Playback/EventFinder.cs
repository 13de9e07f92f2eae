using Snowball.Sim.Metrics;

namespace Snowball.Rendering.Playback;

/// <summary>Finds what happens from one moment to the next.</summary>
internal static class EventFinder
{
    /// <summary>Metrics that are 1 while something holds or when it happens, and what their rise from 0 is.</summary>
    private static readonly (MetricIndex Metric, PlayedEventKind Kind)[] s_rises =
    [
        (MetricIndex.LaneChanges, PlayedEventKind.LaneChange),
        (MetricIndex.Cost, PlayedEventKind.Cost),
        (MetricIndex.LaneDeparture, PlayedEventKind.LaneDeparture),
        (MetricIndex.OffRoad, PlayedEventKind.OffRoad),
        (MetricIndex.Collision, PlayedEventKind.Collision),
        (MetricIndex.GoalReached, PlayedEventKind.Goal),
        (MetricIndex.GoalMissed, PlayedEventKind.GoalMissed),
    ];

    /// <summary>Appends what happens; of several things of one ego all that have a kind of their own.</summary>
    public static void Find(Moment? before, Moment now, List<PlayedEvent> events)
    {
        if (before is null || !ReferenceEquals(before.Episode, now.Episode))
        {
            events.Add(new(now.Index, now.Time, 0, PlayedEventKind.Start));
            return;
        }
        if (ReferenceEquals(before.Report, now.Report)) return;
        for (int ego = 0; ego < now.Report.Egos.Length; ego++)
        {
            float[] last = before.Report.Egos[ego].Metrics, metrics = now.Report.Egos[ego].Metrics;
            foreach (var (metric, kind) in s_rises)
            {
                bool isOffRoadToo = metric == MetricIndex.LaneDeparture && metrics[(int)MetricIndex.OffRoad] > 0f;
                if (metrics[(int)metric] > 0f && !(last[(int)metric] > 0f) && !isOffRoadToo) events.Add(new(now.Index, now.Time, ego, kind));
            }
        }
    }
}
