using System.IO.Compression;
using System.Numerics;
using System.Text.Json;
using CsCheck;
using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Policies;
using Snowball.Sim.Recording;
using Snowball.Sim.Recording.Mcap;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;
using Snowball.Sim.Tests.Scenarios;
using Snowball.Sim.Tests.Sensors.Cameras;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Recording;

/// <summary>Recordings with everything that there is to see.</summary>
public sealed class SceneRecorderTests : IDisposable
{
    private const ulong Seed = 5;
    private const float Degree = MathF.PI / 180;

    private static readonly LidarSettings s_lidar = new(
        new Mount(0f, 0f, 1.6f, 0f), 2, -8 * Degree, 0f, 360 * Degree, 10 * Degree, 0.5f, 60f, 100f, RangeNoise: 0.02f, Dropout: 0f);

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("episode.mcap");

    public void Dispose() => _folder.Dispose();

    /// <summary>Hills, banks and curves.</summary>
    private static Scenario Hills() => Shortened(Worlds.Hills, 6f);

    /// <summary>A road without end, two egos, three sensors of which the observation has none.</summary>
    private static Scenario Sensing(float duration = 2f) => Worlds.Flow(density: 40f, curved: false) with
    {
        Ego = Worlds.Flow(density: 40f, curved: false).Ego with { Count = 2 },
        Episode = new EpisodeSettings(duration, TerminationCauses.Collision),
        Sensors =
        [
            new SensorSettings("gnss", new GnssSettings(0.7f, 2f, 100f, 0.05f, []), 10, 0f, []),
            new SensorSettings("roof", s_lidar, 5, 0f, []),
            new SensorSettings("list", new ObjectListSettings(new Mount(0, 0, 0, 0), 4, 100f, 2 * MathF.PI, 0.1f), 10, 0.1f, []),
        ],
    };

    [Fact]
    public void ARecordingIsTheRolloutAndMore()
    {
        foreach (var scenario in new[] { Hills(), Sensing() })
        {
            RolloutRecorder.Save(FilePath, scenario, environment => new RuleBasedPolicy(environment), Seed);
            var plain = RolloutRecorder.Record(scenario, environment => new RuleBasedPolicy(environment), Seed);
            var read = RolloutReader.ReadAll(FilePath);
            var comparison = RolloutComparison.Compare(plain, read);
            Assert.True(comparison.AreSame, string.Join('\n', comparison.ToLines()));
            Assert.Equal(plain.Steps.Count, read.Steps.Count);
            Assert.True(plain.Steps.Count > 5);
            Assert.All(read.Steps, step => Assert.Equal(scenario.Sensors.Select(sensor => sensor.Name), step.Sensors.Select(reading => reading.Sensor)));
        }
    }

    /// <summary>The same episode driven once more, beside the recording of it.</summary>
    [Fact]
    public void SensorsAndOverlaysReadBackAsTheyWere()
    {
        var scenario = Sensing();
        RolloutRecorder.Save(FilePath, scenario, environment => new RuleBasedPolicy(environment), Seed);
        using var environment = new DrivingEnv(scenario, worlds: 1);
        environment.ResetWorld(0, Seed);
        var policy = new RuleBasedPolicy(environment);
        environment.Open(["gnss", "roof", "list"]);
        var actions = new float[environment.Agents];
        int points = 0, tracks = 0;
        foreach (var step in RolloutReader.ReadAll(FilePath).Steps.SkipLast(1))
        {
            foreach (var reading in step.Sensors)
            {
                var spec = environment.ChannelSpec(reading.Sensor);
                Assert.Equal(spec.Fields.Select(field => (field.Name, field.Unit)), reading.Fields.Zip(reading.Units));
                for (int ego = 0; ego < 2; ego++)
                {
                    var row = environment.Channel(reading.Sensor).Slice(ego * spec.Size, spec.Size).ToArray();
                    Assert.Equal(row.Select((value, i) => value * spec.Fields[i].Scale + spec.Fields[i].Offset), reading.Values[ego]);
                }
            }
            for (int ego = 0; ego < 2; ego++)
            {
                Overlay[] shown = [.. environment.Overlays(0, ego), .. policy.Overlays(0, ego)];
                Overlay[] read = [.. step.Overlays.Where(overlay => overlay.Ego == ego).Select(overlay => overlay.Overlay)];
                Assert.Equal(["gnss", "roof", "list", "plan"], read.Select(overlay => overlay.Channel));
                Assert.Equal(((TracksOverlay)shown[0]).Tracks, ((TracksOverlay)read[0]).Tracks);
                Assert.Equal(((PointsOverlay)shown[1]).Points, ((PointsOverlay)read[1]).Points);
                Assert.Equal(((PointsOverlay)shown[1]).Values, ((PointsOverlay)read[1]).Values);
                Assert.Equal(((TracksOverlay)shown[2]).Tracks, ((TracksOverlay)read[2]).Tracks);
                Assert.Equal(((PathOverlay)shown[3]).Points, ((PathOverlay)read[3]).Points);
                points += ((PointsOverlay)read[1]).Points.Count;
                tracks += ((TracksOverlay)read[2]).Tracks.Count;
            }
            policy.Act(environment, actions);
            environment.Step(actions);
        }
        Assert.True(points > 100 && tracks > 5, $"{points} points, {tracks} tracks");
    }

    [Fact]
    public void BoxesStandWhereTheVehiclesAre()
    {
        RolloutRecorder.Save(FilePath, Hills(), environment => new RuleBasedPolicy(environment), Seed);
        var rollout = RolloutReader.ReadAll(FilePath);
        using var environment = new DrivingEnv(Hills(), worlds: 1);
        environment.ResetWorld(0, Seed);
        var road = environment.Frame.Road(0);
        var (scenes, frames) = (Messages("/vehicles"), Messages("/tf"));
        Assert.Equal((rollout.Steps.Count, rollout.Steps.Count), (scenes.Count, frames.Count));
        float steepest = 0f;
        for (int step = 0; step < scenes.Count; step++)
        {
            var v = rollout.Steps[step].Vehicles;
            var cubes = scenes[step].GetProperty("entities")[0].GetProperty("cubes");
            Assert.Equal(v.Count, cubes.GetArrayLength());
            Assert.Equal(rollout.Steps[step].TimeNs, Nanoseconds(scenes[step].GetProperty("entities")[0].GetProperty("timestamp")));
            for (int i = 0; i < v.Count; i++)
            {
                var orientation = Orientation(cubes[i].GetProperty("pose").GetProperty("orientation"));
                var size = Vector(cubes[i].GetProperty("size"));
                var centre = Vector(cubes[i].GetProperty("pose").GetProperty("position"));
                Assert.Equal((v.Length[i], v.Width[i]), (size.X, size.Y));
                Assert.Equal(VehicleParameters.All.First(p => p.Length == size.X && p.Width == size.Y).Height, size.Z);
                // The wheels stand on the road: the middle of the lower side, and the points ahead and beside it.
                foreach (var (ahead, left) in ((float, float)[])[(0, 0), (1, 0), (-1, 0), (0, 0.5f), (0, -0.5f)])
                {
                    var wheel = centre + Vector3.Transform(new Vector3(ahead, left, -size.Z / 2), orientation);
                    road.Project(wheel.X, wheel.Y, v.S[i], out float s, out float d);
                    Assert.Equal(road.Surface!.Height(s, d), wheel.Z, 0.03f);
                    if (ahead == 0 && left == 0) Assert.InRange(new Vector2(wheel.X - v.X[i], wheel.Y - v.Y[i]).Length(), 0f, 0.002f);
                }
                var forward = Vector3.Transform(Vector3.UnitX, orientation);
                Assert.Equal(0, Math.IEEERemainder(Math.Atan2(forward.Y, forward.X) - v.Heading[i], 2 * Math.PI), 1e-3);
                steepest = MathF.Max(steepest, MathF.Abs(forward.Z));
            }
            var ego = frames[step].GetProperty("transforms")[0];
            Assert.Equal(("world", "ego"), (ego.GetProperty("parent_frame_id").GetString(), ego.GetProperty("child_frame_id").GetString()));
            Assert.Equal(v.X[0], Vector(ego.GetProperty("translation")).X, 0.002f);
            Assert.Equal(v.Y[0], Vector(ego.GetProperty("translation")).Y, 0.002f);
        }
        Assert.True(steepest > 0.03f, $"slopes of {steepest}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("roadworks")]
    [InlineData("exit")]
    [InlineData("lane-keeping")]
    public void LinesOfTheRoadLieAtTheEdgesOfLanes(string? name)
    {
        var scenario = Shortened(name is null ? Worlds.Hills : ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, name)), 1f);
        RolloutRecorder.Save(FilePath, scenario, environment => new RuleBasedPolicy(environment), Seed);
        using var environment = new DrivingEnv(scenario, worlds: 1);
        environment.ResetWorld(0, Seed);
        var road = environment.Frame.Road(0);
        var entities = Assert.Single(Messages("/road")).GetProperty("entities");
        int points = 0;
        float length = 0;
        foreach (var line in entities[0].GetProperty("lines").EnumerateArray())
        {
            Vector3[] corners = [.. line.GetProperty("points").EnumerateArray().Select(Vector)];
            bool separate = line.GetProperty("type").GetInt32() == 2;
            float from = 0;
            for (int i = 0; i + 1 < corners.Length; i += separate ? 2 : 1)
            {
                length += Vector3.Distance(corners[i], corners[i + 1]);
                foreach (float share in (ReadOnlySpan<float>)[0.1f, 0.5f, 0.9f])
                {
                    var point = Vector3.Lerp(corners[i], corners[i + 1], share);
                    if (!road.IsStraight)
                    {
                        int station = Enumerable.Range(0, road.X.Length).MinBy(k => Math.Pow(road.X[k] - point.X, 2) + Math.Pow(road.Y[k] - point.Y, 2));
                        from = 2f * station;
                    }
                    road.Project(point.X, point.Y, from, out float s, out float d);
                    double off = Enumerable.Range(0, road.Lanes).Min(lane => Math.Min(
                        Math.Abs(d - road.LaneCentre(lane, s) - Width(lane, s) / 2), Math.Abs(d - road.LaneCentre(lane, s) + Width(lane, s) / 2)));
                    Assert.InRange(off, 0, 0.05);
                    Assert.Equal(road.Surface?.Height(s, d) ?? 0f, point.Z, 0.05f);
                    points++;
                }
            }
        }
        // Two edges at least, and every barrier along a part of the road.
        Assert.True(length > 1.9f * road.Length, $"{length} m of lines on {road.Length} m of road");
        Assert.True(points > 100);
        bool hasRails = road.Obstacles.Boxes.ToArray().Any(box => box.IsRail);
        Assert.Equal(hasRails, entities[1].GetProperty("lines").GetArrayLength() > 0);

        float Width(int lane, float s) => road.Table?.Width(lane, s) ?? road.LaneWidth;
    }

    /// <summary>The newest picture of each plane, the last one of the episode among them, unpacked by the letter of PNG.</summary>
    [Fact]
    public void FramesOfTheCameraAreImages()
    {
        var camera = new CameraSettings
        {
            Mount = new Mount(0.5f, 0f, 1.3f, 0f), Width = 9, Height = 8, FieldOfView = 1f, Planes = [CameraPlane.Colour, CameraPlane.Depth], Stack = 2,
        };
        var scenario = Worlds.Plain with
        {
            Sensors = [new SensorSettings("eye", camera, Worlds.Plain.Simulation.PolicyFrequency, 0f, [])], Observation = new CameraObservation("eye"),
            Episode = new EpisodeSettings(0.5f, TerminationCauses.Collision),
        };
        RolloutRecorder.Save(
            FilePath, scenario, environment => new RuleBasedPolicy(environment), Seed, (environment, settings, pictures, _) => new FakeRig(environment, settings, pictures));
        var (colour, depth) = (Messages("/camera/colour"), Messages("/camera/depth"));
        Assert.Equal((6, 6), (colour.Count, depth.Count));
        for (int step = 0; step < 6; step++)
        {
            byte[] pixels = Unpack(colour[step], 3 * 9), depths = Unpack(depth[step], 9);
            for (int pixel = 0; pixel < 9 * 8; pixel++)
            {
                for (int channel = 0; channel < 3; channel++) Assert.Equal(FakeRig.Value(Seed, step, 0, channel), pixels[3 * pixel + channel]);
                Assert.Equal(FakeRig.Value(Seed, step, 0, 3), depths[pixel]);
            }
        }

        static byte[] Unpack(JsonElement message, int stride)
        {
            Assert.Equal("png", message.GetProperty("format").GetString());
            byte[] png = message.GetProperty("data").GetBytesFromBase64();
            // Signature, header chunk of 25 bytes, length and name of the next.
            using var zlib = new ZLibStream(new MemoryStream(png[41..]), CompressionMode.Decompress);
            var rows = new byte[8 * (1 + stride)];
            zlib.ReadExactly(rows);
            return [.. rows.Chunk(1 + stride).SelectMany(row => row.Skip(1))];
        }
    }

    /// <summary>Of a file that was cut anywhere it is told where, at once, and nothing else happens.</summary>
    [Fact]
    public void ACutRecordingIsRefusedWithFileAndOffset()
    {
        RolloutRecorder.Save(FilePath, Sensing(1f), environment => new RuleBasedPolicy(environment), Seed);
        byte[] whole = File.ReadAllBytes(FilePath);
        string cut = _folder.File("cut.mcap");
        Gen.Int[0, whole.Length - 1].Sample(
            length =>
            {
                File.WriteAllBytes(cut, whole[..length]);
                var fault = Assert.Throws<InputException>(() => RolloutReader.ReadAll(cut));
                Assert.Equal(cut, fault.File);
                Assert.Matches($"byte {(length < 16 ? 0 : length - 8)}: ", fault.Message);
            },
            iter: 200,
            threads: 1);
    }

    private static Scenario Shortened(Scenario scenario, float duration) => scenario with { Episode = scenario.Episode with { Duration = duration } };

    private List<JsonElement> Messages(string topic)
    {
        var messages = new List<JsonElement>();
        using var reader = new McapReader(FilePath);
        while (reader.Read())
        {
            if (reader.Channel.Topic == topic) messages.Add(JsonDocument.Parse(reader.Data.ToArray()).RootElement);
        }
        return messages;
    }

    private static ulong Nanoseconds(JsonElement time) => time.GetProperty("sec").GetUInt64() * 1_000_000_000 + time.GetProperty("nsec").GetUInt64();

    private static Vector3 Vector(JsonElement json) => new(json.GetProperty("x").GetSingle(), json.GetProperty("y").GetSingle(), json.GetProperty("z").GetSingle());

    private static Quaternion Orientation(JsonElement json) => new(Vector(json), json.GetProperty("w").GetSingle());
}
