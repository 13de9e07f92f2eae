using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.Software;

/// <summary>Colours of pixels against <see cref="Shading"/>, or against what is seen from 64 x 64 places in a pixel.</summary>
public sealed class ColourTests
{
    private const int Width = 96, Height = 64;
    private const float Focal = 70f, CameraHeight = 1.5f;
    private static readonly CameraPose s_above = new(new(0f, 0f, CameraHeight), Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ);

    private static readonly Atmosphere s_hazySunset = Pictures.Plain with
    {
        ToSun = Vector3.Normalize(new(0.5f, 0.3f, 0.4f)),
        Sun = new(0.6f, 0.4f, 0.3f),
        Ambient = new(0.3f, 0.3f, 0.35f),
        FogDensity = 0.01f,
        RoadTint = new(1f, 0.9f, 0.8f),
    };

    [Fact]
    public void LightTintFogAndHeadlightsAreThoseOfTheFormulas()
    {
        foreach (var atmosphere in (Atmosphere[])[s_hazySunset, s_hazySunset with { Headlights = 0.9f }, Pictures.Plain])
        {
            var picture = Pictures.Draw(Pictures.Strip(30f, -30f, 0f, MarkingKind.None, MarkingKind.None), Width, Height, Focal, s_above, atmosphere);
            for (int y = Height / 2 + 2; y < Height; y++)
            {
                for (int x = 0; x < Width; x++)
                {
                    var ray = picture.Ray(x, y);
                    float depth = CameraHeight / -ray.Z, y0 = depth * ray.Y;
                    if (MathF.Abs(y0) > 29.9f) continue;
                    var light = atmosphere.Ambient + atmosphere.Sun * MathF.Max(0f, atmosphere.ToSun.Z)
                        + new Vector3(Shading.Headlight(atmosphere.Headlights, depth, -y0));
                    AssertNear(Hazy(0x40 / 255f * atmosphere.RoadTint * light, atmosphere, depth), picture.ColourAt(x, y));
                }
            }
        }
    }

    [Fact]
    public void TheSkyIsThatOfTheFormula()
    {
        var picture = Pictures.Draw(Pictures.Strip(30f, -30f, 0f, MarkingKind.None, MarkingKind.None), Width, Height, Focal, s_above);
        for (int x = 0; x < Width; x++)
        {
            for (int y = 0; y < Height / 2 - 1; y++)
            {
                Assert.Equal(SemanticClass.Sky, picture.ClassAt(x, y));
                Assert.True(float.IsPositiveInfinity(picture.DepthAt(x, y)));
                AssertNear(Shading.Sky(Pictures.Plain, Vector3.Normalize(picture.Ray(x, y)).Z), picture.ColourAt(x, y));
            }
        }
    }

    /// <summary>
    /// Ahead of the camera a footprint is nearly a rectangle, as the box filters take it: there each pixel must agree. Elsewhere footprints are
    /// askew, and only the paint of each row must.
    /// </summary>
    [Theory]
    [InlineData(MarkingKind.Solid)]
    [InlineData(MarkingKind.Edge)]
    [InlineData(MarkingKind.Dashed)]
    [InlineData(MarkingKind.Blocks)]
    [InlineData(MarkingKind.Double)]
    [InlineData(MarkingKind.Yellow)]
    public void PaintCoversWhatItIsSeenToCover(MarkingKind kind)
    {
        var marking = Marking.All[(int)kind];
        // Looking straight down from 8 m, and ahead with the line under the camera.
        var down = new CameraPose(new(20f, 0.3f, 8f), -Vector3.UnitZ, Vector3.UnitY, Vector3.UnitX);
        foreach (var (pose, tolerance) in ((CameraPose, float)[])[(down, 0.02f), (s_above, 0.1f)])
        {
            var picture = Pictures.Draw(Pictures.Strip(0.05f, -4f, 0f, kind, MarkingKind.None), Width, Height, Focal, pose);
            float painted = 0f;
            for (int y = pose == down ? 0 : Height / 2 + 4; y < Height; y += 3)
            {
                for (int x = 0; x < Width; x++)
                {
                    if (Math.Abs(x + 0.5f - 0.5f * Width) > (pose == down ? 12f : 4f) || picture.ClassAt(x, y) == SemanticClass.Sky) continue;
                    float expected = Supersampled(picture, x, y, marking), drawn = Painted(picture.ColourAt(x, y), marking);
                    Assert.Equal(expected, drawn, tolerance);
                    if (MathF.Abs(expected - 0.5f) > tolerance) Assert.Equal(expected > 0.5f ? SemanticClass.Marking : SemanticClass.Road, picture.ClassAt(x, y));
                    painted += drawn;
                }
            }
            Assert.InRange(painted, 1f, Width * Height);
        }
    }

    /// <summary>Dashes start where they should, also far away: distance along the road is interpolated in perspective.</summary>
    [Fact]
    public void DistanceAlongTheRoadIsThatOfThePoint()
    {
        var picture = Pictures.Draw(Pictures.Strip(0f, -8f, 0f, MarkingKind.Dashed, MarkingKind.None), 64, 400, 900f, s_above);
        int checkedRows = 0;
        for (int y = 201; y < 400; y++)
        {
            float depth = CameraHeight / -picture.Ray(32, y).Z, reach = depth / (y - 200f);
            float place = depth - 18f * MathF.Floor(depth / 18f);
            if (depth > 200f || picture.ClassAt(32, y) == SemanticClass.Sky) continue;
            if (MathF.Min(MathF.Abs(place - 6f), MathF.Min(place, 18f - place)) < reach || 0.075f < 2f * depth / 900f) continue;
            Assert.Equal(place < 6f ? SemanticClass.Marking : SemanticClass.Road, picture.ClassAt(32, y));
            checkedRows++;
        }
        Assert.InRange(checkedRows, 50, 200);
    }

    [Fact]
    public void BarsOfAGoreAreDiagonals()
    {
        var down = new CameraPose(new(20f, 0f, 8f), -Vector3.UnitZ, Vector3.UnitY, Vector3.UnitX);
        var picture = Pictures.Draw(Pictures.Strip(8f, -8f, 0f, MarkingKind.None, MarkingKind.None, Surface.Gore), Width, Height, Focal, down);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                var point = down.Position + 8f * picture.Ray(x, y);
                float place = point.X + 8f - point.Y;
                place -= 3f * MathF.Floor(place / 3f);
                // A pixel is 0.11 m wide.
                if (place is > 0.15f and < 0.85f) Assert.Equal(SemanticClass.Marking, picture.ClassAt(x, y));
                if (place is > 1.15f and < 2.85f) Assert.Equal(SemanticClass.Road, picture.ClassAt(x, y));
            }
        }
    }

    [Fact]
    public void WearTakesPaintOffButNotItsClass()
    {
        var scene = Pictures.Strip(0f, -4f, 0f, MarkingKind.Edge, MarkingKind.None);
        var fresh = Pictures.Draw(scene, Width, Height, Focal, s_above);
        var worn = Pictures.Draw(scene, Width, Height, Focal, s_above, Pictures.Plain with { MarkingWear = 0.6f });
        Assert.Equal(fresh.Semantic, worn.Semantic);
        int x = Width / 2, y = Height - 1;
        AssertNear(0.4f * Shading.White + 0.6f * new Vector3(0x40 / 255f), worn.ColourAt(x, y));
        AssertNear(Shading.White, fresh.ColourAt(x, y));
    }

    private static float Painted(Vector3 colour, Marking marking)
    {
        float paint = (marking.IsYellow ? Shading.Yellow : Shading.White).X;
        return (colour.X / 255f - 0x40 / 255f) / (paint - 0x40 / 255f);
    }

    private static float Supersampled(Picture picture, int x, int y, Marking marking)
    {
        const int Samples = 64;
        int hits = 0;
        for (int i = 0; i < Samples * Samples; i++)
        {
            var ray = picture.Ray(x, y, (i % Samples + 0.5) / Samples, (i / Samples + 0.5) / Samples);
            var point = picture.Pose.Position + ray * (picture.Pose.Position.Z / -ray.Z);
            float edge = MathF.Abs(0.05f - point.Y), place = point.X - marking.Period * MathF.Floor(point.X / marking.Period);
            if (edge < marking.HalfWidth && edge >= marking.Gap && place < marking.Dash) hits++;
        }
        return hits / (float)(Samples * Samples);
    }

    private static Vector3 Hazy(Vector3 colour, in Atmosphere atmosphere, float depth)
        => atmosphere.Horizon + (colour - atmosphere.Horizon) * Shading.Transmission(atmosphere.FogDensity, depth);

    private static void AssertNear(Vector3 expected, Vector3 drawn)
    {
        for (int i = 0; i < 3; i++) Assert.Equal(255f * MathF.Min(expected[i], 1f), drawn[i], 1f);
    }
}
