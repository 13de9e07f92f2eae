using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>What must hold between the sections of a highway, whatever is drawn for a variant.</summary>
internal static class HighwayRules
{
    /// <exception cref="InputException">A rule is broken.</exception>
    public static void Check(HighwayRoadSettings road, Entries keys)
    {
        ImmutableArray<Entries> sections = HighwayFormat.All(keys);
        MainLanes lanes = HighwayLanes.Over(road.MainLanes, road.Sections).Start;
        var names = new HashSet<string>();
        for (int i = 0; i < sections.Length; i++)
        {
            HighwaySection section = road.Sections[i];
            CheckPlace(road, i, sections);
            CheckLanes(section, lanes, sections[i]);
            CheckStretch(road, section, sections[i]);
            if (NameOf(section) is { } name && !names.Add(name)) throw sections[i].PlaceOf("name").Fault($"'{name}' is the name of an earlier section");
            lanes = lanes.Behind(section);
        }
    }

    /// <summary>Within the road, and not where an earlier section of its sort can still be.</summary>
    private static void CheckPlace(HighwayRoadSettings road, int index, ImmutableArray<Entries> sections)
    {
        (HighwaySection section, Place place) = (road.Sections[index], PlaceOf(sections[index]));
        if (section.Earliest < 0f) throw place.Fault($"begins {-section.Earliest} m before the road does");
        if (section.Latest > road.Length) throw place.Fault($"can reach to {section.Latest} m, but the road is {road.Length} m long");
        for (int i = 0; i < index; i++)
        {
            HighwaySection before = road.Sections[i];
            bool excludeEachOther = section is LaneSectionSettings ? before is LaneSectionSettings : before.GetType() == section.GetType();
            if (excludeEachOther && section.Earliest < before.Latest)
            {
                throw place.Fault($"can begin at {section.Earliest} m, where {sections[i].Place.Key} ({sections[i].Kind}) can still be: it reaches to {before.Latest} m");
            }
        }
    }

    private static void CheckLanes(HighwaySection section, MainLanes lanes, Entries keys)
    {
        if (lanes.Behind(section) is { Count: < 1 })
        {
            throw (keys.Has("lanes") ? keys.PlaceOf("lanes") : keys.Place).Fault($"leaves no lane of {lanes.Count}");
        }
        if (section is not RoadworksSection works) return;

        Place place = keys.PlaceOf("closed");
        int first = works.Closed[0], last = works.Closed[^1];
        if (first < lanes.First || last > lanes.Last) throw place.Fault($"holds a lane that is not there: the lanes are {lanes.First} to {lanes.Last}");
        if (works.Closed.Length == lanes.Count) throw place.Fault("leaves no lane open");
        bool isOneSide = last - first + 1 == works.Closed.Length && (first == lanes.First || last == lanes.Last);
        if (!isOneSide) throw place.Fault($"must be lanes beside each other, from the left or the right edge on, of {lanes.First} to {lanes.Last}");
    }

    private static void CheckStretch(HighwayRoadSettings road, HighwaySection section, Entries keys)
    {
        float? limit = section switch { RoadworksSection works => works.SpeedLimit, SpeedLimitSection stretch => stretch.SpeedLimit, _ => null };
        if (limit > road.SpeedLimit) throw keys.PlaceOf("speed_limit").Fault($"is {limit} m/s, above the road's own limit, {road.SpeedLimit} m/s");
        if (section is RoadworksSection { LaneWidth: { } width } && width > road.LaneWidth)
        {
            throw keys.PlaceOf("lane_width").Fault($"is {width} m, wider than the road's lanes, {road.LaneWidth} m");
        }
        if (section is GradeSection grade && 2 * grade.VerticalCurve > grade.Length.Minimum)
        {
            throw keys.PlaceOf("vertical_curve").Fault($"is {grade.VerticalCurve} m: two of them do not fit into {grade.Length.Minimum} m");
        }
    }

    private static Place PlaceOf(Entries keys) => keys.PlaceOf(keys.Has("at") ? "at" : "from");

    private static string? NameOf(HighwaySection section) => section switch
    {
        EntrySection entry => entry.Name,
        ExitSection exit => exit.Name,
        WeavingSection weaving => weaving.Name,
        MergeSection merge => merge.Name,
        SplitSection split => split.Name,
        _ => null,
    };
}
