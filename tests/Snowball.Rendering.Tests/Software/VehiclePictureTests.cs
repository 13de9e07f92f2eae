using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.Software;

/// <summary>Vehicles in a picture: where they are, their ids, lamps and shadows.</summary>
public sealed class VehiclePictureTests
{
    private const int Width = 160, Height = 120;
    private const float Focal = 140f;
    private static readonly CameraPose s_above = new(new(0f, 0f, 3f), Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ);
    private static readonly RoadScene s_road = Pictures.Strip(20f, -20f, 0f, MarkingKind.None, MarkingKind.None);

    [Theory]
    [InlineData(DetailLevel.Fast)]
    [InlineData(DetailLevel.Rich)]
    public void AVehicleIsWithinItsBoxAndFillsMostOfIt(DetailLevel level)
    {
        using var renderer = new Rendering.Software.SoftwareRenderer(Width, Height, level);
        var colour = new byte[4 * Width * Height];
        var semantic = new byte[Width * Height];
        for (byte model = 0; model < VehicleModels.All.Length; model++)
        {
            var car = Pictures.Car(15f, 2f, 0f, id: 9) with { Model = model };
            var view = new CameraView { Pose = s_above, FocalLength = Focal, Vehicles = 1, Atmosphere = Pictures.Clear, Scene = renderer.Add(s_road) };
            renderer.Draw(new FrameBatch { Views = new(in view), Vehicles = new(in car) }, new FrameTargets { Colour = colour, Semantic = semantic });

            float left = float.MaxValue, right = 0f, top = float.MaxValue, bottom = 0f;
            for (int corner = 0; corner < 8; corner++)
            {
                var offset = car.Size * new Vector3((corner & 1) - 0.5f, ((corner >> 1) & 1) - 0.5f, corner >> 2);
                var seen = new Pinhole(Width, Height, Focal).Project(s_above, car.Position + offset);
                (left, right, top, bottom) = (MathF.Min(left, seen.X), MathF.Max(right, seen.X), MathF.Min(top, seen.Y), MathF.Max(bottom, seen.Y));
            }
            int pixels = 0;
            for (int i = 0; i < Width * Height; i++)
            {
                if (colour[4 * i + 3] == 0) continue;
                Assert.Equal(9, colour[4 * i + 3]);
                Assert.True((SemanticClass)semantic[i] is SemanticClass.Car or SemanticClass.Truck);
                Assert.InRange(i % Width + 0.5f, left - 0.01f, right + 0.01f);
                Assert.InRange(i / Width + 0.5f, top - 0.01f, bottom + 0.01f);
                pixels++;
            }
            Assert.InRange(pixels, 0.5f * (right - left) * (bottom - top), (right - left) * (bottom - top));
        }
    }

    [Fact]
    public void AShadowDarkensTheRoadAndNothingElse()
    {
        var dark = Pictures.Plain with { Shadow = 0.5f };
        // The second car stands in the shadow of the first, as no cars do: it stays bright.
        VehicleInstance[] cars = [Pictures.Car(12f, 0f, 0f, 1), Pictures.Car(9.6f, 2.2f, 0f, 2)];
        var with = Pictures.Draw(s_road, Width, Height, Focal, s_above, dark, cars);
        var without = Pictures.Draw(s_road, Width, Height, Focal, s_above, Pictures.Plain, cars);
        Assert.Equal(without.Depth, with.Depth);
        Assert.Equal(without.Semantic, with.Semantic);
        int darkened = 0;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                Assert.Equal(without.IdAt(x, y), with.IdAt(x, y));
                var point = s_above.Position + with.DepthAt(x, y) * with.Ray(x, y);
                float share = 1f;
                if (with.ClassAt(x, y) == SemanticClass.Road)
                {
                    foreach (var car in cars) share *= 1f - 0.5f * Shading.ShadowAt(point.X - car.Position.X, point.Y - car.Position.Y, car.Size);
                }
                if (share < 0.9f) darkened++;
                Assert.Equal(share * without.ColourAt(x, y).X, with.ColourAt(x, y).X, 1.01f);
            }
        }
        Assert.InRange(darkened, 20, Width * Height);
    }

    [Fact]
    public void LampsShineAtNight()
    {
        var night = Pictures.Plain with { Ambient = new(0.05f), Headlights = 0.01f };
        Assert.Equal(0, Bright(Lamps.None));
        int tail = Bright(Lamps.Tail), brake = Bright(Lamps.Tail | Lamps.Brake);
        Assert.True(tail > 4 && brake >= tail);
        Assert.True(Bright(Lamps.IndicatorLeft) > 0 && Bright(Lamps.IndicatorRight) > 0);

        int Bright(Lamps lamps)
        {
            var picture = Pictures.Draw(s_road, Width, Height, Focal, s_above, night, Pictures.Car(10f, 0f, 0f, 1, lamps));
            int bright = 0;
            for (int i = 0; i < Width * Height; i++) bright += picture.IdAt(i % Width, i / Width) == 1 && picture.ColourAt(i % Width, i / Width).X > 120f ? 1 : 0;
            return bright;
        }
    }

    [Fact]
    public void APaintedCarHasThatColour()
    {
        var picture = Pictures.Draw(s_road, Width, Height, Focal, s_above, null, Pictures.Car(10f, 0f, 0f, 1));
        Assert.Contains(Enumerable.Range(0, Width * Height), i => picture.ColourAt(i % Width, i / Width) is { X: > 150f, Y: < 80f, Z: < 60f });
    }
}
