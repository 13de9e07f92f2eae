namespace Snowball.Agents.Tabular;

/// <summary>What the value of the state after a step is taken to be.</summary>
public enum UpdateRule
{
    /// <summary>That of its best action (Watkins and Dayan, "Q-learning", Machine Learning 1992).</summary>
    QLearning,
    /// <summary>That of the action which is then taken (Rummery and Niranjan, "On-line Q-learning using connectionist systems", 1994).</summary>
    Sarsa,
}

/// <summary>The settings of learning on a table. Names in a scenario are in snake_case.</summary>
public sealed record QLearningOptions
{
    /// <summary>What is learned: the values of the best policy, or of the one that is followed.</summary>
    public UpdateRule Rule { get; init; }

    /// <summary>Two tables, of which one picks the best action and the other tells its value, so that noise is not taken for worth (van Hasselt,
    /// "Double Q-learning", 2010). Not with SARSA, nor with traces.</summary>
    public bool DoubleTables { get; init; }

    /// <summary>How much of a step's error the pair of the step before takes too, besides the discount: lambda of Q(lambda) and SARSA(lambda) with
    /// replacing traces (Sutton and Barto, Reinforcement Learning, 2018, chapter 12). Those of Q-learning end where an action is not the best one.</summary>
    public double TraceDecay { get; init; }

    /// <summary>Discount of a reward for each step that it lies ahead.</summary>
    public double Discount { get; init; } = 0.95;

    /// <summary>Weight of the first visit's target.</summary>
    public double LearningRate { get; init; } = 0.5;

    /// <summary>
    /// The weight falls as 1 / visits^power: 0 keeps it; above 0.5 and up to 1 the table converges (Even-Dar and Mansour,
    /// "Learning rates for Q-learning", JMLR 2003).
    /// </summary>
    public double LearningRatePower { get; init; } = 0.6;

    /// <summary>The weight falls no lower.</summary>
    public double MinimumLearningRate { get; init; } = 0.005;

    /// <summary>Share of random actions at the start.</summary>
    public double Epsilon { get; init; } = 1.0;

    /// <summary>What it has fallen to, in a straight line, after <see cref="EpsilonSteps"/>.</summary>
    public double FinalEpsilon { get; init; } = 0.05;

    /// <summary>Length of the fall in agent steps.</summary>
    public long EpsilonSteps { get; init; } = 500_000;

    /// <summary>Value of every action before it is tried; a high one makes the agent try them all.</summary>
    public double InitialValue { get; init; }

    /// <summary>Policy steps of each world in one iteration.</summary>
    public int RolloutSteps { get; init; } = 100;

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="Sim.InputException">A value is bad.</exception>
    public static QLearningOptions From(AgentSettings settings)
    {
        var d = new QLearningOptions();
        var options = new QLearningOptions
        {
            Rule = settings.Choice("rule", d.Rule),
            DoubleTables = settings.Flag("double_tables", d.DoubleTables),
            TraceDecay = settings.Number("trace_decay", d.TraceDecay, 0, 1),
            Discount = settings.Number("discount", d.Discount, 0, 1),
            LearningRate = settings.Number("learning_rate", d.LearningRate, 1e-8, 1),
            LearningRatePower = settings.Number("learning_rate_power", d.LearningRatePower, 0, 1),
            MinimumLearningRate = settings.Number("minimum_learning_rate", d.MinimumLearningRate, 0, 1),
            Epsilon = settings.Number("epsilon", d.Epsilon, 0, 1),
            FinalEpsilon = settings.Number("final_epsilon", d.FinalEpsilon, 0, 1),
            EpsilonSteps = settings.Integer("epsilon_steps", d.EpsilonSteps, 0, 1_000_000_000_000),
            InitialValue = settings.Number("initial_value", d.InitialValue, -1e9, 1e9),
            RolloutSteps = (int)settings.Integer("rollout_steps", d.RolloutSteps, 1, 65_536),
        };
        if (options.DoubleTables && options.Rule == UpdateRule.Sarsa) throw settings.Bad("double_tables", "two tables are for q-learning: sarsa picks no best action");
        if (options.DoubleTables && options.TraceDecay > 0) throw settings.Bad("double_tables", "two tables have no traces: set trace_decay to 0");
        return options;
    }
}
