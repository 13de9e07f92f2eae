using System.Numerics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Tests.OpenGl;

/// <summary>What a renderer drew.</summary>
internal sealed record Pictures(int Width, int Height, byte[] Colour, float[] Depth, byte[] Semantic)
{
    /// <summary>Draws a batch.</summary>
    public static Pictures Draw(IFrameRenderer renderer, CameraView[] views, VehicleInstance[] vehicles, bool withPlanes = true)
    {
        int pixels = views.Length * renderer.Width * renderer.Height;
        var drawn = new Pictures(renderer.Width, renderer.Height, new byte[4 * pixels], new float[withPlanes ? pixels : 0], new byte[withPlanes ? pixels : 0]);
        renderer.Draw(new() { Views = views, Vehicles = vehicles }, new() { Colour = drawn.Colour, Depth = drawn.Depth, Semantic = drawn.Semantic });
        return drawn;
    }

    /// <summary>Red, green and blue of a pixel, in [0, 1].</summary>
    public Vector3 ColourAt(int column, int row)
    {
        var pixel = Colour.AsSpan(4 * (row * Width + column), 3);
        return new Vector3(pixel[0], pixel[1], pixel[2]) / 255f;
    }

    public float DepthAt(int column, int row) => Depth[row * Width + column];

    public int ClassAt(int column, int row) => Semantic[row * Width + column];

    public int IdAt(int column, int row) => Colour[4 * (row * Width + column) + 3];
}
