using System.Numerics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Bridges that carry other roads over this one, now and then where no ramps and no works are.</summary>
internal sealed class BridgeBuilder(RoadShape shape, CrossSections sections, Ground ground, MeshBuilder mesh, ulong seed)
{
    // One in some of the places, m apart; nothing else may change this far around.
    private const float Spacing = 900f, Free = 80f;
    private const float Clearance = 5f, Deck = 1f, HalfWidth = 5f, Parapet = 1f, Beyond = 3f, Ramp = 45f;
    private const SemanticClass Kind = SemanticClass.Structure;

    public void Build(RoadDetail detail)
    {
        int first = (int)MathF.Ceiling(sections.S(0) / Spacing), last = (int)MathF.Floor(sections.S(sections.Rows - 1) / Spacing);
        for (int i = first; i <= last; i++)
        {
            var (x, y, _, _) = CounterRandom.Block(seed, (uint)i, 0, 0, 3);
            int row = sections.Nearest((i + 0.6f * (CounterRandom.ToUnit(x) - 0.5f)) * Spacing);
            if (CounterRandom.ToUnit(y) > 0.5f || !IsFree(row)) continue;
            Bridge(row, detail.IsRich);
            mesh.Chunk(detail.Pavement.HiddenFrom);
        }
    }

    /// <summary>Whether all strips keep their widths around a row, and the road is straight enough for straight walls.</summary>
    private bool IsFree(int row)
    {
        int from = sections.Nearest(sections.S(row) - Free), to = sections.Nearest(sections.S(row) + Free);
        for (int i = from; i <= to; i++)
        {
            if (!sections.IsLikeFirst(i)) return false;
        }
        return ground.Reach(row, 1f) > 2f * Ramp && ground.Reach(row, -1f) > 2f * Ramp;
    }

    private void Bridge(int row, bool isRich)
    {
        float s = sections.S(row), leftEdge = ground.Edge(row, 1f) + Beyond, rightEdge = ground.Edge(row, -1f) - Beyond;
        float middle = 0.5f * (leftEdge + rightEdge), half = 0.5f * (leftEdge - rightEdge);
        // Banked roads are higher on one side.
        float low = Clearance + MathF.Abs(shape.Height(s, leftEdge) - shape.Height(s, middle)), top = low + Deck;
        var spot = new Spot(shape.At(s, middle), shape.Forward(s), mesh);
        spot.Box(Kind, Palette.Concrete, new(-HalfWidth, -half - 1f, low), new(HalfWidth, half + 1f, top), isRich ? Faces.Front | Faces.Back | Faces.Bottom | Faces.Top : Faces.Front | Faces.Back | Faces.Bottom);
        foreach (float side in (ReadOnlySpan<float>)[1f, -1f])
        {
            float inner = side * half, outer = side * (half + 1f);
            spot.Box(Kind, Palette.Shade, new(-HalfWidth, MathF.Min(inner, outer), -3f), new(HalfWidth, MathF.Max(inner, outer), low), side > 0f ? Faces.Front | Faces.Back | Faces.Right : Faces.Front | Faces.Back | Faces.Left);
            Embankment(spot, side, outer, top);
        }
        if (!isRich) return;
        foreach (float x in (ReadOnlySpan<float>)[-HalfWidth, HalfWidth - 0.3f])
        {
            spot.Box(Kind, Palette.Concrete, new(x, -half - 1f, top), new(x + 0.3f, half + 1f, top + Parapet));
        }
    }

    /// <summary>An earth ramp from the bridge down to the ground on a side, with slopes to both hands.</summary>
    private static void Embankment(in Spot spot, float side, float start, float top)
    {
        const float Below = -3f;
        float end = start + side * Ramp, slope = 1.5f * (top - Below);
        Vector3 a = new(-HalfWidth, start, top), b = new(HalfWidth, start, top), c = new(HalfWidth, end, Below), d = new(-HalfWidth, end, Below);
        Vector3 footA = new(-HalfWidth - slope, start, Below), footB = new(HalfWidth + slope, start, Below);
        if (side > 0f)
        {
            spot.Face(SemanticClass.Structure, Palette.Asphalt, a, b, c, d);
            spot.Face(SemanticClass.Terrain, Palette.Verge, footA, a, d);
            spot.Face(SemanticClass.Terrain, Palette.Verge, b, footB, c);
            spot.Face(SemanticClass.Terrain, Palette.Verge, footA, new(-HalfWidth, start, Below), a);
            spot.Face(SemanticClass.Terrain, Palette.Verge, new(HalfWidth, start, Below), footB, b);
        }
        else
        {
            spot.Face(SemanticClass.Structure, Palette.Asphalt, a, d, c, b);
            spot.Face(SemanticClass.Terrain, Palette.Verge, footA, d, a);
            spot.Face(SemanticClass.Terrain, Palette.Verge, b, c, footB);
            spot.Face(SemanticClass.Terrain, Palette.Verge, footA, a, new(-HalfWidth, start, Below));
            spot.Face(SemanticClass.Terrain, Palette.Verge, new(HalfWidth, start, Below), b, footB);
        }
    }
}
