namespace Snowball.Agents.Imitation;

/// <summary>The settings of behaviour cloning and DAgger. Names in a scenario are in snake_case.</summary>
public sealed record ImitationOptions
{
    /// <summary>
    /// Who is at the wheel while the teacher is asked: with probability decay^i in iteration i the teacher, else the student (Ross,
    /// Gordon, Bagnell: "A reduction of imitation learning and structured prediction to no-regret online learning", AISTATS 2011).
    /// With 0 the teacher drives in the first iteration alone; with 1 in all of them, which is behaviour cloning.
    /// </summary>
    public double BetaDecay { get; init; }

    /// <summary>Policy steps of each world between two updates.</summary>
    public int RolloutSteps { get; init; } = 16;

    /// <summary>Rows of demonstrations that are kept, the newest ones; 0 for 200,000, or 50,000 with frames.</summary>
    public int Capacity { get; init; }

    /// <summary>Steps of the optimiser in each iteration, each on rows that are drawn from all that is kept.</summary>
    public int Minibatches { get; init; } = 64;

    /// <summary>Rows in one step of the optimiser.</summary>
    public int MinibatchSize { get; init; } = 256;

    /// <summary>Adam's step size at the start.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>What it has fallen to, in a straight line, when the budget is spent.</summary>
    public double FinalLearningRate { get; init; } = 1e-4;

    /// <summary>Whether observations are brought to zero mean and unit variance.</summary>
    public bool NormaliseObservations { get; init; } = true;

    /// <summary>The same, with as many demonstrations as are usual for what is sensed.</summary>
    /// <param name="hasFrames">Whether frames of a camera are.</param>
    public ImitationOptions For(bool hasFrames) => Capacity > 0 ? this : this with { Capacity = hasFrames ? 50_000 : 200_000 };

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="settings">Of either agent; only DAgger lets the student drive.</param>
    /// <exception cref="Sim.InputException">A value is bad.</exception>
    public static ImitationOptions From(AgentSettings settings)
    {
        var d = new ImitationOptions();
        return new ImitationOptions
        {
            BetaDecay = settings.Agent == ImitationAgent.Dagger ? settings.Number("beta_decay", d.BetaDecay, 0, 1) : 1,
            RolloutSteps = (int)settings.Integer("rollout_steps", d.RolloutSteps, 1, 65_536),
            Capacity = (int)settings.Integer("capacity", d.Capacity, 0, 1_000_000_000),
            Minibatches = (int)settings.Integer("minibatches", d.Minibatches, 1, 1_000_000),
            MinibatchSize = (int)settings.Integer("minibatch_size", d.MinibatchSize, 1, 1_048_576),
            LearningRate = settings.Number("learning_rate", d.LearningRate, 1e-8, 1),
            FinalLearningRate = settings.Number("final_learning_rate", d.FinalLearningRate, 0, 1),
            NormaliseObservations = settings.Flag("normalise_observations", d.NormaliseObservations),
        };
    }
}
