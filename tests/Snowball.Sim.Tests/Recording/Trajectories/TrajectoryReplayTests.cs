using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Snowball.Sim.Recording.Trajectories;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.HighwayFast;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.Recording.Trajectories;

public sealed class TrajectoryReplayTests : IDisposable
{
    private static readonly Scenario s_highway = ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, "highway-fast"));
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Ordinary
        => [.. RecordedEpisode.All.Where(episode => !episode.Name.StartsWith("wild", StringComparison.Ordinal)).Select(episode => episode.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void WritesTheTrajectoriesOfTheOriginal(string name)
    {
        var episode = RecordedEpisode.All.Single(candidate => candidate.Name == name);
        var reference = HighwayFastReference.Of(episode.Start());
        var steps = episode.Actions.Select(reference.Step).ToArray();
        WriteState(episode.Initial);
        File.WriteAllLines(Actions, episode.Actions.Select(action => action.ToString(CultureInfo.InvariantCulture)));

        var result = TrajectoryReplay.Run(s_highway, State, Actions, Out);

        Assert.Equal(new TrajectoryReplayResult(steps.Length, episode.Terminated, episode.Truncated && !episode.Terminated, 0), result);
        string[] lines = File.ReadAllLines(Out);
        Assert.Equal("step,substep,time,vehicle,x,y,speed,heading,lane,target_lane,crashed,reward,terminated,truncated", lines[0]);
        Assert.Equal(1 + 21 * (1 + 5 * steps.Length), lines.Length);
        for (int row = 0; row < lines.Length - 1; row++)
        {
            string[] cells = lines[1 + row].Split(',');
            int frame = row / 21, vehicle = row % 21, step = (frame + 4) / 5, substep = frame == 0 ? 0 : (frame - 1) % 5 + 1;
            Assert.Equal([$"{step}", $"{substep}", $"{frame / 5.0}", $"{vehicle}"], cells[..4]);
            if (frame == 0)
            {
                Assert.Equal(episode.Initial[vehicle][0], Number(cells[4]), 1e-4);
                continue;
            }
            var expected = steps[step - 1].Substeps[substep - 1][vehicle];
            Assert.Equal(expected.X, Number(cells[4]), 5e-3);
            Assert.Equal(expected.Y, Number(cells[5]), 1e-3);
            Assert.Equal(expected.Speed, Number(cells[6]), 1e-3);
            Assert.Equal(expected.Heading, Number(cells[7]), 1e-3);
            Assert.Equal(expected.Lane, Number(cells[8]));
            Assert.Equal(expected.TargetLane, Number(cells[9]));
            Assert.Equal(expected.Crashed ? 1 : 0, Number(cells[10]));
            bool isEgoAtEnd = vehicle == 0 && substep == 5;
            Assert.Equal(isEgoAtEnd, cells[11].Length > 0);
            if (!isEgoAtEnd) continue;
            Assert.Equal(steps[step - 1].Reward, Number(cells[11]), 1e-4);
            Assert.Equal(steps[step - 1].Terminated ? 1 : 0, Number(cells[12]));
            Assert.Equal(steps[step - 1].Truncated && !steps[step - 1].Terminated ? 1 : 0, Number(cells[13]));
        }
    }

    [Fact]
    public void StartsAnyScenario()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, "lane-keeping"));
        File.WriteAllText(State, """
            {"episode_seed": 7,
             "vehicles": [{"x": 300, "y": 4, "heading": 0.01, "speed": 25, "lane": 1, "target_lane": 1, "target_speed": 25}]}
            """);
        File.WriteAllLines(Actions, ["0.5", "-0.25", "1e-1"]);

        var result = TrajectoryReplay.Run(scenario, State, Actions, Out);

        Assert.Equal(new TrajectoryReplayResult(3, false, false, 0), result);
        string[] start = File.ReadAllLines(Out)[1].Split(',');
        Assert.Equal(300, Number(start[4]), 0.01);
        Assert.Equal(4, Number(start[5]), 0.01);
        Assert.Equal(0.01, Number(start[7]), 1e-4);
        Assert.Equal(1 + 1 + 3 * 5, File.ReadAllLines(Out).Length);
    }

    [Theory]
    [InlineData("{", "state.json:1: is not JSON")]
    [InlineData("[]", "state.json:1: expected an object")]
    [InlineData("{}", "state.json:1: vehicles: is missing")]
    [InlineData("{\"vehicles\": []}", "state.json:1: vehicles: has 0 vehicles, but the scenario has 1 egos")]
    [InlineData("{\n\"cars\": []}", "state.json:2: cars: unknown key")]
    [InlineData("{\"episode_seed\": -1, \"vehicles\": []}", "state.json:1: episode_seed: expected a whole number")]
    [InlineData("{\"vehicles\":\n[{\"x\": true}]}", "state.json:2: vehicles[0].x: expected a number")]
    [InlineData("{\"vehicles\": [{\"x\": 1, \"x\": 1}]}", "vehicles[0].x: is given twice")]
    [InlineData("{\"vehicles\": [{\"x\": 1}]}", "vehicles[0].y: is missing")]
    [InlineData("{\"vehicles\": [{\"lane\": 3}]}", "vehicles[0].lane: expected a lane from 0 to 2")]
    [InlineData("{\"vehicles\": [{\"timer\": -0.5}]}", "vehicles[0].timer: -0.5 must not be negative")]
    [InlineData("{\"vehicles\": [{\"crashed\": 1}]}", "vehicles[0].crashed: expected true or false")]
    [InlineData("{\"vehicles\": [{\"impact\": [1]}]}", "vehicles[0].impact: expected a number")]
    public void RefusesABrokenState(string text, string message)
    {
        File.WriteAllText(State, text);
        File.WriteAllText(Actions, "1\n");
        AssertRefused(message);
    }

    [Theory]
    [InlineData("lane", 0, "vehicles[1].lane: lane 0 is not the nearest to y = 4 m")]
    [InlineData("timer", null, "vehicles[1].timer: is missing")]
    [InlineData("exponent", null, "vehicles[1].exponent: is missing")]
    public void RefusesAWrongVehicle(string key, int? value, string message)
    {
        var vehicles = Vehicles([[100, 4, 0, 25, 1, 1, 25, 0, 4], [150, 4, 0, 25, 1, 1, 25, 0, 4]]);
        if (value is { } given) vehicles[1]![key] = given;
        else ((JsonObject)vehicles[1]!).Remove(key);
        File.WriteAllText(State, new JsonObject { ["vehicles"] = vehicles }.ToJsonString());
        File.WriteAllText(Actions, "1\n");
        AssertRefused(message);
    }

    [Theory]
    [InlineData("", "actions.csv: has no actions")]
    [InlineData("1\n5\n", "actions.csv:2: '5' is not one of the actions 0 to 4 (lane_left, idle, lane_right, faster, slower)")]
    [InlineData("1,2\n", "actions.csv:1: expected 1 numbers, not 2")]
    [InlineData("1\n\n1\n", "actions.csv:2: '' is not one of the actions")]
    [InlineData("left\n", "actions.csv:1: 'left' is not one of the actions")]
    public void RefusesWrongActions(string text, string message)
    {
        WriteState([[100, 4, 0, 25, 1, 1, 25, 0, 4]]);
        File.WriteAllText(Actions, text);
        AssertRefused(message);
    }

    [Fact]
    public void NamesAMissingFile()
    {
        AssertRefused("state.json: cannot be read");
        WriteState([[100, 4, 0, 25, 1, 1, 25, 0, 4]]);
        AssertRefused("actions.csv: cannot be read");
    }

    private string State => Path.Combine(_folder.Path, "state.json");

    private string Actions => Path.Combine(_folder.Path, "actions.csv");

    private string Out => Path.Combine(_folder.Path, "out.csv");

    private void AssertRefused(string message)
    {
        var refusal = Assert.Throws<InputException>(() => TrajectoryReplay.Run(s_highway, State, Actions, Out));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Out));
    }

    private void WriteState(double[][] vehicles)
        => File.WriteAllText(State, JsonSerializer.Serialize(new JsonObject { ["vehicles"] = Vehicles(vehicles) }));

    private static JsonArray Vehicles(double[][] vehicles) => new([.. vehicles.Select(vehicle => new JsonObject
    {
        ["x"] = vehicle[0],
        ["y"] = vehicle[1],
        ["heading"] = vehicle[2],
        ["speed"] = vehicle[3],
        ["lane"] = (int)vehicle[4],
        ["target_lane"] = (int)vehicle[5],
        ["target_speed"] = vehicle[6],
        ["timer"] = vehicle[7],
        ["exponent"] = vehicle[8],
    })]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
