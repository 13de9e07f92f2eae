using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.Routes;

/// <summary>What the lines on the road allow.</summary>
internal static class Markings
{
    /// <summary>
    /// Whether the line between two neighbouring lanes of a section may be crossed from one to the other at a station of the road.
    /// It must permit it both by its type and by its lane change attribute; where there is no line, the way is free.
    /// </summary>
    public static bool Allow(Road road, LaneKey from, LaneKey to, double s)
    {
        bool isOutward = Math.Abs(to.Lane) > Math.Abs(from.Lane);
        var section = road.Sections[from.Section];
        RoadMark? line = null;
        foreach (var mark in section.Lane(isOutward ? from.Lane : to.Lane).Marks)
        {
            if (line is null || section.Start + mark.Start <= s) line = mark;
        }
        if (line is not { } drawn) return true;

        bool allowsType = drawn.Type switch
        {
            MarkType.Solid or MarkType.SolidSolid or MarkType.Curb or MarkType.Grass or MarkType.Edge => false,
            MarkType.SolidBroken => !isOutward,
            MarkType.BrokenSolid => isOutward,
            _ => true,
        };
        bool allowsChange = drawn.LaneChange switch
        {
            LaneChange.Both => true,
            LaneChange.Increase => to.Lane > from.Lane,
            LaneChange.Decrease => to.Lane < from.Lane,
            _ => false,
        };
        return allowsType && allowsChange;
    }
}
