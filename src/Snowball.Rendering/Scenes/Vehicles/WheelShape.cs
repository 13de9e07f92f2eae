using System.Numerics;
using Snowball.Sim.Numerics;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>The wheel of every vehicle: a tyre with a rim whose spokes show that it turns.</summary>
internal static class WheelShape
{
    private const int Sides = 12;

    /// <summary>Adds a wheel of diameter 1 and width 1 with its axle along y.</summary>
    public static void Build(ShapeBuilder b)
    {
        for (int i = 0; i < Sides; i++)
        {
            Vector2 from = Rim(i), to = Rim(i + 1);
            b.Quad(Skin.Rubber, At(0.5f * to, -0.5f), At(0.5f * from, -0.5f), At(0.5f * from, 0.5f), At(0.5f * to, 0.5f));
            // Either end: tyre wall, then spokes.
            b.Quads(Skin.Rubber, Skin.Rubber, At(0.5f * to, 0.5f), At(0.5f * from, 0.5f), At(0.33f * from, 0.5f), At(0.33f * to, 0.5f));
            var skin = i % 2 == 0 ? Skin.Rim : Skin.Trim;
            b.Triangle(skin, At(0.33f * to, 0.5f), At(0.33f * from, 0.5f), At(Vector2.Zero, 0.42f));
            b.Triangle(skin, At(0.33f * from, -0.5f), At(0.33f * to, -0.5f), At(Vector2.Zero, -0.42f));
        }
    }

    /// <summary>Wheels on both sides of some axles.</summary>
    /// <param name="length">Of the vehicle, m.</param>
    /// <param name="width">Of the vehicle, m.</param>
    /// <param name="height">Of the vehicle, m.</param>
    /// <param name="y">Middle of the left wheels, m.</param>
    /// <param name="diameter">m.</param>
    /// <param name="tyre">Width of a wheel, m.</param>
    /// <param name="axles">Forward of the middle, m, from the front.</param>
    /// <param name="steered">How many of them turn with the steering.</param>
    public static Wheel[] Places(float length, float width, float height, float y, float diameter, float tyre, ReadOnlySpan<float> axles, int steered)
    {
        var wheels = new Wheel[2 * axles.Length];
        for (int i = 0; i < wheels.Length; i++)
        {
            var centre = new Vector3(axles[i / 2] / length, (i % 2 == 0 ? y : -y) / width, 0.5f * diameter / height);
            wheels[i] = new Wheel(centre, diameter, tyre, i / 2 < steered);
        }
        return wheels;
    }

    private static Vector2 Rim(int i)
    {
        var (sin, cos) = Elementary.SinCos(i % Sides * (2f * MathF.PI / Sides));
        return new(cos, sin);
    }

    // The circle runs from x to z; seen from the left it is clockwise.
    private static Vector3 At(Vector2 place, float y) => new(place.X, y, place.Y);
}
