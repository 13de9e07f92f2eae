using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>The sensor of kind camera and the observation of kind camera: what they take and what they refuse. The sample's policy runs at 5 Hz.</summary>
public sealed class CameraFormatTests
{
    private const string Observation = "observation:\n  kind: camera\n  sensor: front\n";

    [Fact]
    public void EveryKeyIsRead()
    {
        var scenario = With("carrier: ego", "mount: {x: 1 m, y: -0.2 m, z: 1.4 m, yaw: 90 deg, pitch: 5 deg, roll: -2 deg}", "width: 96", "height: 72",
            "field_of_view: 90 deg", "planes: [colour, depth, semantic, instance, grey]", "stack: 3", "noise: 2.5", "blur: 0.7", "range: 150 m",
            "rate: 5 Hz", "latency: 400 ms", "faults: [{kind: freeze, at: 2 s, duration: 1 s}, {kind: dropout, mean_interval: 60 s, duration: 1 s}]");
        var sensor = Assert.Single(scenario.Sensors);
        Assert.Equal(("front", 5, 0.4f, 2), (sensor.Name, sensor.Rate, sensor.Latency, sensor.Faults.Length));
        var camera = Assert.IsType<CameraSettings>(sensor.Instrument);
        Assert.Equal(new Mount(1f, -0.2f, 1.4f, MathF.PI / 2), camera.Mount);
        Assert.Equal(5 * Math.PI / 180, camera.Pitch, 1e-7);
        Assert.Equal(-2 * Math.PI / 180, camera.Roll, 1e-7);
        Assert.Equal(Math.PI / 2, camera.FieldOfView, 1e-6);
        Assert.Equal((96, 72, 3, 2.5f, 0.7f, 150f), (camera.Width, camera.Height, camera.Stack, camera.Noise, camera.Blur, camera.Range));
        Assert.Null(camera.Carrier);
        Assert.Equal(["red", "green", "blue", "depth", "semantic", "instance", "grey"], camera.Channels);
        Assert.Equal((21, 21 * 96 * 72), (camera.Frame.Channels.Length, camera.Frame.Size));
        Assert.Equal(new CameraObservation("front"), scenario.Observation);
    }

    [Fact]
    public void DefaultsMakeAFrontCamera()
    {
        var sensor = With().Sensors[0];
        var camera = Assert.IsType<CameraSettings>(sensor.Instrument);
        Assert.Equal((5, 0f), (sensor.Rate, sensor.Latency));
        Assert.Equal((new Mount(0.5f, 0f, 1.3f, 0f), 0f, 0f), (camera.Mount, camera.Pitch, camera.Roll));
        Assert.Equal((84, 84, 1, 0f, 0f, 200f), (camera.Width, camera.Height, camera.Stack, camera.Noise, camera.Blur, camera.Range));
        Assert.Equal([CameraPlane.Grey], camera.Planes);
        Assert.Equal(["t.grey"], camera.Frame.Channels);
    }

    [Theory]
    [InlineData("carrier: lorry", "carrier: 'lorry' is no actor; known are ego")]
    [InlineData("mount: {x: 21 m}", "mount.x: is 21 m, but must be -20 to 20 m")]
    [InlineData("mount: {y: 6 m}", "mount.y: is 6 m, but must be -5 to 5 m")]
    [InlineData("mount: {z: 11 m}", "mount.z: is 11 m, but must be 0 to 10 m")]
    [InlineData("mount: {yaw: 200 deg}", "mount.yaw: is 200 deg, but must be -180 to 180 deg")]
    [InlineData("mount: {pitch: 90 deg}", "mount.pitch: is 90 deg, but must be -80 to 80 deg")]
    [InlineData("mount: {roll: 181 deg}", "mount.roll: is 181 deg, but must be -180 to 180 deg")]
    [InlineData("mount: {tilt: 1 deg}", "mount.tilt: is not a known key; known are x, y, z, yaw, pitch, roll")]
    [InlineData("width: 0", "width: is 0, but must be 8 to 4096")]
    [InlineData("width: 100000", "width: is 100000, but must be 8 to 4096")]
    [InlineData("height: 5000", "height: is 5000, but must be 8 to 4096")]
    [InlineData("field_of_view: 180 deg", "field_of_view: is 180 deg, but must be 1 to 160 deg")]
    [InlineData("planes: []", "planes: has 0 entries, but must have 1 to 6")]
    [InlineData("planes: [color]", "planes[0]: 'color' is not known; did you mean 'colour'?")]
    [InlineData("planes: [grey, depth, grey]", "planes: has grey twice")]
    [InlineData("stack: 0", "stack: is 0, but must be 1 to 64")]
    [InlineData("noise: -1", "noise: is -1, but must be 0 to 255")]
    [InlineData("blur: 21", "blur: is 21, but must be 0 to 20")]
    [InlineData("range: 0 m", "range: is 0 m, but must be 1 to 10000 m")]
    [InlineData("rate: 10 Hz", "rate: is 10 Hz, but a camera takes its pictures at policy_frequency, 5 Hz: leave it out")]
    [InlineData("latency: 300 ms", "latency: is 0.3 s, but a camera's is a whole number of policy steps of 1/5 s")]
    [InlineData("latency: 11 s", "latency: is 11 s, but must be 0 to 10 s")]
    [InlineData("faults: [{kind: noise-burst, factor: 2, at: 1 s, duration: 1 s}]", "faults[0].kind: 'noise-burst' is not known; known are freeze, dropout")]
    [InlineData("faults: [{kind: bias, at: 1 s, duration: 1 s}]", "faults[0].kind: 'bias' is not known; known are freeze, dropout")]
    [InlineData("faults: [{kind: freeze, duration: 1 s}]", "faults[0]: needs one start: at or mean_interval")]
    [InlineData("channels: 3", "channels: is not a known key")]
    public void AKeyIsRefused(string key, string message)
    {
        var fault = Assert.Throws<InputException>(() => With(key));
        Assert.StartsWith($"{Sample.File}:36: sensors.front.{message}", fault.Message);
    }

    [Theory]
    [InlineData("width: 4096|height: 4096|planes: [colour, grey]", "makes pictures of 4096 x 4096 pixels, 4 bytes each; 1 of them are kept, which is 64 MB")]
    [InlineData("width: 1024|height: 1024|stack: 60|latency: 1 s", "makes pictures of 1024 x 1024 pixels, 1 bytes each; 65 of them are kept, which is 65 MB")]
    public void TooMuchIsRefused(string keys, string message)
    {
        if (keys.StartsWith("width: 4096", StringComparison.Ordinal)) Assert.NotNull(With(keys.Split('|')));
        else Assert.Contains($"sensors.front.width: {message}, but a camera keeps at most 64 MB", Assert.Throws<InputException>(() => With(keys.Split('|'))).Message);
    }

    [Theory]
    [InlineData("kind: camera\n  sensor: rear", "observation.sensor: 'rear' is none of the sensors; known are front")]
    [InlineData("kind: camera", "observation.sensor: is missing: its name")]
    [InlineData("kind: sensor\n  sensor: front", "observation.sensor: 'front' is a camera, which has no numbers: its frames are the observation of kind camera")]
    [InlineData("kind: object-list\n  sensor: front\n  objects: 2\n  fields: [x]", "observation.sensor: 'front' is not of kind object-list")]
    [InlineData("kind: mixed\n  parts: {a: {kind: camera, sensor: front}, b: {kind: camera, sensor: front}}", "observation.parts.b: is a second camera beside a, but an observation has the frames of one")]
    [InlineData("kind: stacked\n  steps: 2\n  of: {kind: camera, sensor: front}", "observation.of.kind: 'camera' is not known; known are kinematics")]
    public void AnObservationIsRefused(string observation, string message)
    {
        var fault = Assert.Throws<InputException>(() => Read($"    stack: 2\n", $"observation:\n  {observation}\n"));
        Assert.Contains(message, fault.Message);
    }

    [Fact]
    public void OnlyACameraIsSeenByOne()
    {
        var fault = Assert.Throws<InputException>(() => Sample.Read(Text("", Observation).Replace("kind: camera\n", "kind: imu\n    rate: 5 Hz\n", StringComparison.Ordinal)
            .Replace("observation:\n  kind: imu\n    rate: 5 Hz\n", "observation:\n  kind: camera\n", StringComparison.Ordinal)));
        Assert.EndsWith("observation.sensor: 'front' is not of kind camera", fault.Message);
    }

    private static Scenario With(params string[] keys) => Read(string.Concat(keys.Select(key => $"    {key}\n")), Observation);

    private static Scenario Read(string keys, string observation) => Sample.Read(Text(keys, observation));

    private static string Text(string keys, string observation)
    {
        int from = Sample.Text.IndexOf("observation:", StringComparison.Ordinal), to = Sample.Text.IndexOf("action:", StringComparison.Ordinal);
        string before = Sample.Text[..from], after = Sample.Text[to..].Replace("discretisation:\n  lateral_offset: [-0.5 m, 0.5 m]\n", "", StringComparison.Ordinal);
        return $"{before}sensors:\n  front:\n    kind: camera\n{keys}{observation}{after}";
    }
}
