using System.Numerics;
using System.Runtime.Intrinsics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>Chooses the triangles of a patch that can be seen, eight at a time, and has them drawn.</summary>
internal static unsafe class TriangleStage
{
    /// <param name="patch">Whose triangles.</param>
    /// <param name="placement">Where they are.</param>
    /// <param name="vertices">The patch's, as seen.</param>
    /// <param name="mustClip">Whether one of the vertices is too near.</param>
    /// <param name="id">In the alpha of pixels.</param>
    /// <param name="picture">Is drawn to.</param>
    public static void Run(Patch patch, in Placement placement, VertexColumns vertices, bool mustClip, byte id, Picture picture)
    {
        int* first = patch.Corner(0), second = patch.Corner(1), third = patch.Corner(2);
        for (int i = 0; i < patch.Triangles; i += Lanes.Count)
        {
            var (a, b, c) = (Vector256.Load(first + i), Vector256.Load(second + i), Vector256.Load(third + i));
            uint visible = Visible(vertices, a, b, c, picture);
            if (mustClip)
            {
                uint tooNear = TooNear(vertices, a, b, c, out uint partly);
                visible &= ~tooNear;
                if (patch.Triangles - i < Lanes.Count) partly &= (1u << (patch.Triangles - i)) - 1;
                for (; partly != 0; partly &= partly - 1)
                {
                    int triangle = i + BitOperations.TrailingZeroCount(partly);
                    Clip.Draw(patch, placement, vertices, first[triangle], second[triangle], third[triangle], patch.Covers[triangle], id, picture);
                }
            }
            for (; visible != 0; visible &= visible - 1)
            {
                int triangle = i + BitOperations.TrailingZeroCount(visible);
                var cover = patch.Covers[triangle];
                var content = Content.Of(cover, picture);
                Corner.Load(out var cornerA, patch, vertices, first[triangle], content);
                Corner.Load(out var cornerB, patch, vertices, second[triangle], content);
                Corner.Load(out var cornerC, patch, vertices, third[triangle], content);
                TriangleSetup.Draw(cornerA, cornerB, cornerC, cover, content, id, picture);
            }
        }
    }

    /// <summary>Which triangles are seen from outside and may cover the middle of a pixel.</summary>
    private static uint Visible(VertexColumns vertices, Vector256<int> a, Vector256<int> b, Vector256<int> c, Picture picture)
    {
        var (ax, bx, cx) = (Lanes.Gather(vertices.X, a), Lanes.Gather(vertices.X, b), Lanes.Gather(vertices.X, c));
        var (ay, by, cy) = (Lanes.Gather(vertices.Y, a), Lanes.Gather(vertices.Y, b), Lanes.Gather(vertices.Y, c));
        // Rows count downwards: what is counter-clockwise has a negative area.
        var front = Vector256.LessThan((bx - ax) * (cy - ay), (cx - ax) * (by - ay));
        return (front & HasMiddle(ax, bx, cx, picture.Width) & HasMiddle(ay, by, cy, picture.Height)).ExtractMostSignificantBits();
    }

    /// <summary>Whether the middle of a column or row of the picture is in [min, max).</summary>
    private static Vector256<float> HasMiddle(Vector256<float> a, Vector256<float> b, Vector256<float> c, int size)
    {
        var half = Vector256.Create(0.5f);
        var first = Vector256.Ceiling(Lanes.Min(Lanes.Min(a, b), c) - half);
        var end = Vector256.Ceiling(Lanes.Max(Lanes.Max(a, b), c) - half);
        return Vector256.LessThan(Lanes.Max(first, Vector256<float>.Zero), Lanes.Min(end, Vector256.Create((float)size)));
    }

    /// <summary>Which triangles have a vertex that is too near, and which of them have one that is not.</summary>
    private static uint TooNear(VertexColumns vertices, Vector256<int> a, Vector256<int> b, Vector256<int> c, out uint partly)
    {
        var near = Vector256.Create(Shading.Near);
        var (isNearA, isNearB, isNearC) = (
            Vector256.LessThan(Lanes.Gather(vertices.Depth, a), near),
            Vector256.LessThan(Lanes.Gather(vertices.Depth, b), near),
            Vector256.LessThan(Lanes.Gather(vertices.Depth, c), near));
        uint any = (isNearA | isNearB | isNearC).ExtractMostSignificantBits();
        partly = any & ~(isNearA & isNearB & isNearC).ExtractMostSignificantBits();
        return any;
    }
}
