using Snowball.Agents.Replay;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;

namespace Snowball.Agents.Dqn;

/// <summary>
/// The settings of deep Q-learning (Mnih et al., "Human-level control through deep reinforcement learning", Nature 2015). With all of its switches on it is
/// Rainbow (Hessel et al., "Rainbow: combining improvements in deep reinforcement learning", AAAI 2018). Names in a scenario are in snake_case.
/// </summary>
public sealed record DqnOptions
{
    /// <summary>What reads the observation.</summary>
    public NetworkSettings Network { get; init; } = new(NetworkKind.Auto, [128, 128], Activation.Relu);

    /// <summary>Rectified linear units between its features and the values, in either stream of a duelling network; 0 for none. The noise of a noisy network
    /// is on these layers.</summary>
    public int HeadSize { get; init; }

    /// <summary>Whether one network picks the next action and the other tells its value (van Hasselt, Guez, Silver: "Deep reinforcement learning with double
    /// Q-learning", AAAI 2016).</summary>
    public bool Double { get; init; } = true;

    /// <summary>Whether the value of a state and the advantages of actions are apart (Wang et al., "Dueling network architectures", ICML 2016).</summary>
    public bool Duelling { get; init; }

    /// <summary>Whether noise on the weights explores (Fortunato et al., "Noisy networks for exploration", ICLR 2018).</summary>
    public bool Noisy { get; init; }

    /// <summary>Whether the distribution of the return is learned (Bellemare, Dabney, Munos: "A distributional perspective on reinforcement learning",
    /// ICML 2017).</summary>
    public bool Distributional { get; init; }

    /// <summary>The returns over which there is a distribution, after <see cref="RewardScale"/>.</summary>
    public ReturnAtoms Atoms { get; init; } = new(51, -10, 10);

    /// <summary>What is remembered: prioritised replay and n-step returns are switches of it.</summary>
    public ReplayOptions Replay { get; init; } = new() { NStep = 3 };

    /// <summary>Policy steps of each world in one iteration.</summary>
    public int RolloutSteps { get; init; } = 8;

    /// <summary>Minibatches in one iteration.</summary>
    public int Updates { get; init; } = 16;

    /// <summary>Steps in a minibatch.</summary>
    public int MinibatchSize { get; init; } = 512;

    /// <summary>Steps that are remembered before learning begins.</summary>
    public long LearningStarts { get; init; } = 10_000;

    /// <summary>Adam's step size at the start.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>What it has fallen to, in a straight line, when the budget is spent.</summary>
    public double FinalLearningRate { get; init; } = 1e-4;

    /// <summary>Discount of a reward for each step that it lies ahead.</summary>
    public double Discount { get; init; } = 0.98;

    /// <summary>What rewards are multiplied by, so that values are of order one to ten.</summary>
    public double RewardScale { get; init; } = 1;

    /// <summary>Minibatches between two updates of the target network.</summary>
    public int TargetInterval { get; init; } = 1;

    /// <summary>How far an update of the target network goes to the learned one: 1 copies it (Mnih et al.), less follows it slowly (Polyak averaging).</summary>
    public double TargetRate { get; init; } = 0.01;

    /// <summary>Longest gradient (L2); longer ones are shortened to it.</summary>
    public double MaxGradientNorm { get; init; } = 10;

    /// <summary>Share of random actions at the start.</summary>
    public double Epsilon { get; init; } = 1;

    /// <summary>What it has fallen to, in a straight line, after <see cref="EpsilonSteps"/>.</summary>
    public double FinalEpsilon { get; init; } = 0.05;

    /// <summary>Length of the fall in agent steps.</summary>
    public long EpsilonSteps { get; init; } = 200_000;

    /// <summary>Whether observations are brought to zero mean and unit variance.</summary>
    public bool NormaliseObservations { get; init; } = true;

    /// <summary>The head that these settings ask for.</summary>
    /// <param name="actions">Choices.</param>
    public ActionValueHead Head(int actions) => new(DqnNetwork.HeadName, actions, HeadSize, Duelling, Noisy, Distributional ? Atoms : null);

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="Sim.InputException">A value is bad.</exception>
    public static DqnOptions From(AgentSettings settings)
    {
        var d = new DqnOptions();
        bool isDuelling = settings.Flag("duelling", d.Duelling), isNoisy = settings.Flag("noisy", d.Noisy);
        var options = new DqnOptions
        {
            Network = d.Network.With(settings),
            HeadSize = (int)settings.Integer("head_size", isDuelling || isNoisy ? 64 : d.HeadSize, 0, 4096),
            Double = settings.Flag("double", d.Double),
            Duelling = isDuelling,
            Noisy = isNoisy,
            Distributional = settings.Flag("distributional", d.Distributional),
            Atoms = new ReturnAtoms(
                (int)settings.Integer("atoms", d.Atoms.Count, 2, 1001), (float)settings.Number("low", d.Atoms.Low, -1e6, 1e6), (float)settings.Number("high", d.Atoms.High, -1e6, 1e6)),
            Replay = ReplayOptions.From(settings, d.Replay),
            RolloutSteps = (int)settings.Integer("rollout_steps", d.RolloutSteps, 1, 65_536),
            Updates = (int)settings.Integer("updates", d.Updates, 1, 65_536),
            MinibatchSize = (int)settings.Integer("minibatch_size", d.MinibatchSize, 1, 1_048_576),
            LearningStarts = settings.Integer("learning_starts", d.LearningStarts, 1, 1_000_000_000),
            LearningRate = settings.Number("learning_rate", d.LearningRate, 1e-8, 1),
            FinalLearningRate = settings.Number("final_learning_rate", d.FinalLearningRate, 0, 1),
            Discount = settings.Number("discount", d.Discount, 0, 1),
            RewardScale = settings.Number("reward_scale", d.RewardScale, 1e-6, 1e6),
            TargetInterval = (int)settings.Integer("target_interval", d.TargetInterval, 1, 1_000_000),
            TargetRate = settings.Number("target_rate", d.TargetRate, 1e-6, 1),
            MaxGradientNorm = settings.Number("max_gradient_norm", d.MaxGradientNorm, 1e-6, 1e6),
            // Noisy networks explore by themselves.
            Epsilon = settings.Number("epsilon", isNoisy ? 0 : d.Epsilon, 0, 1),
            FinalEpsilon = settings.Number("final_epsilon", isNoisy ? 0 : d.FinalEpsilon, 0, 1),
            EpsilonSteps = settings.Integer("epsilon_steps", d.EpsilonSteps, 0, 1_000_000_000_000),
            NormaliseObservations = settings.Flag("normalise_observations", d.NormaliseObservations),
        };
        if (options.Atoms.Low >= options.Atoms.High) throw settings.Bad("high", $"the returns are to lie between low = {options.Atoms.Low} and high = {options.Atoms.High}: high must be larger");
        if (options.LearningStarts > options.Replay.ReplaySize)
            throw settings.Bad("learning_starts", $"learning would never begin: {options.LearningStarts} steps are more than the {options.Replay.ReplaySize} of replay_size");
        return options;
    }
}
