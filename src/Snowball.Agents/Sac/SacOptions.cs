using Snowball.Agents.Replay;
using Snowball.Learning.Inference;

namespace Snowball.Agents.Sac;

/// <summary>Settings of <see cref="SacLearner"/>; the defaults suit small networks, as the paper's do larger ones.</summary>
public sealed record SacOptions
{
    /// <summary>Hidden layers of each network.</summary>
    public NetworkSettings Network { get; init; } = new(NetworkKind.Auto, [64, 64], Activation.Relu);

    /// <summary>What is remembered.</summary>
    public ReplayOptions Replay { get; init; } = new();

    /// <summary>Agent steps of random actions before anything is learned.</summary>
    public int WarmUpSteps { get; init; } = 5_000;

    /// <summary>Policy steps of all worlds in an iteration.</summary>
    public int RolloutSteps { get; init; } = 16;

    /// <summary>Gradient steps for each agent step (update-to-data ratio), rounded to a whole number, at least one, in an iteration.</summary>
    public double UpdateRatio { get; init; } = 0.125;

    /// <summary>Transitions in a gradient step.</summary>
    public int MinibatchSize { get; init; } = 256;

    /// <summary>Adam's step size, of actor, critics and temperature alike.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Discount of a reward for each step that it lies ahead.</summary>
    public double Discount { get; init; } = 0.99;

    /// <summary>How far the target critics move to the critics in a gradient step (Polyak averaging).</summary>
    public double TargetRate { get; init; } = 0.005;

    /// <summary>Entropy that the temperature holds, in nats for each dimension of an action; -1 is the paper's.</summary>
    public double TargetEntropy { get; init; } = -1;

    /// <summary>The temperature at the start.</summary>
    public double InitialTemperature { get; init; } = 0.2;

    /// <summary>What rewards are multiplied by.</summary>
    public double RewardScale { get; init; } = 1;

    /// <summary>Whether observations are brought to zero mean and unit variance.</summary>
    public bool NormaliseObservations { get; init; } = true;

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="Sim.InputException">A value is bad.</exception>
    public static SacOptions From(AgentSettings settings)
    {
        var d = new SacOptions();
        return new SacOptions
        {
            Network = d.Network.With(settings),
            Replay = new ReplayOptions
            {
                ReplaySize = settings.Integer("replay_size", d.Replay.ReplaySize, 1, 1_000_000_000),
                NStep = (int)settings.Integer("n_step", d.Replay.NStep, 1, 1000),
            },
            WarmUpSteps = (int)settings.Integer("warm_up_steps", d.WarmUpSteps, 0, 100_000_000),
            RolloutSteps = (int)settings.Integer("rollout_steps", d.RolloutSteps, 1, 65_536),
            UpdateRatio = settings.Number("update_ratio", d.UpdateRatio, 1e-6, 64),
            MinibatchSize = (int)settings.Integer("minibatch_size", d.MinibatchSize, 16, 65_536),
            LearningRate = settings.Number("learning_rate", d.LearningRate, 1e-8, 1),
            Discount = settings.Number("discount", d.Discount, 0, 1),
            TargetRate = settings.Number("target_rate", d.TargetRate, 1e-6, 1),
            TargetEntropy = settings.Number("target_entropy", d.TargetEntropy, -10, 0.5),
            InitialTemperature = settings.Number("initial_temperature", d.InitialTemperature, 1e-6, 100),
            RewardScale = settings.Number("reward_scale", d.RewardScale, 1e-6, 1e6),
            NormaliseObservations = settings.Flag("normalise_observations", d.NormaliseObservations),
        };
    }
}
