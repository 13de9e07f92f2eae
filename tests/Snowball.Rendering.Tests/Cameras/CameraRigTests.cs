using System.Collections.Immutable;
using System.Numerics;
using Snowball.Rendering.Cameras;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Rendering.Software;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.Cameras;

/// <summary>Environments with cameras that the software renderer draws, and a renderer that draws what it is told.</summary>
public sealed class CameraRigTests
{
    private static readonly CameraSettings Camera = new()
    {
        Mount = new Mount(0.5f, 0f, 1.3f, 0f), Width = 40, Height = 32, FieldOfView = 1f,
        Planes = [CameraPlane.Grey, CameraPlane.Depth, CameraPlane.Semantic, CameraPlane.Instance], Stack = 1,
    };

    [Fact]
    public void ADriverSeesRoadBelowSkyAndTheCarAhead()
    {
        using var driven = new Driven("car-following", Camera);
        var vehicles = driven.Environment.Vehicles;
        Assert.Equal((1, 1), (vehicles.Egos, vehicles.Active[1]));
        byte[] depth = driven.Channel(1), semantic = driven.Channel(2), instance = driven.Channel(3);
        const int Middle = 20, Bottom = 31;

        Assert.Equal((byte)SemanticClass.Sky, semantic[2 * 40 + Middle]);
        Assert.Contains((SemanticClass)semantic[Bottom * 40 + Middle], new[] { SemanticClass.Road, SemanticClass.Marking });
        Assert.Equal(255, depth[2 * 40 + Middle]);
        Assert.InRange(depth[Bottom * 40 + Middle], 1, 10);
        // The lead vehicle is in slot 1, ahead in the same lane; nobody else is there, and the own car is not in its picture.
        Assert.Equal<byte>([0, 2], instance.Distinct().Order());
        int seen = Array.IndexOf(instance, (byte)2);
        float gap = vehicles.S[1] - vehicles.S[0] - 0.5f * vehicles.Length[1] - 0.5f;
        Assert.InRange(depth[seen], gap / 200 * 255 - 3, gap / 200 * 255 + 10);
    }

    [Fact]
    public void FramesDependNeitherOnThreadsNorOnTheBatch()
    {
        var camera = Camera with { Planes = [CameraPlane.Colour, CameraPlane.Depth], Noise = 3f, Blur = 0.7f, Stack = 2 };
        using var many = new Driven("lane-keeping", camera, worlds: 70, threads: 2);
        using var one = new Driven("lane-keeping", camera, worlds: 70, threads: 1);
        using var few = new Driven("lane-keeping", camera, worlds: 2, threads: 2);
        for (int step = 0; step < 4; step++)
        {
            Assert.True(many.Environment.Frames.SequenceEqual(one.Environment.Frames));
            Assert.True(many.Environment.Frames[..(2 * many.Environment.FrameSpec!.Size)].SequenceEqual(few.Environment.Frames));
            many.Step();
            one.Step();
            few.Step();
        }
        many.Environment.ResetWorld(1, episodeSeed: 99);
        few.Environment.ResetWorld(0, episodeSeed: 99);
        int size = many.Environment.FrameSpec!.Size;
        Assert.True(many.Environment.Frames.Slice(size, size).SequenceEqual(few.Environment.Frames[..size]));
    }

    [Fact]
    public void ARestoredEnvironmentShowsTheSame()
    {
        using var driven = new Driven("lane-keeping", Camera with { Stack = 3, Noise = 2f }, worlds: 2);
        using var other = new Driven("lane-keeping", Camera with { Stack = 3, Noise = 2f }, worlds: 2);
        for (int step = 0; step < 3; step++) driven.Step();
        var state = new byte[driven.Environment.StateBytes];
        driven.Environment.Save(state);
        other.Environment.Restore(state);
        Assert.True(driven.Environment.Frames.SequenceEqual(other.Environment.Frames));
        driven.Step();
        other.Step();
        Assert.True(driven.Environment.Frames.SequenceEqual(other.Environment.Frames));
    }

    /// <summary>On an even picture, so that the neighbours' values are its own.</summary>
    [Fact]
    public void NoiseIsThatOfTheSettingsAndSparesDepthAndClasses()
    {
        using var clean = new Driven("lane-keeping", Camera, worlds: 8, make: Half);
        using var noisy = new Driven("lane-keeping", Camera with { Noise = 6f }, worlds: 8, make: Half);
        double squares = 0, n = 0;
        for (int agent = 0; agent < 8; agent++)
        {
            byte[] a = clean.Channel(0, agent), b = noisy.Channel(0, agent);
            for (int i = 0; i < a.Length; i++) squares += (b[i] - a[i]) * (b[i] - a[i]);
            n += a.Length;
            for (int channel = 1; channel < 4; channel++) Assert.Equal(clean.Channel(channel, agent), noisy.Channel(channel, agent));
        }
        // Rounding to whole values adds 1/12.
        Assert.Equal(Math.Sqrt(36 + 1 / 12.0), Math.Sqrt(squares / n), 6 * 5 / Math.Sqrt(2 * n));

        static IFrameRenderer Half(int width, int height, int threads) => new ToldRenderer(width, height, i => i == 0 ? 0xFF7F8080u : 0xFF808080u);
    }

    [Fact]
    public void PlanesComeInTheOrderOfTheSettings()
    {
        var camera = Camera with { Planes = [CameraPlane.Instance, CameraPlane.Colour, CameraPlane.Semantic] };
        using var driven = new Driven("lane-keeping", camera, make: (width, height, _) => new ToldRenderer(width, height, i => 0x07302000u + (uint)(i & 15)));
        Assert.Equal(["t.instance", "t.red", "t.green", "t.blue", "t.semantic"], driven.Environment.FrameSpec!.Channels);
        Assert.All(driven.Channel(0), value => Assert.Equal(7, value));
        Assert.Equal([.. Enumerable.Range(0, 40 * 32).Select(i => (byte)(i & 15))], driven.Channel(1));
        Assert.All(driven.Channel(2), value => Assert.Equal(0x20, value));
        Assert.All(driven.Channel(3), value => Assert.Equal(0x30, value));
        Assert.All(driven.Channel(4), value => Assert.Equal((byte)SemanticClass.Road, value));
    }

    [Fact]
    public void APictureOfOneColourIsAnError()
    {
        var fault = Assert.Throws<MachineException>(() => new Driven("lane-keeping", Camera, make: (width, height, _) => new ToldRenderer(width, height, _ => 0)));
        Assert.Contains("the renderer told drew a picture of one colour", fault.Message);
    }

    [Fact]
    public void AVehicleMayFillAPicture()
    {
        using var driven = new Driven("lane-keeping", Camera, make: (width, height, _) => new ToldRenderer(width, height, _ => 0x05202020));
    }

    [Fact]
    public void ViewsAreThoseOfTheMountOnItsCarrier()
    {
        var renderer = new ToldRenderer(40, 32, i => (uint)i);
        using var driven = new Driven("car-following", Camera with { Mount = new Mount(2f, 0.5f, 1.4f, MathF.PI / 2), Pitch = 0.1f }, make: (_, _, _) => renderer);
        var vehicles = driven.Environment.Vehicles;
        var view = renderer.LastView;
        Assert.Equal(20 / Math.Tan(0.5), view.FocalLength, 1e-3);
        Assert.Equal(new Vector3(vehicles.X[0] + 2f, vehicles.Y[0] + 0.5f, 1.4f), view.Pose.Position);
        Assert.Equal(0, Vector3.Distance(view.Pose.Forward, new(0f, MathF.Cos(0.1f), -MathF.Sin(0.1f))), 1e-5);
        Assert.Equal(0, Vector3.Distance(view.Pose.Left, new(-1f, 0f, 0f)), 1e-5);
        Assert.Equal(1, view.Vehicles);
        driven.Dispose();
        Assert.True(renderer.IsDisposed);
    }

    [Fact]
    public void ARigTellsHowItsPicturesAreTaken()
    {
        var renderer = new ToldRenderer(40, 32, i => (uint)i);
        var scenario = Scene("lane-keeping", Camera) with
        {
            Appearance = new AppearanceSettings
            {
                Weather = [Weather.Rain], SunElevation = Distribution.Constant(0.3f),
                Camera = new CameraJitterSettings { Y = Distribution.Uniform(-0.5f, 0.5f), Pitch = Distribution.Uniform(-0.1f, 0.1f), FocalLength = Distribution.Uniform(0.8f, 1.2f) },
            },
        };
        using var environment = new DrivingEnv(scenario, worlds: 1, cameras: CameraRig.With((_, _, _) => new ToldRenderer(40, 32, i => (uint)i)));
        using var rig = new CameraRig(environment, Camera, pictures: 2, threads: 1, (_, _, _) => renderer);
        rig.Capture(picture: 1, world: 0, ego: 0);
        var view = rig.View(1);
        rig.Draw([1], new byte[Camera.PictureBytes]);

        Assert.Equal((renderer.LastView.Pose, renderer.LastView.FocalLength), (view.Pose, view.Camera.FocalLength));
        Assert.NotEqual(20 / Math.Tan(0.5), view.Camera.FocalLength, 1e-2);
        var vehicles = environment.Vehicles;
        Assert.Equal(new Vector3(vehicles.X[0], vehicles.Y[0], 0f), view.Carrier.Position);
        Assert.Equal(0, Vector3.Distance(view.Carrier.Forward, new(MathF.Cos(vehicles.Heading[0]), MathF.Sin(vehicles.Heading[0]), 0f)), 1e-5);
        Assert.Equal(0, Vector3.Distance(view.Carrier.Left, new(-view.Carrier.Forward.Y, view.Carrier.Forward.X, 0f)), 1e-5);
        Assert.Equal((Weather.Rain, 0.3f, 40, 32), (view.Weather, view.SunElevation, view.Camera.Width, view.Camera.Height));
    }

    [Fact]
    public void EpisodesAddBlurAndNoiseToTheCameras()
    {
        var grey = Camera with { Planes = [CameraPlane.Grey, CameraPlane.Semantic] };
        var worse = new AppearanceSettings { Camera = new CameraJitterSettings { Blur = Distribution.Constant(0.7f), Noise = Distribution.Constant(3f) } };
        byte[] added = Frame(grey with { Blur = 0.3f, Noise = 1f }, worse), own = Frame(grey with { Blur = 1f, Noise = 4f }, new AppearanceSettings()), clean = Frame(grey, new AppearanceSettings());
        Assert.Equal(own, added);
        Assert.NotEqual(clean[..1280], own[..1280]);
        Assert.Equal(clean[1280..], own[1280..]);

        static byte[] Frame(CameraSettings camera, AppearanceSettings appearance)
        {
            var scenario = Scene("lane-keeping", camera) with { Appearance = appearance };
            using var environment = new DrivingEnv(scenario, worlds: 1, cameras: CameraRig.With((width, height, count) => new SoftwareRenderer(width, height, DetailLevel.Fast, count)));
            return environment.Frames.ToArray();
        }
    }

    /// <summary>A straight road has no end: its scenes come one after another, and places beside each other are in the same.</summary>
    [Fact]
    public void EndlessRoadsAreMadeInStretches()
    {
        var renderer = new ToldRenderer(40, 32, i => (uint)i);
        var road = Sim.Roads.RoadFamily.Of(new StraightRoadSettings(2, 3.5f, 30f))[0];
        var scenes = new RoadScenes(renderer.Add, DetailLevel.Fast);
        Assert.Equal([0, 0, 1, 2, 0, 1], ((float[])[0f, 1999f, 2001f, -1f, 5f, 3999f]).Select(s => scenes.Of(road, s)));
    }

    [Fact]
    public void StepsAndResetsAllocateNothingOnceEveryRoadWasSeen()
    {
        using var driven = new Driven("car-following", Camera with { Width = 8, Height = 8 });
        for (int i = 0; i < 200; i++) driven.Step();
        for (int i = 0; i < 200; i++) driven.Environment.ResetWorld(0, (ulong)i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) driven.Environment.ResetWorld(0, (ulong)i);
        for (int i = 0; i < 200; i++) driven.Step();
        // The runtime may make an object when it recompiles a method.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    /// <summary>A shipped scenario that sees a camera.</summary>
    private static Scenario Scene(string name, CameraSettings camera)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Shipped.Scenarios, name));
        return scenario with
        {
            Sensors = [new SensorSettings("front", camera, scenario.Simulation.PolicyFrequency, 0f, [])],
            Observation = new CameraObservation("front"),
            Discretisation = [],
        };
    }

    private sealed class Driven : IDisposable
    {
        private readonly float[] _actions;

        public Driven(string scenario, CameraSettings camera, int worlds = 1, int threads = 1, FrameRendererFactory? make = null)
        {
            make ??= (width, height, count) => new SoftwareRenderer(width, height, DetailLevel.Fast, count);
            Environment = new DrivingEnv(Scene(scenario, camera), worlds, threads, cameras: CameraRig.With(make));
            Environment.Reset(3);
            _actions = new float[Environment.Agents * Environment.Action.Dimensions];
        }

        public DrivingEnv Environment { get; }

        public void Step() => Environment.Step(_actions);

        public byte[] Channel(int channel, int agent = 0)
        {
            var spec = Environment.FrameSpec!;
            int plane = spec.Width * spec.Height;
            return Environment.Frames.Slice(agent * spec.Size + channel * plane, plane).ToArray();
        }

        public void Dispose() => Environment.Dispose();
    }

    /// <summary>Draws colours by the number of the pixel.</summary>
    private sealed class ToldRenderer(int width, int height, Func<int, uint> colour) : IFrameRenderer
    {
        private int _scenes;

        public string Name => "told";

        public int Width => width;

        public int Height => height;

        public CameraView LastView { get; private set; }

        public bool IsDisposed { get; private set; }

        public int Add(RoadScene scene) => _scenes++;

        public void Draw(in FrameBatch batch, in FrameTargets targets)
        {
            int pixels = width * height;
            for (int i = 0; i < batch.Views.Length * pixels; i++) BitConverter.TryWriteBytes(targets.Colour[(4 * i)..], colour(i % pixels));
            targets.Semantic.Fill((byte)SemanticClass.Road);
            targets.Depth.Fill(50f);
            LastView = batch.Views[^1];
        }

        public void Dispose() => IsDisposed = true;
    }
}
