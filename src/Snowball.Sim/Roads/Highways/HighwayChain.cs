using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Roads.Highways;

/// <summary>
/// Draws a highway at random from end to end: free stretches, and between them interchanges (an exit and then an entry), weaving
/// sections, merging carriageways whose lane ends again, and roadworks; with patches and grades on its way.
/// </summary>
internal static class HighwayChain
{
    private const float Ramp = 200, Taper = 60, FullLane = 250, DropTaper = 180, WorksTaper = 100;

    private enum Piece
    {
        Interchange,
        Weaving,
        Merge,
        Roadworks,
    }

    /// <summary>Variant number <paramref name="variant"/> of the settings as a highway of one variant.</summary>
    public static HighwayRoadSettings Draw(RandomHighwayRoadSettings settings, int variant)
    {
        var random = new RandomStream(1, RandomPurpose.Road, variant);
        var sections = ImmutableArray.CreateBuilder<HighwaySection>();
        // The first is an interchange: every variant has a lane for ramps.
        var piece = Piece.Interchange;
        float s = 0f;
        for (int number = 1; ; number++)
        {
            float free = settings.FreeStretch.Sample(ref random);
            float end = Add(sections, piece, number, s + free, settings, ref random);
            if (end < 0f) break;
            if (random.NextUnit() < 0.3f) sections.Add(new SurfaceSection(At(s), At(Math.Max(free, 20f)), At(random.NextUniform(0.3f, 0.9f))));
            if (free > 300f) sections.Add(new GradeSection(At(s), At(free), At(random.NextUniform(-0.04f, 0.04f)), 100f));
            s = end;
            piece = (Piece)random.NextIndex(4);
        }
        return new HighwayRoadSettings(
            settings.MainLanes, settings.LaneWidth, settings.SpeedLimit, settings.Length, 1, settings.Curvature, settings.GuardRails, sections.ToImmutable());
    }

    /// <summary>Adds a piece from a station on, and tells where it ends; -1 where the road is too short for it.</summary>
    private static float Add(
        ImmutableArray<HighwaySection>.Builder sections, Piece piece, int number, float from, RandomHighwayRoadSettings road, ref RandomStream random)
    {
        int before = sections.Count;
        float length = random.NextUniform(300f, 600f);
        switch (piece)
        {
            case Piece.Interchange:
                var exit = new ExitSection($"exit-{number}", At(from), At(Taper), At(FullLane), At(Ramp));
                sections.Add(exit);
                sections.Add(new EntrySection($"entry-{number}", At(exit.Latest + length + Ramp), At(Ramp), At(FullLane), At(Taper)));
                break;
            case Piece.Weaving:
                sections.Add(new WeavingSection($"weaving-{number}", At(from + Ramp), At(length), At(Ramp)));
                break;
            case Piece.Merge:
                var merge = new MergeSection($"merge-{number}", At(from + Ramp), 1, At(Ramp));
                sections.Add(merge);
                sections.Add(new LaneDropSection(At(merge.Latest + length), Side.Right, At(DropTaper)));
                break;
            case Piece.Roadworks when road.MainLanes > 1:
                int closed = random.NextUnit() < 0.5f ? 0 : road.MainLanes - 1;
                sections.Add(new RoadworksSection(At(from + WorksTaper), At(length), [closed], At(WorksTaper), null, road.SpeedLimit * 0.6f));
                break;
        }
        if (sections.Count == before) return from;
        if (sections[^1].Latest <= road.Length) return sections[^1].Latest;
        while (sections.Count > before) sections.RemoveAt(sections.Count - 1);
        return -1f;
    }

    private static Distribution At(float value) => Distribution.Constant(value);
}
