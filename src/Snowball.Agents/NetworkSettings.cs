using System.Collections.Immutable;
using Snowball.Agents.Training;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Agents;

/// <summary>The networks that an agent can be given by name.</summary>
public enum NetworkKind
{
    /// <summary>What fits the observation: the Nature network for frames of a camera, else fully connected layers.</summary>
    Auto,

    /// <summary>Fully connected layers.</summary>
    Mlp,

    /// <summary>The convolutions of the Nature network.</summary>
    NatureCnn,

    /// <summary>The convolutions of the IMPALA network.</summary>
    ImpalaCnn,

    /// <summary>Small residual convolutions, a third of the arithmetic of IMPALA's.</summary>
    ResidualCnn,

    /// <summary>Attention over listed vehicles.</summary>
    Set,
}

/// <summary>How an agent's network reads what it senses.</summary>
/// <param name="Kind">Which network.</param>
/// <param name="HiddenSizes">Outputs of fully connected layers; other networks do not ask for it.</param>
/// <param name="Activation">After each of these.</param>
public sealed record NetworkSettings(NetworkKind Kind, ImmutableArray<int> HiddenSizes, Activation Activation)
{
    private const string Presence = "presence", Ego = "ego_";

    private Func<string, string, InputException> _bad = (key, message) => new InputException(message, key: key);

    /// <summary>Features of a network that is no mlp; 0 for as many as its authors took: 512 (nature-cnn), 256 (impala-cnn), 128 (residual-cnn), 64 (set).</summary>
    public int Features { get; init; }

    /// <summary>Heads of the attention of a set, which divide its features.</summary>
    public int AttentionHeads { get; init; } = 2;

    /// <summary>Reads and checks the settings; what they leave open stays as it is here.</summary>
    /// <exception cref="InputException">A value is bad.</exception>
    public NetworkSettings With(AgentSettings settings) => this with
    {
        Kind = settings.Choice("network", Kind),
        HiddenSizes = settings.Sizes("hidden_sizes", HiddenSizes),
        Features = (int)settings.Integer("features", Features, 0, 4096),
        AttentionHeads = (int)settings.Integer("attention_heads", AttentionHeads, 1, 64),
        _bad = settings.Bad,
    };

    /// <summary>The encoder for what an environment gives to sense.</summary>
    /// <exception cref="InputException">The network cannot read it.</exception>
    public EncoderDescription Encoder(IBatchEnvironment environment)
    {
        var frames = TrainedPolicy.DescribeObservation(environment).Frames;
        EncoderDescription encoder = Kind switch
        {
            NetworkKind.ImpalaCnn => Convolutions(environment, frames, ConvolutionalLayers.Impala, 256),
            NetworkKind.ResidualCnn => Convolutions(environment, frames, ConvolutionalLayers.Residual, 128),
            NetworkKind.NatureCnn => Convolutions(environment, frames, ConvolutionalLayers.Nature, 512),
            NetworkKind.Auto when frames is not null => Convolutions(environment, frames, ConvolutionalLayers.Nature, 512),
            _ when frames is not null => throw _bad("network", "this network reads numbers, but the observation is frames of a camera: choose nature-cnn, impala-cnn or residual-cnn"),
            NetworkKind.Set => Set(environment.Observation),
            _ => new MlpEncoder(environment.Observation.Size, HiddenSizes, Activation),
        };
        return encoder.Problem is not { } problem ? encoder : throw _bad(Kind == NetworkKind.Set ? "attention_heads" : "network", problem);
    }

    private ConvolutionalEncoder Convolutions(IBatchEnvironment environment, FrameShape? frames, ConvolutionalLayers layers, int width) => new(
        environment.Observation.Size, layers,
        frames ?? throw _bad("network", "convolutions read frames of a camera, but the observation has none: choose mlp or set, or train with --observation camera"),
        Features > 0 ? Features : width);

    /// <summary>Rows of equal fields, each beginning with the presence: <c>ego_presence</c>, <c>ego_x</c>, ..., <c>vehicle_1_presence</c>, ...</summary>
    private SetEncoder Set(ObservationSpec observation)
    {
        string[] names = [.. observation.Fields.Select(field => field.Name)];
        int next = Array.FindIndex(names, 1, name => name.EndsWith(Presence, StringComparison.Ordinal)), size = next < 0 ? names.Length : next;
        bool isTable = names[0] == Ego + Presence && names.Length % size == 0;
        for (int i = 0; i < names.Length && isTable; i++)
        {
            string quantity = names[i % size];
            isTable = quantity.StartsWith(Ego, StringComparison.Ordinal) && names[i].EndsWith(quantity[(Ego.Length - 1)..], StringComparison.Ordinal);
        }
        return isTable
            ? new SetEncoder(names.Length / size, size, Features > 0 ? Features : 64, AttentionHeads)
            : throw _bad("network", "set reads a list of vehicles, the ego's row first and in each row the presence first, such as the observation kinematics with the fields [presence, x, y, vx, vy]");
    }
}
