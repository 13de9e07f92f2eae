using System.Numerics;
using Snowball.Rendering.OpenGl;
using Snowball.Rendering.Scenes;
using Snowball.Sim;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.OpenGl;

public sealed class OpenGlRendererTests
{
    private const int Width = 96, Height = 64;

    [Theory]
    [InlineData(DetailLevel.Fast)]
    [InlineData(DetailLevel.Rich)]
    public void Depth_ids_and_classes_are_those_of_geometry(DetailLevel level)
    {
        Machine.NeedsEgl();
        using var renderer = new OpenGlRenderer(Width, Height, level, threads: 1);
        renderer.Add(StraightRoad.Scene);
        // The rear of a box of a vehicle: a truck, whose rear is upright.
        int truck = Array.FindIndex(VehicleModels.All, model => model.Name == "box-truck");
        var vehicle = StraightRoad.Vehicle(new(20f, -5.6f, 0f), truck, id: 7);
        vehicle.Size = new(8f, 2.5f, 3f);
        var view = StraightRoad.View(Width, vehicles: 1);
        var drawn = Pictures.Draw(renderer, [view], [vehicle]);

        var camera = new Pinhole(Width, Height, view.FocalLength);
        var rear = camera.Project(view.Pose, new(16f, -5.6f, 1.9f));
        Assert.Equal(7, drawn.IdAt((int)rear.X, (int)rear.Y));
        Assert.Equal((int)SemanticClass.Truck, drawn.ClassAt((int)rear.X, (int)rear.Y));
        Assert.InRange(drawn.DepthAt((int)rear.X, (int)rear.Y), 15.9f, 16.4f);
        // The road below the camera: depth = focal length * height / rows under the horizon.
        int row = Height - 4, column = Width / 2 + 8;
        float depth = view.FocalLength * 1.5f / (row + 0.5f - 0.5f * Height);
        Assert.InRange(drawn.DepthAt(column, row), 0.98f * depth, 1.02f * depth);
        Assert.Equal((int)SemanticClass.Road, drawn.ClassAt(column, row));
        Assert.Equal(0, drawn.IdAt(column, row));
        // The sky.
        Assert.Equal(float.PositiveInfinity, drawn.DepthAt(3, 2));
        Assert.Equal((int)SemanticClass.Sky, drawn.ClassAt(3, 2));
    }

    [Fact]
    public void Colours_are_those_of_the_shared_formulas()
    {
        Machine.NeedsEgl();
        using var renderer = new OpenGlRenderer(Width, Height, DetailLevel.Fast, threads: 1);
        renderer.Add(StraightRoad.Scene);
        var view = StraightRoad.View(Width);
        view.Atmosphere.FogDensity = 0.01f;
        view.Atmosphere.Headlights = 0.3f;
        var drawn = Pictures.Draw(renderer, [view], []);

        var up = new Vector3(view.FocalLength, 0f, 0.5f * Height - 2.5f);
        var right = new Vector3(0f, 3.5f - 0.5f * Width, 0f);
        AssertNear(Shading.Sky(view.Atmosphere, Vector3.Normalize(up + right).Z), drawn.ColourAt(3, 2));

        int row = Height - 4, column = Width / 2 + 8;
        float depth = view.FocalLength * 1.5f / (row + 0.5f - 0.5f * Height), aside = (column + 0.5f - 0.5f * Width) * depth / view.FocalLength;
        var air = view.Atmosphere;
        // The pavement's colour, from the vertices of the lanes.
        uint colour = Array.Find(StraightRoad.Scene.Mesh.Vertices, vertex => vertex.Surface == Surface.Road && vertex.FromLeft + vertex.FromRight is > 3f and < 4.5f).Colour;
        var albedo = new Vector3(colour & 255, (colour >> 8) & 255, (colour >> 16) & 255) / 255f * air.RoadTint;
        var lit = albedo * (air.Ambient + air.Sun * air.ToSun.Z + new Vector3(Shading.Headlight(air.Headlights, depth, aside)));
        AssertNear(Vector3.Lerp(air.Horizon, lit, Shading.Transmission(air.FogDensity, depth)), drawn.ColourAt(column, row));
    }

    [Fact]
    public void A_shadow_darkens_the_road_under_a_vehicle_as_the_formula_says()
    {
        Machine.NeedsEgl();
        using var renderer = new OpenGlRenderer(Width, Height, DetailLevel.Fast, threads: 1);
        renderer.Add(StraightRoad.Scene);
        var vehicle = StraightRoad.Vehicle(new(6f, -5.6f, 0f), model: 0, id: 1);
        var view = StraightRoad.View(Width, vehicles: 1);
        // From above and behind: a point of the road 0.2 m behind the vehicle.
        view.Pose = new(new(1f, -5.6f, 4f), Vector3.Normalize(new(0.6f, 0f, -0.8f)), Vector3.UnitY, Vector3.Normalize(new(0.8f, 0f, 0.6f)));
        view.Atmosphere.FogDensity = 0.02f;
        var point = new Pinhole(Width, Height, view.FocalLength).Project(view.Pose, new(6f - 2.25f - 0.2f, -5.6f, 0f));
        var (column, row) = ((int)point.X, (int)point.Y);
        var bare = Pictures.Draw(renderer, [view with { Vehicles = 0 }], [vehicle]).ColourAt(column, row);
        var dark = Pictures.Draw(renderer, [view], [vehicle]).ColourAt(column, row);

        float transmission = Shading.Transmission(view.Atmosphere.FogDensity, point.Z);
        var fog = (1f - transmission) * view.Atmosphere.Horizon;
        float share = 1f - view.Atmosphere.Shadow * Shading.ShadowAt(-2.45f, 0f, vehicle.Size);
        AssertNear(fog + (bare - fog) * share, dark, tolerance: 0.04f);
        Assert.True(dark.Length() < 0.9f * bare.Length());
    }

    [Fact]
    public void Pictures_depend_neither_on_the_batch_nor_on_the_threads_nor_on_how_layers_are_chosen()
    {
        Machine.NeedsEgl();
        const int Views = 16, PerView = 12;
        var vehicles = new List<VehicleInstance>();
        var views = new CameraView[Views];
        for (int i = 0; i < Views; i++)
        {
            views[i] = StraightRoad.View(Width, 5f * i, PerView, vehicles.Count);
            views[i].Atmosphere.Headlights = 0.1f * (i % 3);
            vehicles.AddRange(StraightRoad.Vehicles(PerView, 7 * i));
        }
        var expected = DrawAll(new(Width, Height, DetailLevel.Fast, threads: 1), views, [.. vehicles], batch: Views);
        AssertSame(expected, DrawAll(new(Width, Height, DetailLevel.Fast, threads: 1), views, [.. vehicles], batch: 1));
        AssertSame(expected, DrawAll(new(Width, Height, DetailLevel.Fast, threads: 2), views, [.. vehicles], batch: Views));
        AssertSame(expected, DrawAll(new(Width, Height, DetailLevel.Fast, threads: 3), views, [.. vehicles], batch: 5));
        AssertSame(expected, DrawAll(new(Width, Height, DetailLevel.Fast, 1, new(IsLayered: false)), views, [.. vehicles], batch: Views));
    }

    [Theory]
    [InlineData(DetailLevel.Fast)]
    [InlineData(DetailLevel.Rich)]
    public void Pictures_that_are_read_later_are_the_same(DetailLevel level)
    {
        Machine.NeedsEgl();
        // So large that a batch is several parts.
        const int Large = 400;
        var vehicles = StraightRoad.Vehicles(12);
        CameraView[] views = [.. Enumerable.Range(0, 4).Select(i => StraightRoad.View(Large, 10f * i, vehicles.Length))];
        using var now = new OpenGlRenderer(Large, Large, level, threads: 2);
        using var later = new OpenGlRenderer(Large, Large, level, threads: 1, new(ReadsLater: true));
        now.Add(StraightRoad.Scene);
        later.Add(StraightRoad.Scene);
        AssertSame(Pictures.Draw(now, views, vehicles), Pictures.Draw(later, views, vehicles));
    }

    [Fact]
    public void Colour_is_the_same_with_and_without_other_planes()
    {
        Machine.NeedsEgl();
        using var renderer = new OpenGlRenderer(Width, Height, DetailLevel.Fast, threads: 1);
        renderer.Add(StraightRoad.Scene);
        var vehicles = StraightRoad.Vehicles(20);
        var view = StraightRoad.View(Width, vehicles: vehicles.Length);
        Assert.Equal(Pictures.Draw(renderer, [view], vehicles).Colour, Pictures.Draw(renderer, [view], vehicles, withPlanes: false).Colour);
    }

    [Fact]
    public void Scenes_may_be_added_between_batches()
    {
        Machine.NeedsEgl();
        using var renderer = new OpenGlRenderer(Width, Height, DetailLevel.Fast, threads: 2);
        renderer.Add(StraightRoad.Scene);
        var view = StraightRoad.View(Width);
        var first = Pictures.Draw(renderer, [view], []);
        var green = StraightRoad.Scene.Mesh.Vertices.ToArray();
        foreach (ref var vertex in green.AsSpan()) vertex.Colour = 0x00FF00;
        Assert.Equal(1, renderer.Add(StraightRoad.Scene with { Mesh = StraightRoad.Scene.Mesh with { Vertices = green } }));
        var both = Pictures.Draw(renderer, [view, view with { Scene = 1 }], []);
        Assert.Equal(first.Colour, both.Colour.AsSpan(0, first.Colour.Length).ToArray());
        Assert.NotEqual(first.Colour, both.Colour.AsSpan(first.Colour.Length).ToArray());
    }

    [Fact]
    public void Nothing_is_allocated_after_warm_up()
    {
        Machine.NeedsEgl();
        using var renderer = new OpenGlRenderer(Width, Height, DetailLevel.Fast, threads: 2);
        renderer.Add(StraightRoad.Scene);
        var vehicles = StraightRoad.Vehicles(24);
        CameraView[] views = [StraightRoad.View(Width, vehicles: 24), StraightRoad.View(Width, 20f, 24), StraightRoad.View(Width, 40f, 24)];
        var colour = new byte[3 * 4 * Width * Height];
        var depth = new float[3 * Width * Height];
        for (int i = 0; i < 3; i++) renderer.Draw(new() { Views = views, Vehicles = vehicles }, new() { Colour = colour, Depth = depth });
        long drawing = renderer.AllocatedBytes, before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) renderer.Draw(new() { Views = views, Vehicles = vehicles }, new() { Colour = colour, Depth = depth });
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(drawing, renderer.AllocatedBytes);
    }

    [Fact]
    public void A_missing_library_says_what_to_install()
    {
        var fault = Assert.Throws<MachineException>(() => new OpenGlRenderer(32, 32, DetailLevel.Fast, 1, new(Library: "libNotThere.so.9")));
        Assert.Contains("libNotThere.so.9", fault.Message, StringComparison.Ordinal);
        Assert.Contains("libegl1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("libgl1-mesa-dri", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DetailLevel.Fast)]
    [InlineData(DetailLevel.Rich)]
    public void Absurd_sizes_are_refused(DetailLevel level)
    {
        Machine.NeedsEgl();
        var fault = Assert.Throws<MachineException>(() => new OpenGlRenderer(100_000, 100_000, level, threads: 1));
        Assert.Contains("100000x100000", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OpenGlRenderer(0, 10, level, threads: 1));
    }

    [Fact]
    public void A_picture_of_one_colour_is_an_error()
    {
        Machine.NeedsEgl();
        using var renderer = new OpenGlRenderer(Width, Height, DetailLevel.Fast, threads: 1);
        renderer.Add(StraightRoad.Scene);
        var dark = StraightRoad.View(Width) with { Atmosphere = default };
        var fault = Assert.Throws<MachineException>(() => Pictures.Draw(renderer, [StraightRoad.View(Width), dark], []));
        Assert.Contains("one colour", fault.Message, StringComparison.Ordinal);
        // It goes on afterwards.
        Pictures.Draw(renderer, [StraightRoad.View(Width)], []);
    }

    [Fact]
    public void Targets_of_a_wrong_size_are_refused()
    {
        Machine.NeedsEgl();
        using var renderer = new OpenGlRenderer(Width, Height, DetailLevel.Fast, threads: 1);
        renderer.Add(StraightRoad.Scene);
        int pixels = Width * Height;
        foreach (var (colour, depth, semantic) in (ReadOnlySpan<(int, int, int)>)[(4 * pixels - 4, 0, 0), (4 * pixels, 1, 0), (4 * pixels, 0, pixels + 1)])
        {
            var (a, b, c) = (new byte[colour], new float[depth], new byte[semantic]);
            Assert.Throws<ArgumentException>(
                () => renderer.Draw(new() { Views = (CameraView[])[StraightRoad.View(Width)] }, new() { Colour = a, Depth = b, Semantic = c }));
        }
    }

    private static Pictures DrawAll(OpenGlRenderer renderer, CameraView[] views, VehicleInstance[] vehicles, int batch)
    {
        using (renderer)
        {
            renderer.Add(StraightRoad.Scene);
            var all = new Pictures(Width, Height, [], [], []);
            for (int first = 0; first < views.Length; first += batch)
            {
                var part = Pictures.Draw(renderer, views[first..Math.Min(first + batch, views.Length)], vehicles);
                all = all with
                {
                    Colour = [.. all.Colour, .. part.Colour],
                    Depth = [.. all.Depth, .. part.Depth],
                    Semantic = [.. all.Semantic, .. part.Semantic],
                };
            }
            return all;
        }
    }

    private static void AssertSame(Pictures expected, Pictures drawn)
    {
        Assert.Equal(expected.Colour, drawn.Colour);
        Assert.Equal(expected.Depth, drawn.Depth);
        Assert.Equal(expected.Semantic, drawn.Semantic);
    }

    private static void AssertNear(Vector3 expected, Vector3 drawn, float tolerance = 0.012f)
        => Assert.True(Vector3.Distance(Vector3.Min(expected, Vector3.One), drawn) < tolerance, $"expected {expected}, drawn {drawn}");
}
