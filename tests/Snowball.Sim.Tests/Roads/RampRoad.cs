using System.Collections.Immutable;
using Snowball.Sim.Roads;

namespace Snowball.Sim.Tests.Roads;

/// <summary>
/// A straight carriageway of 2 km: lanes 0 and 1 all along, lane 2 of an entry (a ramp from 200 m, beside lane 1 from 400 m, ends at 650 m)
/// and of an exit (beside lane 1 from 1200 m, apart from 1400 m, until 1600 m). All 4 m wide.
/// </summary>
internal static class RampRoad
{
    public const float Width = 4f, EntryStart = 200f, EntryGore = 400f, EntryEnd = 650f, ExitStart = 1200f, ExitGore = 1400f, ExitEnd = 1600f, Length = 2000f;

    private const int Stations = 1001;

    public static Carriageway Make()
    {
        CrossSection section = new(
            [Lane(0, _ => true), Lane(1, _ => true), Lane(2, s => s is >= EntryStart and <= EntryEnd or >= ExitStart and <= ExitEnd)],
            new SurfaceProfile([], [], [], []),
            [new Entry("entry", EntryStart, 2)],
            [new Destination("end", Length, 0, 1), new Destination("exit", ExitEnd, 2, 2)]);
        return Carriageway.Along(new ReferenceLine([RoadSegment.Straight(Length)]), Length, section, Width, speedLimit: 40f);
    }

    private static LaneProfile Lane(int lane, Func<float, bool> isThere)
    {
        var centre = ImmutableArray.CreateBuilder<float>(Stations);
        var width = ImmutableArray.CreateBuilder<float>(Stations);
        var rules = ImmutableArray.CreateBuilder<LaneRules>(Stations);
        for (int i = 0; i < Stations; i++)
        {
            float s = i * Carriageway.StationSpacing;
            bool hasNeighbour = s is >= EntryGore and <= EntryEnd or >= ExitStart and <= ExitGore;
            // Beside the gore the ramp runs 1 m further out.
            float apart = lane == 2 && s is < EntryGore or > ExitGore ? 1f : 0f;
            centre.Add(-(lane + 0.5f) * Width - apart);
            width.Add(isThere(s) ? Width : 0f);
            rules.Add(lane switch
            {
                0 => LaneRules.ChangeRight,
                1 => LaneRules.ChangeLeft | (hasNeighbour ? LaneRules.ChangeRight : LaneRules.None),
                _ => hasNeighbour ? LaneRules.ChangeLeft : LaneRules.None,
            });
        }
        return new LaneProfile(centre.MoveToImmutable(), width.MoveToImmutable(), rules.MoveToImmutable());
    }
}
