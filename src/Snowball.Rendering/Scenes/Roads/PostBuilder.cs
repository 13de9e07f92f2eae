using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Reflector posts (German sign 620), one each 50 m on both sides.</summary>
internal sealed class PostBuilder(RoadShape shape, CrossSections sections, Ground ground, MeshBuilder mesh)
{
    private const float Spacing = 50f, Setback = 0.9f, Half = 0.06f, Height = 1.05f;
    // The black band and the reflector in it.
    private const float BandLow = 0.75f, BandTop = 0.95f, Reflector = 0.035f;
    private const int ChunkPosts = 4;

    public void Build(RoadDetail detail)
    {
        int first = (int)MathF.Ceiling(sections.S(0) / Spacing), last = (int)MathF.Floor(sections.S(sections.Rows - 1) / Spacing);
        for (int i = first; i <= last; i++)
        {
            int row = sections.Nearest(i * Spacing);
            Post(row, 1f);
            Post(row, -1f);
            if (i == last || i % ChunkPosts == 0) mesh.Chunk(detail.ThingsHidden);
        }
    }

    private void Post(int row, float side)
    {
        var spot = new Spot(ground.At(row, side, Setback), shape.Forward(sections.S(row)), mesh);
        // It is as high above the road as above the ground.
        float rise = shape.Height(sections.S(row), ground.Edge(row, side)) - spot.Foot.Z;
        Part(Palette.White, -0.2f, rise + BandLow, Faces.Sides);
        Part(Palette.Black, rise + BandLow, rise + BandTop, Faces.Sides);
        Part(Palette.White, rise + BandTop, rise + Height, Faces.Sides | Faces.Top);
        spot.Panel(SemanticClass.Pole, Palette.White, -Half - 0.005f, Reflector, -Reflector, rise + BandLow + 0.03f, rise + BandTop - 0.03f);

        void Part(uint colour, float low, float top, Faces faces)
            => spot.Box(SemanticClass.Pole, colour, new(-Half, -Half, low), new(Half, Half, top), faces);
    }
}
