using System.Collections.Immutable;
using Snowball.Agents.Tests.Environments;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Agents.Tests;

public sealed class NetworkSettingsTests
{
    private static readonly string[] Table =
        ["ego_presence", "ego_x", "ego_cos_heading", "vehicle_1_presence", "vehicle_1_x", "vehicle_1_cos_heading", "vehicle_2_presence", "vehicle_2_x", "vehicle_2_cos_heading"];

    [Fact]
    public void AnMlpReadsNumbersByItself() =>
        Assert.Equal((3, 16), Encoder(new Sensing(["a", "b", "c"], null)) is MlpEncoder mlp ? (mlp.Numbers, mlp.Features) : default);

    [Fact]
    public void ConvolutionsReadFramesByThemselves()
    {
        var camera = new Sensing(["speed"], new FrameSpec(["t.grey", "t-1.grey"], 48, 64));
        var picture = new FrameShape(2, 48, 64);

        Assert.Equal(new ConvolutionalEncoder(1, ConvolutionalLayers.Nature, picture, 512), Encoder(camera));
        Assert.Equal(new ConvolutionalEncoder(1, ConvolutionalLayers.Nature, picture, 512), Encoder(camera, "network=nature-cnn"));
        Assert.Equal(new ConvolutionalEncoder(1, ConvolutionalLayers.Impala, picture, 256), Encoder(camera, "network=impala-cnn"));
        Assert.Equal(new ConvolutionalEncoder(1, ConvolutionalLayers.Residual, picture, 128), Encoder(camera, "network=residual-cnn"));
        Assert.Equal(new ConvolutionalEncoder(1, ConvolutionalLayers.Impala, picture, 99), Encoder(camera, "network=impala-cnn", "features=99"));
    }

    [Fact]
    public void ASetFindsItsRowsByTheNamesOfTheFields()
    {
        Assert.Equal(new SetEncoder(3, 3, 64, 2), Encoder(new Sensing(Table, null), "network=set"));
        Assert.Equal(new SetEncoder(3, 3, 32, 4), Encoder(new Sensing(Table, null), "network=set", "features=32", "attention_heads=4"));
        Assert.Equal(new SetEncoder(1, 3, 64, 2), Encoder(new Sensing(Table[..3], null), "network=set"));
    }

    [Fact]
    public void ASetReadsTheKinematicsOfAShippedScenario()
    {
        using var environment = new DrivingEnv(ScenarioLoader.Load(Path.Combine(AppContext.BaseDirectory, "highway-fast.yaml")), worlds: 1);

        Assert.Equal(new SetEncoder(5, 5, 64, 2), Encoder(environment, "network=set"));
    }

    public static TheoryData<string[], int, string[], string> Misfits => new()
    {
        { ["a"], 0, ["network=nature-cnn"], "--set agent.network: convolutions read frames of a camera, but the observation has none" },
        { [], 48, ["network=mlp"], "--set agent.network: this network reads numbers, but the observation is frames of a camera" },
        { Table, 48, ["network=set"], "--set agent.network: this network reads numbers, but the observation is frames of a camera" },
        { [], 35, ["network=nature-cnn"], "--set agent.network: pictures of 64 x 35 are too small" },
        { [], 35, [], "training.agent.network: pictures of 64 x 35 are too small" },
        { ["a", "b"], 0, ["network=set"], "--set agent.network: set reads a list of vehicles" },
        { Table[1..], 0, ["network=set"], "--set agent.network: set reads a list of vehicles" },
        { Table[..8], 0, ["network=set"], "--set agent.network: set reads a list of vehicles" },
        { [.. Table[..7], "vehicle_2_y", "vehicle_2_cos_heading"], 0, ["network=set"], "--set agent.network: set reads a list of vehicles" },
        { Table, 0, ["network=set", "attention_heads=3"], "--set agent.attention_heads: 3 attention heads do not divide a width of 64" },
        { ["a"], 0, ["network=transformer"], "--set agent.network: 'transformer' is none of auto, mlp, nature-cnn, impala-cnn, residual-cnn, set" },
        { ["a"], 0, ["features=-1"], "--set agent.features: '-1' is no whole number from 0 to 4096" },
        { ["a"], 0, ["attention_heads=0"], "--set agent.attention_heads: '0' is no whole number from 1 to 64" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void SaysWhatDoesNotFit(string[] fields, int height, string[] settings, string message)
    {
        var environment = new Sensing(fields, height > 0 ? new FrameSpec(["t.grey"], height, 64) : null);

        Assert.Contains(message, Assert.Throws<InputException>(() => Encoder(environment, settings)).Message, StringComparison.Ordinal);
    }

    private static EncoderDescription Encoder(IBatchEnvironment environment, params string[] settings) =>
        new NetworkSettings(NetworkKind.Auto, [16], Activation.Tanh)
            .With(new AgentSettings("agent", ImmutableSortedDictionary<string, AgentSetting>.Empty, "scenario.yaml", [.. settings.Select(setting => $"agent.{setting}")]))
            .Encoder(environment);

    /// <summary>Only what it gives to sense matters here.</summary>
    private sealed class Sensing(string[] fields, FrameSpec? frames) : SmallEnvironment(1, 1, Fields(fields), ActionSpec.Discrete(["none"])), IBatchEnvironment
    {
        FrameSpec? IBatchEnvironment.FrameSpec => frames;

        protected override void Start(Span<float> state, ref RandomStream noise)
        {
        }

        protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise) => (0f, false);

        protected override void Observe(ReadOnlySpan<float> state, Span<float> observation)
        {
        }
    }
}
