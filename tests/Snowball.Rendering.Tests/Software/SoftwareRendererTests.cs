using System.Diagnostics;
using System.IO.Hashing;
using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Software;
using Snowball.Sim;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.Software;

/// <summary>Pictures depend on their views and on nothing else, to the bit; drawing allocates nothing; what cannot be is refused.</summary>
public sealed class SoftwareRendererTests
{
    private const int Width = 92, Height = 60, Count = 11, Cars = 20;
    private const string HashFile = "SNOWBALL_PICTURE_HASHES";
    private static readonly Lazy<string> s_hashes = new(() => HashesOfAProcess(null));
    private readonly CameraView[] _views = new CameraView[Count];
    private readonly VehicleInstance[] _vehicles = new VehicleInstance[Count * Cars];
    private readonly RoadScene _scene = Pictures.Strip(8f, -4f, 0f, MarkingKind.Dashed, MarkingKind.Edge);

    public SoftwareRendererTests()
    {
        var random = new Random(5);
        for (int i = 0; i < Count; i++)
        {
            float pitch = 0.2f * random.NextSingle(), height = 1f + 4f * random.NextSingle(), cos = MathF.Sqrt(1f - pitch * pitch);
            _views[i] = new()
            {
                Pose = new(new(3f * i, 0.3f * i, height), new(cos, 0f, -pitch), Vector3.UnitY, new(pitch, 0f, cos)),
                FocalLength = 150f + 20f * random.NextSingle(),
                FirstVehicle = i * Cars,
                Vehicles = Cars,
                Atmosphere = Pictures.Clear with { FogDensity = 0.002f * (i % 3), Headlights = i % 2 },
            };
            for (int car = 0; car < Cars; car++)
            {
                _vehicles[i * Cars + car] = Pictures.Car(3f * i - 5f + 5f * car, 6f * random.NextSingle() - 3f, 0f, (byte)(1 + car), (Lamps)random.Next(32)) with
                {
                    Model = (byte)random.Next(VehicleModels.All.Length),
                    Paint = (uint)random.Next(),
                    Steering = random.NextSingle() - 0.5f,
                    Rolling = 6f * random.NextSingle() - 3f,
                };
            }
        }
    }

    [Theory]
    [InlineData(1, Count)]
    [InlineData(2, Count)]
    [InlineData(2, 3)]
    [InlineData(1, 1)]
    public void NeitherThreadsNorBatchesMatter(int threads, int batch)
    {
        Assert.Equal(Hashes(1, Count, DetailLevel.Fast), Hashes(threads, batch, DetailLevel.Fast));
        Assert.Equal(Hashes(1, Count, DetailLevel.Rich), Hashes(threads, batch, DetailLevel.Rich));
    }

    /// <summary>Guards the others: what they compare does vary. Writes its hashes for <see cref="InstructionsDoNotMatter"/>.</summary>
    [Fact]
    public void ViewsMatter()
    {
        var (fast, rich) = (Hashes(1, Count, DetailLevel.Fast), Hashes(1, Count, DetailLevel.Rich));
        Assert.Equal(Count, fast.Distinct().Count());
        Assert.Equal(Count, rich.Distinct().Count());
        Assert.NotEqual(fast, rich);
        if (Environment.GetEnvironmentVariable(HashFile) is { } file) File.WriteAllText(file, string.Join(' ', fast.Concat(rich)));
    }

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_TieredCompilation")]
    public void InstructionsDoNotMatter(string switchedOff)
    {
        Assert.NotEmpty(s_hashes.Value);
        Assert.Equal(s_hashes.Value, HashesOfAProcess(switchedOff));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void DrawingAllocatesNothing(int threads)
    {
        using var renderer = new SoftwareRenderer(Width, Height, DetailLevel.Rich, threads);
        renderer.Add(_scene);
        var (colour, depth, semantic) = (new byte[Count * Width * Height * 4], new float[Count * Width * Height], new byte[Count * Width * Height]);
        for (int i = 0; i < 20; i++) Draw();
        // That of the process would count the tests beside this one too. The runtime may make an object when it recompiles a method.
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Draw();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);

        void Draw() => renderer.Draw(
            new FrameBatch { Views = _views, Vehicles = _vehicles }, new FrameTargets { Colour = colour, Depth = depth, Semantic = semantic });
    }

    [Fact]
    public void PlanesAreTheSameAloneOrTogether()
    {
        using var renderer = new SoftwareRenderer(Width, Height, DetailLevel.Fast);
        renderer.Add(_scene);
        var (all, alone) = (new byte[Count * Width * Height * 4], new byte[Count * Width * Height * 4]);
        renderer.Draw(new FrameBatch { Views = _views, Vehicles = _vehicles }, new FrameTargets { Colour = alone });
        renderer.Draw(
            new FrameBatch { Views = _views, Vehicles = _vehicles },
            new FrameTargets { Colour = all, Depth = new float[Count * Width * Height], Semantic = new byte[Count * Width * Height] });
        Assert.Equal(alone, all);
    }

    [Fact]
    public void APictureOfOneColourIsRefused()
    {
        using var renderer = new SoftwareRenderer(Width, Height, DetailLevel.Fast);
        renderer.Add(Pictures.Scene([]));
        _views[0].Vehicles = _views[1].Vehicles = 0;
        _views[1].Atmosphere.Zenith = _views[1].Atmosphere.Horizon;
        var error = Assert.Throws<MachineException>(() => renderer.Draw(
            new FrameBatch { Views = _views.AsSpan(0, 2), Vehicles = _vehicles }, new FrameTargets { Colour = new byte[2 * Width * Height * 4] }));
        Assert.Contains("picture 1 of a batch of 2", error.Message);
    }

    [Fact]
    public void WrongSizesAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoftwareRenderer(4, 84, DetailLevel.Fast));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoftwareRenderer(84, 100_000, DetailLevel.Fast));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SoftwareRenderer(84, 84, DetailLevel.Fast, threads: 0));
        using var renderer = new SoftwareRenderer(Width, Height, DetailLevel.Fast);
        renderer.Add(_scene);
        Assert.Throws<ArgumentException>(() => renderer.Draw(new FrameBatch { Views = _views.AsSpan(0, 1) }, new FrameTargets { Colour = new byte[7] }));
        Assert.Throws<ArgumentException>(() => renderer.Draw(
            new FrameBatch { Views = _views.AsSpan(0, 1) }, new FrameTargets { Colour = new byte[4 * Width * Height], Depth = new float[1] }));
    }

    /// <summary>Of the planes of each picture.</summary>
    private ulong[] Hashes(int threads, int batch, DetailLevel level)
    {
        using var renderer = new SoftwareRenderer(Width, Height, level, threads);
        renderer.Add(_scene);
        var hashes = new List<ulong>();
        for (int first = 0; first < Count; first += batch)
        {
            int count = Math.Min(batch, Count - first), pixels = Width * Height;
            var (colour, depth, semantic) = (new byte[count * pixels * 4], new float[count * pixels], new byte[count * pixels]);
            renderer.Draw(
                new FrameBatch { Views = _views.AsSpan(first, count), Vehicles = _vehicles },
                new FrameTargets { Colour = colour, Depth = depth, Semantic = semantic });
            for (int i = 0; i < count; i++)
            {
                var hash = new XxHash64();
                hash.Append(colour.AsSpan(4 * i * pixels, 4 * pixels));
                hash.Append(System.Runtime.InteropServices.MemoryMarshal.AsBytes(depth.AsSpan(i * pixels, pixels)));
                hash.Append(semantic.AsSpan(i * pixels, pixels));
                hashes.Add(hash.GetCurrentHashAsUInt64());
            }
        }
        return [.. hashes];
    }

    /// <summary>Runs <see cref="ViewsMatter"/> in a process of its own.</summary>
    private static string HashesOfAProcess(string? switchedOff)
    {
        string file = Path.GetTempFileName();
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"*.{nameof(SoftwareRendererTests)}.{nameof(ViewsMatter)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [HashFile] = file, ["NO_COLOR"] = "1" },
        };
        if (switchedOff is not null) start.Environment[switchedOff] = "0";
        try
        {
            using var process = Process.Start(start)!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, text);
            return File.ReadAllText(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
