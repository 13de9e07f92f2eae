using System.Collections.Immutable;
using Snowball.Agents.Training;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Sim.Environments;

namespace Snowball.Agents;

/// <summary>The networks that an agent can be given by name.</summary>
public enum NetworkKind
{
    /// <summary>What fits the observation.</summary>
    Auto,

    /// <summary>Fully connected layers.</summary>
    Mlp,
}

/// <summary>How an agent's network reads what it senses.</summary>
/// <param name="Kind">Which network.</param>
/// <param name="HiddenSizes">Outputs of fully connected layers.</param>
/// <param name="Activation">After each of these.</param>
public sealed record NetworkSettings(NetworkKind Kind, ImmutableArray<int> HiddenSizes, Activation Activation)
{
    /// <summary>Reads and checks the settings; what they leave open stays as it is here.</summary>
    /// <exception cref="Sim.InputException">A value is bad.</exception>
    public NetworkSettings With(AgentSettings settings) => this with
    {
        Kind = settings.Choice("network", Kind),
        HiddenSizes = settings.Sizes("hidden_sizes", HiddenSizes),
    };

    /// <summary>The encoder for what an environment gives to sense.</summary>
    /// <exception cref="Sim.InputException">The network cannot read it.</exception>
    public EncoderDescription Encoder(IBatchEnvironment environment) => new MlpEncoder(environment.Observation.Size, HiddenSizes, Activation);
}
