using Snowball.Agents.Transfer;
using Snowball.Learning.Inference;
using Snowball.Learning.Torch;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Ppo;

/// <summary>Over which rows advantages are brought to zero mean and unit variance.</summary>
public enum AdvantageNormalisation
{
    /// <summary>All of a rollout.</summary>
    Rollout,

    /// <summary>Those of each minibatch, as OpenAI's baselines (2017) do; the choice made little difference to Andrychowicz et al. (ICLR 2021).</summary>
    Minibatch,

    /// <summary>None: they stay as they are.</summary>
    Off,
}

/// <summary>The settings of PPO; the defaults suit an observation of some tens of numbers. Names in a scenario are in snake_case.</summary>
public sealed record PpoOptions
{
    /// <summary>What reads observations: of the policy, and of each critic.</summary>
    public NetworkSettings Network { get; init; } = new(NetworkKind.Auto, [64, 64], Activation.Tanh);

    /// <summary>Cells of an LSTM, which the policy and the critics then share; 0 for none.</summary>
    public int MemorySize { get; init; }

    /// <summary>Steps over which gradients flow back through the memory; divides the steps of a rollout. Not read without memory.</summary>
    public int SequenceLength { get; init; } = 16;

    /// <summary>Policy steps of each world between two updates.</summary>
    public int RolloutSteps { get; init; } = 32;

    /// <summary>Passes over a rollout.</summary>
    public int Epochs { get; init; } = 4;

    /// <summary>Agent steps in one step of the optimiser; those of a rollout are divided into equal parts of about this size.</summary>
    public int MinibatchSize { get; init; } = 2048;

    /// <summary>Adam's step size at the start.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>What it has fallen to, in a straight line, when the budget is spent.</summary>
    public double FinalLearningRate { get; init; } = 1e-4;

    /// <summary>Discount of a reward for each step that it lies ahead.</summary>
    public double Discount { get; init; } = 0.99;

    /// <summary>What the discount has become at the end of the budget, in a straight line over its second half; null keeps it. One that grows finds out what pays soon, and then what it
    /// costs later (François-Lavet, Fonteneau, Ernst, "How to discount deep reinforcement learning", 2015).</summary>
    public double? FinalDiscount { get; init; }

    /// <summary>Lambda of the generalised advantage: 0 trusts the value network, 1 the returns.</summary>
    public double GaeLambda { get; init; } = 0.95;

    /// <summary>How far the ratio of new to old probability may move from 1 and still be rewarded.</summary>
    public double ClipRange { get; init; } = 0.2;

    /// <summary>How far an update may move values and still be rewarded, as OpenAI's baselines (2017) limit it; 0 for any distance.</summary>
    public double ValueClipRange { get; init; }

    /// <summary>Over which rows advantages are normalised.</summary>
    public AdvantageNormalisation AdvantageNormalisation { get; init; } = AdvantageNormalisation.Rollout;

    /// <summary>Weight of the value network's squared error.</summary>
    public double ValueCoefficient { get; init; } = 0.5;

    /// <summary>Weight of the policy's entropy, in nats, at the start.</summary>
    public double EntropyCoefficient { get; init; } = 0.005;

    /// <summary>
    /// What it has moved to, in a straight line, when the budget is spent. Less entropy late in training brings the policy that is
    /// trained closer to the greedy one that is judged.
    /// </summary>
    public double FinalEntropyCoefficient { get; init; } = 0.005;

    /// <summary>Longest gradient (L2); longer ones are shortened to it.</summary>
    public double MaxGradientNorm { get; init; } = 0.5;

    /// <summary>An update ends when the policy has moved one and a half times this far (KL divergence in nats); 0 for never.</summary>
    public double TargetKl { get; init; } = 0.02;

    /// <summary>Logarithm of the standard deviation of continuous actions at the start.</summary>
    public double InitialLogStd { get; init; } = -0.5;

    /// <summary>Which distribution continuous actions have.</summary>
    public ContinuousDistribution ActionDistribution { get; init; } = ContinuousDistribution.Gaussian;

    /// <summary>Whether observations are brought to zero mean and unit variance.</summary>
    public bool NormaliseObservations { get; init; } = true;

    /// <summary>Whether rewards are divided by the standard deviation of the discounted returns.</summary>
    public bool ScaleRewards { get; init; } = true;

    /// <summary>What is trained of an earlier policy.</summary>
    public FineTuning Tuning { get; init; } = new();

    /// <summary>Threads that share the work on a minibatch. Part of the result: another number gives other bits.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Sizes of a rollout.</summary>
    /// <param name="environment">What gives it.</param>
    /// <param name="memory">Numbers that an agent carries from step to step.</param>
    internal RolloutShape Shape(IBatchEnvironment environment, int memory) => new(
        RolloutSteps, environment.Agents, memory > 0 ? SequenceLength : 1, environment.Observation.Size,
        environment.FrameSpec is { } frames ? [frames.Channels.Length, frames.Height, frames.Width] : [], memory, environment.Action.Dimensions);

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="settings">Of the agent.</param>
    /// <param name="smallestMemory">Fewest cells of a memory; 0 where there may be none.</param>
    /// <param name="memory">Cells by default; null for an agent that has none.</param>
    /// <exception cref="Sim.InputException">A value is bad.</exception>
    internal static PpoOptions From(AgentSettings settings, int smallestMemory, int? memory)
    {
        var d = new PpoOptions();
        double entropyCoefficient = settings.Number("entropy_coefficient", d.EntropyCoefficient, 0, 10);
        var options = new PpoOptions
        {
            Network = d.Network.With(settings),
            MemorySize = memory is { } cells ? (int)settings.Integer("memory_size", cells, smallestMemory, 4096) : 0,
            SequenceLength = memory is null ? d.SequenceLength : (int)settings.Integer("sequence_length", d.SequenceLength, 1, 65_536),
            RolloutSteps = (int)settings.Integer("rollout_steps", d.RolloutSteps, 1, 65_536),
            Epochs = (int)settings.Integer("epochs", d.Epochs, 1, 100),
            MinibatchSize = (int)settings.Integer("minibatch_size", d.MinibatchSize, 16, 1_048_576),
            LearningRate = settings.Number("learning_rate", d.LearningRate, 1e-8, 1),
            FinalLearningRate = settings.Number("final_learning_rate", d.FinalLearningRate, 0, 1),
            Discount = settings.Number("discount", d.Discount, 0, 1),
            FinalDiscount = settings.Number("final_discount", settings.Number("discount", d.Discount, 0, 1), 0, 1),
            GaeLambda = settings.Number("gae_lambda", d.GaeLambda, 0, 1),
            ClipRange = settings.Number("clip_range", d.ClipRange, 1e-3, 1),
            ValueClipRange = settings.Number("value_clip_range", d.ValueClipRange, 0, 1e6),
            AdvantageNormalisation = settings.Choice("advantage_normalisation", d.AdvantageNormalisation),
            ValueCoefficient = settings.Number("value_coefficient", d.ValueCoefficient, 0, 100),
            EntropyCoefficient = entropyCoefficient,
            FinalEntropyCoefficient = settings.Number("final_entropy_coefficient", entropyCoefficient, 0, 10),
            MaxGradientNorm = settings.Number("max_gradient_norm", d.MaxGradientNorm, 1e-6, 1e6),
            TargetKl = settings.Number("target_kl", d.TargetKl, 0, 10),
            InitialLogStd = settings.Number("initial_log_std", d.InitialLogStd, -10, 2),
            ActionDistribution = settings.Choice("action_distribution", d.ActionDistribution),
            NormaliseObservations = settings.Flag("normalise_observations", d.NormaliseObservations),
            ScaleRewards = settings.Flag("scale_rewards", d.ScaleRewards),
            Tuning = FineTuningSettings.From(settings),
            Workers = (int)settings.Integer("workers", d.Workers, 1, 64),
        };
        return options.MemorySize == 0 || options.RolloutSteps % options.SequenceLength == 0
            ? options
            : throw settings.Bad("sequence_length", $"a rollout of {options.RolloutSteps} steps is no whole number of sequences of {options.SequenceLength}");
    }
}
