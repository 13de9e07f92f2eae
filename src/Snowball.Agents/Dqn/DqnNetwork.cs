using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using Snowball.Sim.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Dqn;

/// <summary>The network that learns and the target network that tells it what comes next, alike at first.</summary>
internal sealed class DqnNetwork : IDisposable
{
    /// <summary>Name of the head of action values.</summary>
    public const string HeadName = "value";

    // Agents that share the noise of an iteration explore alike; each copy of the network takes time to make.
    private const int NoisyActors = 4;
    private const string TargetPrefix = "target.";
    private readonly Tensor? _atoms;

    public DqnNetwork(DeepDescription description, Random random, Device device)
    {
        Description = description;
        Online = new DeepNetwork(description, random);
        Target = new DeepNetwork(description, random);
        Target.Load(Online.Weights());
        Online.to(device);
        Target.to(device);
        if (description.Heads is [ActionValueHead { Atoms: { } atoms }])
            _atoms = linspace(atoms.Low, atoms.High, atoms.Count, device: device).DetachFromDisposeScope();
    }

    /// <summary>What both are.</summary>
    public DeepDescription Description { get; }

    /// <summary>Learns.</summary>
    public DeepNetwork Online { get; }

    /// <summary>Follows.</summary>
    public DeepNetwork Target { get; }

    /// <summary>[rows x actions x atoms] logits of the distributions of returns; without a distribution the values themselves, [rows x actions x 1].</summary>
    public static Tensor Evaluate(DeepNetwork network, Tensor observations, Tensor? frames) => network.Atoms(HeadName, network.Encode(observations, frames));

    /// <summary>[rows x actions] expected returns of what was evaluated.</summary>
    public Tensor Values(Tensor evaluated) => _atoms is null ? evaluated.squeeze(2) : evaluated.softmax(2).matmul(_atoms);

    /// <summary>Draws the noise of both networks anew.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="draw">Another one gives other noise.</param>
    public void DrawNoise(ulong seed, long draw)
    {
        Online.DrawNoise(NoiseOf(seed, draw, 0));
        Target.DrawNoise(NoiseOf(seed, draw, 1));
    }

    /// <summary>Copies of the learning network to act with, each with noise of its own; a single one where there is no noise.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="draw">Another one gives other noise.</param>
    public INetworkInference[] Actors(ulong seed, long draw)
    {
        if (Description.Heads is not [ActionValueHead { Noisy: true }]) return [Online.Inference()];
        var actors = new INetworkInference[NoisyActors];
        for (int i = 0; i < actors.Length; i++)
        {
            Online.DrawNoise(NoiseOf(seed, draw, 2 + (ulong)i));
            actors[i] = Online.Inference();
        }
        return actors;
    }

    /// <summary>Moves the target network's weights towards those of the other; a rate of 1 copies them.</summary>
    public void Follow(double rate)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (target, online) in Target.parameters().Zip(Online.parameters())) target.mul_(1 - rate).add_(online * rate);
    }

    /// <summary>Adds the target network's weights.</summary>
    public void Save(SafetensorsFile state)
    {
        foreach (var (name, weights) in Target.Weights()) state.Add(TargetPrefix + name, weights);
    }

    /// <summary>Takes them up.</summary>
    /// <exception cref="Learning.CorruptFileException">Some are missing, or of another shape.</exception>
    public void Load(SafetensorsFile state)
    {
        var weights = Target.Weights();
        foreach (var (name, like) in weights)
            weights[name] = SafeTensor.From<float>(state.Get<float>(TargetPrefix + name, [.. like.Shape]), [.. like.Shape]);
        Target.Load(weights);
    }

    public void Dispose()
    {
        Online.Dispose();
        Target.Dispose();
        _atoms?.Dispose();
    }

    private static Random NoiseOf(ulong seed, long draw, ulong use) => new((int)CounterRandom.Hash(seed, (ulong)draw, 1 + use));
}
