using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>
/// Cuts off what is nearer than <see cref="Shading.Near"/> (Sutherland and Hodgman, Reentrant polygon clipping, 1974). Sides of the picture need
/// no clipping: rows are cut to it.
/// </summary>
internal static unsafe class Clip
{
    /// <summary>Draws a triangle of which some corners, not all, are too near.</summary>
    public static void Draw(Patch patch, in Placement placement, VertexColumns vertices, int a, int b, int c, Cover cover, byte id, Picture picture)
    {
        var content = Content.Of(cover, picture);
        Span<Point> triangle = stackalloc Point[3];
        triangle[0] = Load(patch, placement, vertices, a);
        triangle[1] = Load(patch, placement, vertices, b);
        triangle[2] = Load(patch, placement, vertices, c);
        Span<Corner> corners = stackalloc Corner[4];
        int count = Cut(triangle, corners, picture);
        for (int i = 2; i < count; i++) TriangleSetup.Draw(corners[0], corners[i - 1], corners[i], cover, content, id, picture);
    }

    /// <summary>What of a convex polygon is far enough, as seen in the picture.</summary>
    /// <param name="polygon">Its corners.</param>
    /// <param name="corners">Room for one more.</param>
    /// <param name="picture">The picture.</param>
    /// <returns>Corners of the result; 0 where nothing remains.</returns>
    public static int Cut(ReadOnlySpan<Point> polygon, Span<Corner> corners, Picture picture)
    {
        int count = 0;
        for (int i = 0; i < polygon.Length; i++)
        {
            ref readonly var here = ref polygon[i];
            ref readonly var next = ref polygon[i + 1 == polygon.Length ? 0 : i + 1];
            bool isHere = here.Place.GetElement(0) >= Shading.Near, isNext = next.Place.GetElement(0) >= Shading.Near;
            if (isHere) Project(here, out corners[count++], picture);
            // From the far end to the near one: neighbours must find the same point.
            if (isHere != isNext) Project(isHere ? Between(here, next) : Between(next, here), out corners[count++], picture);
        }
        return count;
    }

    private static Point Load(Patch patch, in Placement placement, VertexColumns from, int i) => new()
    {
        Place = placement.InCamera(new(patch.X[i], patch.Y[i], patch.Z[i])).AsVector128(),
        Lit = Vector128.Create(1f, from.Red[i], from.Green[i], from.Blue[i]),
        Strip = patch.Strips[i].AsVector128(),
        Light = Vector128.Create(from.LightRed[i], from.LightGreen[i], from.LightBlue[i], 0f),
        Albedo = Vector128.Create(from.AlbedoRed[i], from.AlbedoGreen[i], from.AlbedoBlue[i], 0f),
    };

    private static Point Between(in Point far, in Point near)
    {
        float depth = far.Place.GetElement(0), share = (depth - Shading.Near) / (depth - near.Place.GetElement(0));
        return new()
        {
            Place = (far.Place + (near.Place - far.Place) * share).WithElement(0, Shading.Near),
            Lit = far.Lit + (near.Lit - far.Lit) * share,
            Strip = far.Strip + (near.Strip - far.Strip) * share,
            Light = far.Light + (near.Light - far.Light) * share,
            Albedo = far.Albedo + (near.Albedo - far.Albedo) * share,
        };
    }

    private static void Project(in Point point, out Corner corner, Picture picture)
    {
        // The same operations as those of the vertex stage: triangles that share a corner must find it in the same place.
        float nearness = 1f / point.Place.GetElement(0), scale = nearness * picture.View.FocalLength;
        Unsafe.SkipInit(out corner);
        corner.X = 0.5f * picture.Width - point.Place.GetElement(1) * scale;
        corner.Y = 0.5f * picture.Height - point.Place.GetElement(2) * scale;
        corner.Lit = Widen(point.Lit, nearness);
        corner.Strip = Widen(point.Strip, nearness);
        corner.Light = Widen(point.Light, nearness);
        corner.Albedo = Widen(point.Albedo, nearness);
    }

    private static Vector256<double> Widen(Vector128<float> values, float nearness)
    {
        var (low, high) = Vector128.Widen(values * nearness);
        return Vector256.Create(low, high);
    }

    /// <summary>A corner in the camera's frame.</summary>
    public struct Point
    {
        /// <summary>Depth, left, up, 0.</summary>
        public Vector128<float> Place;

        /// <summary>As in <see cref="Corner"/>, but not divided.</summary>
        public Vector128<float> Lit, Strip, Light, Albedo;
    }
}
