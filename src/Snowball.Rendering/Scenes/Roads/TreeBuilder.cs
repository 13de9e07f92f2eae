using System.Numerics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Plants trees and bushes on the ground beside a road.</summary>
internal sealed class TreeBuilder(CrossSections sections, Ground ground, MeshBuilder mesh, ulong seed)
{
    private const int ChunkRows = 50;
    private const float Nearest = 6f, Furthest = 70f, WoodLength = 160f;

    /// <summary>What stands at a place; its height and half its width, m.</summary>
    private readonly record struct Tree(Spot Spot, float Height, float Half, bool IsConifer, bool IsBush, uint Colour);

    public void Build(RoadDetail detail)
    {
        var trees = new List<Tree>();
        foreach (float side in (ReadOnlySpan<float>)[1f, -1f])
        {
            for (int from = 0; from < sections.Rows - 1; from += ChunkRows)
            {
                trees.Clear();
                Plant(trees, from, Math.Min(from + ChunkRows, sections.Rows - 1), side, detail);
                var near = Draw(trees, detail.IsRich ? 7 : 3, hasTrunks: detail.IsRich);
                if (!detail.IsRich)
                {
                    mesh.Chunk(near, near, near, detail.Trees);
                    continue;
                }
                var middle = Draw(trees, 5, hasTrunks: true);
                mesh.Chunk(near, middle, Draw(trees, 3, hasTrunks: false), detail.Trees);
            }
        }
    }

    /// <summary>A place every few metres, which is taken more often where there is a wood.</summary>
    private void Plant(List<Tree> trees, int from, int to, float side, RoadDetail detail)
    {
        int first = (int)MathF.Ceiling(sections.S(from) / detail.TreeSpacing), last = (int)MathF.Ceiling(sections.S(to) / detail.TreeSpacing);
        for (int place = first; place < last; place++)
        {
            var (x, y, z, w) = CounterRandom.Block(seed, (uint)place, side > 0f ? 1u : 0u, 0, 1);
            float s = place * detail.TreeSpacing;
            uint wood = CounterRandom.Block(seed, (uint)(int)MathF.Floor(s / WoodLength), side > 0f ? 1u : 0u, 0, 2).X;
            float density = CounterRandom.ToUnit(wood);
            if (CounterRandom.ToUnit(x) > 0.15f + 0.85f * density * density) continue;
            int row = sections.Nearest(s + detail.TreeSpacing * CounterRandom.ToUnit(y));
            float u = CounterRandom.ToUnit(z), distance = Nearest + (Furthest - Nearest) * u * u, size = CounterRandom.ToUnit(w);
            if (distance > ground.Reach(row, side) - 3f) continue;
            bool isBush = distance < Nearest + 5f || (w & 7) == 0, isConifer = !isBush && (wood & 3) == 0;
            float height = isBush ? 0.8f + 1.2f * size : isConifer ? 8f + 9f * size : 6f + 7f * size;
            float half = isBush ? 0.7f * height : (isConifer ? 0.22f : 0.36f) * height;
            uint colour = isConifer ? Palette.Needles[(int)(y % (uint)Palette.Needles.Length)] : Palette.Leaves[(int)(y % (uint)Palette.Leaves.Length)];
            // Turned by chance: forward is any direction.
            var (sin, cos) = Elementary.SinCos(2f * Elementary.Pi * CounterRandom.ToUnit(x ^ w));
            trees.Add(new(new(ground.At(row, side, distance), new(cos, sin, 0f), mesh), height, half, isConifer, isBush, colour));
        }
    }

    private IndexRange Draw(List<Tree> trees, int corners, bool hasTrunks)
    {
        foreach (var tree in trees)
        {
            // Without a trunk the crown comes down to the ground.
            float trunk = tree.IsBush || !hasTrunks && corners <= 3 ? 0f : tree.IsConifer ? 0.1f * tree.Height : 0.22f * tree.Height;
            if (hasTrunks && !tree.IsBush)
            {
                float half = 0.022f * tree.Height;
                tree.Spot.Box(SemanticClass.Vegetation, Palette.Bark, new(-half, -half, -0.5f), new(half, half, trunk + 0.1f * tree.Height), Faces.Sides);
            }
            if (tree.IsConifer) Conifer(tree, trunk, corners);
            else Crown(tree, trunk, corners);
        }
        return mesh.Take();
    }

    private static void Conifer(in Tree tree, float foot, int corners)
    {
        int cones = corners > 5 ? 3 : 1;
        float length = (tree.Height - foot) / (1f + 0.6f * (cones - 1));
        for (int i = 0; i < cones; i++)
        {
            float low = foot + 0.6f * i * length, half = tree.Half * (1f - 0.28f * i);
            Cone(tree, corners, half, low, low + length);
        }
    }

    /// <summary>Two cones foot to foot; in between a belt where there are corners enough.</summary>
    private static void Crown(in Tree tree, float foot, int corners)
    {
        float height = tree.Height - foot;
        if (corners <= 3)
        {
            Cone(tree, corners, tree.Half, foot + 0.4f * height, tree.Height);
            Cone(tree, corners, tree.Half, foot + 0.4f * height, foot);
            return;
        }
        float wide = foot + 0.3f * height, narrow = foot + 0.72f * height, waist = 0.75f * tree.Half;
        Cone(tree, corners, tree.Half, wide, foot);
        for (int i = 0; i < corners; i++)
        {
            Vector3 a = Corner(i, corners, tree.Half, wide), b = Corner(i + 1, corners, tree.Half, wide);
            Vector3 c = Corner(i + 1, corners, waist, narrow), d = Corner(i, corners, waist, narrow);
            tree.Spot.Face(SemanticClass.Vegetation, tree.Colour, a, b, c, d);
        }
        Cone(tree, corners, waist, narrow, tree.Height);
    }

    /// <summary>A cone without a base, its tip above or below it.</summary>
    private static void Cone(in Tree tree, int corners, float half, float level, float tip)
    {
        for (int i = 0; i < corners; i++)
        {
            Vector3 a = Corner(i, corners, half, level), b = Corner(i + 1, corners, half, level), top = new(0f, 0f, tip);
            if (tip > level) tree.Spot.Face(SemanticClass.Vegetation, tree.Colour, a, b, top);
            else tree.Spot.Face(SemanticClass.Vegetation, tree.Colour, b, a, top);
        }
    }

    private static Vector3 Corner(int i, int corners, float half, float level)
    {
        var (sin, cos) = Elementary.SinCos(2f * Elementary.Pi * (i % corners) / corners);
        return new(half * cos, half * sin, level);
    }
}
