using System.Numerics;
using Silk.NET.OpenGL;
using Snowball.Rendering.OpenGl;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Appearance;

namespace Snowball.Rendering.Tests.OpenGl;

public sealed class RichTests
{
    private const int Width = 160, Height = 96;

    [Fact]
    public void The_sun_throws_shadows_that_move_with_it()
    {
        Machine.NeedsEgl();
        using var renderer = new OpenGlRenderer(Width, Height, DetailLevel.Rich, threads: 1);
        renderer.Add(StraightRoad.Scene);
        int truck = Array.FindIndex(VehicleModels.All, model => model.Name == "box-truck");
        var vehicle = StraightRoad.Vehicle(new(18f, -5.6f, 0f), truck, id: 1) with { Size = new(8f, 2.5f, 3.5f) };
        // Points of the road to the left and to the right of it, outside the darkness under it.
        var view = StraightRoad.View(Width, vehicles: 1);
        view.Pose = view.Pose with { Position = new(0f, -5.6f, 5f) };
        view.Atmosphere.ToSun = Vector3.Normalize(new(0.1f, 1f, 1f));
        float leftOfLeftSun = Brightness(view, new(16f, -2.9f, 0f)), rightOfLeftSun = Brightness(view, new(16f, -8.3f, 0f));
        view.Atmosphere.ToSun = Vector3.Normalize(new(0.1f, -1f, 1f));
        float leftOfRightSun = Brightness(view, new(16f, -2.9f, 0f)), rightOfRightSun = Brightness(view, new(16f, -8.3f, 0f));
        Assert.True(rightOfLeftSun < 0.75f * leftOfLeftSun, $"{rightOfLeftSun} of {leftOfLeftSun}");
        Assert.True(leftOfRightSun < 0.75f * rightOfRightSun, $"{leftOfRightSun} of {rightOfRightSun}");

        float Brightness(CameraView seen, Vector3 point)
        {
            var place = new Sim.Sensors.Cameras.Pinhole(Width, Height, seen.FocalLength).Project(seen.Pose, point);
            return Pictures.Draw(renderer, [seen], [vehicle], withPlanes: false).ColourAt((int)place.X, (int)place.Y).Length();
        }
    }

    [Fact]
    public void Headlamps_of_vehicles_light_the_road_by_night()
    {
        Machine.NeedsEgl();
        using var renderer = new OpenGlRenderer(Width, Height, DetailLevel.Rich, threads: 1);
        renderer.Add(StraightRoad.Scene);
        var vehicle = StraightRoad.Vehicle(new(8f, -5.6f, 0f), model: 0, id: 1);
        var view = StraightRoad.View(Width, vehicles: 1) with { Atmosphere = Atmospheres.Named("night") };
        view.Pose = view.Pose with { Position = new(0f, -5.6f, 6f) };
        view.Atmosphere.Headlights = 0f;
        var place = new Sim.Sensors.Cameras.Pinhole(Width, Height, view.FocalLength).Project(view.Pose, new(20f, -5.6f, 0f));
        float dark = Pictures.Draw(renderer, [view], [vehicle]).ColourAt((int)place.X, (int)place.Y).Length();
        float lit = Pictures.Draw(renderer, [view], [vehicle with { Lamps = Lamps.Head }]).ColourAt((int)place.X, (int)place.Y).Length();
        Assert.True(lit > 1.5f * dark, $"{lit} after {dark}");
    }

    [Fact]
    public void A_window_shows_the_picture_upright_and_the_overlay_over_it_at_any_size()
    {
        Machine.NeedsEgl();
        using var context = new OpenGlContext();
        var gl = context.Gl;
        foreach (var (width, height) in (ReadOnlySpan<(int, int)>)[(Width, Height), (80, 120)])
        {
            uint texture = gl.CreateTexture(TextureTarget.Texture2D), framebuffer = gl.CreateFramebuffer();
            gl.TextureStorage2D(texture, 1, SizedInternalFormat.Rgba8, (uint)width, (uint)height);
            gl.NamedFramebufferTexture(framebuffer, FramebufferAttachment.ColorAttachment0, texture, 0);
            using var window = new WindowRenderer(context.AddressOf) { Framebuffer = framebuffer };
            window.Add(StraightRoad.Scene);
            var view = StraightRoad.View(width);
            window.Draw(view, [], Width, Height);
            window.Draw(view, [], width, height);
            // Half transparent red over the upper left pixel, premultiplied.
            var overlay = new byte[4 * width * height];
            (overlay[0], overlay[3]) = (128, 128);
            window.DrawOverlay(overlay, width, height);
            context.Check();

            var drawn = new byte[4 * width * height];
            gl.GetTextureImage<byte>(texture, 0, PixelFormat.Rgba, PixelType.UnsignedByte, (uint)drawn.Length, drawn);
            // A window's rows start at the bottom: sky, which is blue, in the last rows.
            var top = drawn.AsSpan(4 * width * (height - 1));
            Assert.True(top[6] > top[4], "the upper edge is not the sky's");
            Assert.True(drawn[2] < drawn[0] + 30, "the lower edge is not the road's");
            Assert.InRange(top[0], 128 + (int)(0.4f * top[4]), 128 + (int)(0.6f * top[4]) + 2);
            using var renderer = new OpenGlRenderer(width, height, DetailLevel.Rich, threads: 1);
            renderer.Add(StraightRoad.Scene);
            var expected = Pictures.Draw(renderer, [view], []);
            for (int row = 1; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    int place = 4 * ((height - 1 - row) * width + column);
                    Assert.Equal(expected.ColourAt(column, row), new Vector3(drawn[place], drawn[place + 1], drawn[place + 2]) / 255f);
                }
            }
            gl.DeleteFramebuffer(framebuffer);
            gl.DeleteTexture(texture);
        }
    }
}
