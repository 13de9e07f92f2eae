using System.Numerics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Draws traffic signs, which face those who drive towards them.</summary>
/// <param name="IsRich">Whether what is written on them is drawn.</param>
internal readonly record struct SignBuilder(bool IsRich)
{
    private const SemanticClass Kind = SemanticClass.Sign;
    // Layers of a sign lie this far before one another, m.
    private const float Layer = 0.02f;
    private const float PostHalf = 0.05f;

    /// <summary>A post from the ground to a height, m.</summary>
    public void Post(in Spot spot, float y, float top)
        => spot.Box(SemanticClass.Pole, Palette.Post, new(-PostHalf, y - PostHalf, -0.5f), new(PostHalf, y + PostHalf, top), IsRich ? Faces.Sides | Faces.Top : Faces.Back);

    /// <summary>A speed limit in km/h (German sign 274): white in a red ring, its middle at y and z.</summary>
    public void SpeedLimit(in Spot spot, int limit, float y, float z, float radius)
    {
        Disc(spot, Palette.Red, 0f, y, z, radius);
        Disc(spot, Palette.White, -Layer, y, z, 0.78f * radius);
        if (!IsRich) return;
        Back(spot, y, z, radius);
        int digits = limit >= 100 ? 3 : 2;
        float width = (digits == 3 ? 0.3f : 0.42f) * radius, step = (digits == 3 ? 0.44f : 0.58f) * radius;
        for (int i = 0; i < digits; i++)
        {
            int digit = (i == 0 ? limit : i == 1 ? limit / 10 : limit / 100) % 10;
            Digit(spot, digit, y + step * (i - 0.5f * (digits - 1)), z, width, 0.8f * radius);
        }
    }

    /// <summary>One of the three beacons before an exit (German signs 450): as many bars as there are hundreds of metres to go.</summary>
    public void Countdown(in Spot spot, int bars)
    {
        const float Low = 0.6f, Top = 2.3f, Half = 0.45f, Rise = 0.35f;
        Post(spot, 0f, Low);
        spot.Box(Kind, Palette.Blue, new(0f, -Half, Low), new(0.03f, Half, Top), IsRich ? Faces.Sides | Faces.Top : Faces.Back);
        if (!IsRich) return;
        for (int i = 0; i < bars; i++)
        {
            float z = Low + 0.2f + i * 0.42f;
            spot.Face(Kind, Palette.White, new(-Layer, 0.8f * Half, z), new(-Layer, -0.8f * Half, z + Rise), new(-Layer, -0.8f * Half, z + Rise + 0.16f), new(-Layer, 0.8f * Half, z + 0.16f));
        }
    }

    /// <summary>A blue board with lines of text and an arrow: straight up, or to the upper right where it leads to an exit.</summary>
    public void Board(in Spot spot, float left, float right, float low, float top, bool isExit, int lines)
    {
        spot.Box(Kind, Palette.Blue, new(0f, right, low), new(0.08f, left, top), IsRich ? Faces.Sides | Faces.Top | Faces.Bottom : Faces.Back);
        if (!IsRich) return;
        float height = top - low, width = left - right, border = 0.04f * height;
        Bar(spot, left - border, right + border, low + border, low + 1.6f * border);
        Bar(spot, left - border, right + border, top - 1.6f * border, top - border);
        float line = 0.62f * height / lines;
        for (int i = 0; i < lines; i++)
        {
            float z = top - 0.14f * height - (i + 1) * line, end = left - (0.09f + 0.5f * (i % 2 == 0 ? 0.95f : 0.7f)) * width;
            // Words, as from afar.
            float word = left - 0.09f * width, length = 0.18f * width;
            for (int letters = 0; word - 0.3f * length > end; letters++)
            {
                float next = MathF.Max(word - length * (letters % 2 == 0 ? 1f : 0.65f), end);
                Bar(spot, word, next, z + 0.25f * line, z + 0.75f * line);
                word = next - 0.05f * width;
            }
        }
        Arrow(spot, right + 0.2f * width, low + 0.45f * height, 0.28f * height, isExit);
    }

    private static void Bar(in Spot spot, float left, float right, float low, float top) => spot.Panel(Kind, Palette.White, -Layer, left, right, low, top);

    private static void Arrow(in Spot spot, float y, float z, float size, bool isExit)
    {
        // Turned clockwise by an eighth towards an exit.
        float turn = isExit ? 0.70710678f : 0f, straight = isExit ? 0.70710678f : 1f;
        Face(spot, new(0.13f, -0.9f), new(-0.13f, -0.9f), new(-0.13f, 0.2f), new(0.13f, 0.2f));
        Face(spot, new(0.5f, 0.1f), new(-0.5f, 0.1f), new(0f, 1f));

        void Face(in Spot spot, params ReadOnlySpan<Vector2> shape)
        {
            Span<Vector3> corners = stackalloc Vector3[shape.Length];
            for (int i = 0; i < shape.Length; i++)
            {
                float left = shape[i].X * straight - shape[i].Y * turn, up = shape[i].Y * straight + shape[i].X * turn;
                corners[i] = new(-Layer, y + size * left, z + size * up);
            }
            spot.Face(Kind, Palette.White, corners);
        }
    }

    private void Disc(in Spot spot, uint colour, float x, float y, float z, float radius)
    {
        Span<Vector3> corners = stackalloc Vector3[IsRich ? 20 : 6];
        for (int i = 0; i < corners.Length; i++)
        {
            var (sin, cos) = Elementary.SinCos(-2f * Elementary.Pi * (i + 0.5f) / corners.Length);
            corners[i] = new(x, y + radius * cos, z + radius * sin);
        }
        spot.Face(Kind, colour, corners);
    }

    private static void Back(in Spot spot, float y, float z, float radius)
    {
        Span<Vector3> corners = stackalloc Vector3[20];
        for (int i = 0; i < corners.Length; i++)
        {
            var (sin, cos) = Elementary.SinCos(2f * Elementary.Pi * (i + 0.5f) / corners.Length);
            corners[i] = new(0.01f, y + radius * cos, z + radius * sin);
        }
        spot.Face(Kind, Palette.Post, corners);
    }

    /// <summary>A digit of seven segments, which from a car looks like any other.</summary>
    private static void Digit(in Spot spot, int digit, float y, float z, float width, float height)
    {
        // Top, upper left, upper right, middle, lower left, lower right, bottom.
        int segments = ((ReadOnlySpan<byte>)[0b1110111, 0b0100100, 0b1011101, 0b1101101, 0b0101110, 0b1101011, 0b1111011, 0b0100101, 0b1111111, 0b1101111])[digit];
        float half = 0.5f * width, stroke = 0.16f * height, up = 0.5f * height;
        float x = -2f * Layer;
        if ((segments & 1) != 0) Segment(spot, half, -half, up - stroke, up);
        if ((segments & 2) != 0) Segment(spot, half, half - stroke, 0f, up);
        if ((segments & 4) != 0) Segment(spot, -half + stroke, -half, 0f, up);
        if ((segments & 8) != 0) Segment(spot, half, -half, -0.5f * stroke, 0.5f * stroke);
        if ((segments & 16) != 0) Segment(spot, half, half - stroke, -up, 0f);
        if ((segments & 32) != 0) Segment(spot, -half + stroke, -half, -up, 0f);
        if ((segments & 64) != 0) Segment(spot, half, -half, -up, -up + stroke);

        void Segment(in Spot spot, float left, float right, float low, float top)
            => spot.Panel(Kind, Palette.Black, x, y + left, y + right, z + low, z + top);
    }
}
