using System.Collections;
using System.Numerics;
using System.Reflection;
using System.Text;
using CsCheck;
using Snowball.Sim.Overlays;
using Snowball.Sim.Recording;
using Snowball.Sim.Recording.Mcap;

namespace Snowball.Sim.Tests.Recording;

public sealed class RolloutFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("episode.mcap");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_rollout_comes_back_bit_for_bit() =>
        Rollouts.Any.Sample(
            rollout =>
            {
                Rollouts.Save(FilePath, rollout);
                Assert.Equal(Bits(rollout), Bits(RolloutReader.ReadAll(FilePath)));
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Bits_tell_zero_from_minus_zero()
    {
        // The oracle of the test above must itself be able to fail.
        Rollout a = Rollouts.Drive(2);
        Rollout b = Rollouts.Drive(2);
        Assert.Equal(Bits(a), Bits(b));
        b.Steps[1].Vehicles.Y[0] = -0f;
        Assert.NotEqual(Bits(a), Bits(b));
    }

    [Fact]
    public void The_log_time_is_simulated_time_and_channels_are_json_with_schema()
    {
        Rollouts.Save(FilePath, Rollouts.Drive(3));
        using var reader = new McapReader(FilePath);
        var found = new List<string>();
        while (reader.Read())
        {
            Assert.Equal("json", reader.Channel.MessageEncoding);
            Assert.Equal("jsonschema", reader.Channel.Schema!.Encoding);
            found.Add($"{reader.LogTime / 1_000_000} {reader.Channel.Topic}");
        }

        Assert.Equal(
            [
                "0 /scenario", "0 /state", "0 /observation",
                "200 /action", "200 /reward", "200 /metrics", "200 /state", "200 /observation",
                "400 /action", "400 /reward", "400 /metrics", "400 /state", "400 /observation",
            ],
            found);
    }

    [Fact]
    public void Messages_read_as_the_documented_json()
    {
        Rollouts.Save(FilePath, Rollouts.Drive(2));
        Assert.Equal(
            """{"id":[0,7],"x_m":[5,50],"y_m":[0,4],"heading_rad":[0,0.01],"speed_mps":[25,20],"steering_rad":[0,0],"s_m":[5,50],"d_m":[0,0.1],"length_m":[5,5],"width_m":[2,2],"lane":[0,1],"crashed":[false,false]}""",
            LastMessage("/state"));
        Assert.Equal(
            """{"egos":[{"total":1.3,"terms":{"speed":0.2,"jerk":1.1},"costs":{"collision":0},"terminated":true,"truncated":false}]}""",
            LastMessage("/reward"));
        Assert.Equal("""{"ttc":1e999,"thw":1.5}""", LastMessage("/metrics"));
        Assert.Equal("""{"egos":[{"values":[0.1,-0.5]}]}""", LastMessage("/action"));
    }

    [Fact]
    public void Nan_is_refused_by_name_and_drops_the_recording()
    {
        Rollout rollout = Rollouts.Drive(3);
        rollout.Steps[2].Vehicles.Heading[1] = float.NaN;
        ArgumentException e = Assert.Throws<ArgumentException>(() => Rollouts.Save(FilePath, rollout));
        Assert.Contains("step 2: /state.heading_rad", e.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void After_an_error_a_recording_cannot_be_completed()
    {
        using var writer = new RolloutWriter(FilePath, Rollouts.Header);
        RolloutStep first = Rollouts.Drive(1).Steps[0];
        writer.Write(first);
        Assert.Throws<ArgumentException>(() => writer.Write(first));
        Assert.Throws<ObjectDisposedException>(writer.Complete);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        RolloutStep[] good = [.. Rollouts.Drive(2).Steps];
        AssertRefused("time 0 ns", good[0], good[1] with { TimeNs = 0 });
        AssertRefused("step 0: all steps but the first", good[1]);
        AssertRefused("step 1: all steps but the first", good[0], good[1] with { Transition = null });
        AssertRefused("/state.y_m has 1 values, not 2", good[0] with { Vehicles = good[0].Vehicles with { Y = [1] } });
        AssertRefused("/state.lane has 3 values, not 2", good[0] with { Vehicles = good[0].Vehicles with { Lane = [1, 2, 3] } });
        AssertRefused("/state.crashed has 0 values, not 2", good[0] with { Vehicles = good[0].Vehicles with { Crashed = [] } });
        AssertRefused("/metrics.values has 1 values, not 2", good[0], good[1] with { Transition = good[1].Transition! with { Metrics = [1] } });

        Assert.Throws<ArgumentException>(() => new RolloutWriter(FilePath, Rollouts.Header with { Metrics = ["a", "a"] }));
        Assert.Throws<ArgumentException>(() => new RolloutWriter(FilePath, Rollouts.Header with { PolicyHz = double.NaN }));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_that_is_not_a_rollout_is_refused()
    {
        Mcap.McapFileTests.Write(FilePath, [(0, 0, [])]);
        AssertUnreadable("is not a rollout");
        SaveRaw("2", ("/scenario", 0, "{}"));
        AssertUnreadable("format 2 is not supported");
        SaveRaw("1");
        AssertUnreadable("begins with a message on /scenario");
        SaveRaw("1", ("/state", 0, "{}"));
        AssertUnreadable("begins with a message on /scenario");
    }

    [Theory]
    [InlineData("/state", """{"id":[1]}""", "message 0 on /state: 'x_m' is missing")]
    [InlineData("/state", """{"id":[1],"x_m":[]}""", "'x_m' has 0 values for 1 vehicles")]
    [InlineData("/state", """{"id":[1.5]}""", "on /state")]
    [InlineData("/state", """{"id":7}""", "on /state")]
    [InlineData("/state", "[]", "on /state")]
    [InlineData("/state", """{"id":[],"id":[]}""", "on /state")]
    [InlineData("/observation", "{", "on /observation")]
    [InlineData("/observation", """{"egos":[{"values":["a"]}]}""", "on /observation")]
    [InlineData("/observation", """{"egos":[]}""", "step 0, at 5 ns, has no message on /state")]
    public void What_is_wrong_with_a_message_is_told(string topic, string json, string problem)
    {
        SaveRaw("1", ("/scenario", 0, Scenario()), (topic, 5, json));
        AssertUnreadable(problem);
    }

    [Theory]
    [InlineData("episode_seed", "-1")]
    [InlineData("episode_seed", "18446744073709551616")]
    [InlineData("policy", null)]
    public void What_is_wrong_with_the_header_is_told(string field, string? value)
    {
        string scenario = Scenario().Replace($"\"{field}\":", $"\"{field}\":{(value is null ? "null" : $"\"{value}\"")},\"was\":");
        SaveRaw("1", ("/scenario", 0, scenario));
        AssertUnreadable("message 0 on /scenario");
    }

    [Fact]
    public void A_second_step_without_reward_is_refused_and_unknown_channels_are_skipped()
    {
        Rollouts.Save(FilePath, Rollouts.Drive(1));
        string state = LastMessage("/state");
        SaveRaw("1", ("/scenario", 0, Scenario()), ("/plan", 4, "?"), ("/plan", 5, "?"), ("/observation", 5, """{"egos":[]}"""), ("/state", 5, state));
        RolloutStep step = Assert.Single(RolloutReader.ReadAll(FilePath).Steps);
        Assert.Equal(2, step.Vehicles.Count);

        SaveRaw(
            "1",
            ("/scenario", 0, Scenario()),
            ("/observation", 5, """{"egos":[]}"""),
            ("/state", 5, state),
            ("/state", 6, state),
            ("/action", 6, """{"egos":[]}"""));
        AssertUnreadable("step 1, at 6 ns, has no message on /reward");
    }

    [Fact]
    public void What_an_overlay_cannot_say_is_refused()
    {
        AssertShownRefused("/overlays/plan: 1 points have 0 values", new PointsOverlay("plan", [Vector3.One], []));
        AssertShownRefused("/overlays/plan: a picture of 2 x 3 pixels has 5 bytes", new ImageOverlay("plan", 2, 3, new byte[5]));
        AssertShownRefused("/overlays/plan/1", new PathOverlay("plan", [new(float.NaN, 0, 0)]), ego: 1);
        AssertShownRefused("/overlays/plan: a track has a number that is", new TracksOverlay("plan", [default(Track) with { Heading = float.PositiveInfinity }]));
        RolloutStep step = Rollouts.Drive(1).Steps[0];
        AssertRefused("/sensors/gnss.values has 1 values, not 2", step with { Sensors = [new("gnss", ["a", "b"], ["", ""], [[1]])] });

        void AssertShownRefused(string problem, Overlay overlay, int ego = 0) =>
            AssertRefused(problem, Rollouts.Drive(1).Steps[0] with { Overlays = [new(ego, overlay)] });
    }

    [Theory]
    [InlineData("path", """{"entities":[]}""", "a path is one line")]
    [InlineData("path", """{"entities":[{"lines":[{"points":[{"x":1,"y":2}]}]}]}""", "'z' is missing")]
    [InlineData("tracks", """{"entities":[{"id":"1","metadata":[],"cubes":[]}]}""", "a track is one cube")]
    [InlineData("tracks", """{"entities":[{"id":"x","metadata":[{"key":"z_m","value":null}],"cubes":[]}]}""", "a text is null")]
    [InlineData("points", """{"point_stride":16,"data":"AAAA"}""", "3 bytes are no points")]
    [InlineData("points", """{"point_stride":16,"data":"?"}""", "message 0 on /overlays/x")]
    [InlineData("image", """{"data":"AAAA"}""", "is no PNG")]
    [InlineData("image", """{"data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC"}""", "is no 8-bit grey PNG")]
    [InlineData("image", """{"data":"iVBORw0KGgoAAAANSUhEUn////9/////CAAAAAAAAAAAAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC"}""", "is a damaged PNG")]
    public void What_is_wrong_with_an_overlay_is_told(string kind, string json, string problem)
    {
        SaveExtra("/overlays/x", new() { ["name"] = "x", ["ego"] = "0", ["kind"] = kind }, json);
        AssertUnreadable(problem);
    }

    [Fact]
    public void A_reading_of_another_length_is_told()
    {
        SaveExtra("/sensors/x", new() { ["fields"] = """["a","b"]""", ["units"] = """["",""]""" }, """{"egos":[{"values":[1]}]}""");
        AssertUnreadable("there are 1 values, where the channel has 2 fields");
    }

    public static TheoryData<string, Dictionary<string, string>> Aliens => new()
    {
        { "/overlays/x", [] },
        { "/overlays/x", new() { ["name"] = "x", ["ego"] = "0", ["kind"] = "hologram" } },
        { "/overlays/x", new() { ["name"] = "x", ["ego"] = "first", ["kind"] = "path" } },
        { "/overlays/x", new() { ["ego"] = "0", ["kind"] = "path" } },
        { "/sensors/x", [] },
        { "/sensors/x", new() { ["fields"] = "a,b", ["units"] = "[]" } },
        { "/sensors/x", new() { ["fields"] = "null", ["units"] = "[]" } },
        { "/vehicles", [] },
        { "/diagnostics", new() { ["kind"] = "path" } },
    };

    [Theory]
    [MemberData(nameof(Aliens), DisableDiscoveryEnumeration = true)]
    public void Channels_of_others_are_skipped(string topic, Dictionary<string, string> metadata)
    {
        SaveExtra(topic, metadata, "?");
        RolloutStep step = Assert.Single(RolloutReader.ReadAll(FilePath).Steps);
        Assert.Empty(step.Overlays);
        Assert.Empty(step.Sensors);
    }

    /// <summary>A rollout of one step with a message on a channel beside its own.</summary>
    private void SaveExtra(string topic, Dictionary<string, string> metadata, string json)
    {
        Rollouts.Save(FilePath, Rollouts.Drive(1));
        string state = LastMessage("/state");
        string scenario = Scenario();
        using var writer = new McapWriter(FilePath, "test");
        writer.WriteMetadata("rollout", new Dictionary<string, string> { ["format"] = "1" });
        ushort schema = writer.AddSchema("any", "jsonschema", "{}"u8);
        foreach ((string name, string text) in new[] { ("/scenario", scenario), ("/state", state), ("/observation", """{"egos":[]}"""), (topic, json) })
        {
            writer.WriteMessage(writer.AddChannel(schema, name, "json", name == topic ? metadata : null), 0, Encoding.UTF8.GetBytes(text));
        }

        writer.Complete();
    }

    private void AssertRefused(string problem, params RolloutStep[] steps)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Rollouts.Save(FilePath, new Rollout(Rollouts.Header, steps)));
        Assert.Contains(problem, e.Message);
    }

    private void AssertUnreadable(string problem)
    {
        InputException e = Assert.Throws<InputException>(() => RolloutReader.ReadAll(FilePath));
        Assert.Equal(FilePath, e.File);
        Assert.Contains(problem, e.Message);
    }

    private string Scenario()
    {
        string path = _folder.File("scenario.mcap");
        Rollouts.Save(path, new Rollout(Rollouts.Header, []));
        return LastMessage("/scenario", path);
    }

    private string LastMessage(string topic, string? path = null)
    {
        string last = "";
        using var reader = new McapReader(path ?? FilePath);
        while (reader.Read())
        {
            if (reader.Channel.Topic == topic)
            {
                last = Encoding.UTF8.GetString(reader.Data.Span);
            }
        }

        return last;
    }

    private void SaveRaw(string format, params (string Topic, ulong Time, string Json)[] messages)
    {
        using var writer = new McapWriter(FilePath, "test");
        writer.WriteMetadata("rollout", new Dictionary<string, string> { ["format"] = format });
        ushort schema = writer.AddSchema("any", "jsonschema", "{}"u8);
        foreach ((string topic, ulong time, string json) in messages)
        {
            writer.WriteMessage(writer.AddChannel(schema, topic, "json"), time, Encoding.UTF8.GetBytes(json));
        }

        writer.Complete();
    }

    /// <summary>All values in a rollout as text, numbers by their bits: every property, found by reflection.</summary>
    private static string Bits(object? value) => value switch
    {
        null => "null",
        float number => BitConverter.SingleToInt32Bits(number).ToString("x8"),
        double number => BitConverter.DoubleToInt64Bits(number).ToString("x16"),
        string text => $"'{text}'",
        IEnumerable items => $"[{string.Join(",", items.Cast<object?>().Select(Bits))}]",
        IConvertible plain => plain.ToString()!,
        Vector2 vector => Bits(new[] { vector.X, vector.Y }),
        Vector3 vector => Bits(new[] { vector.X, vector.Y, vector.Z }),
        _ => value.GetType().Name + string.Join(
            ";",
            value.GetType()
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => $"{property.Name}={Bits(property.GetValue(value))}")),
    };
}
