using Snowball.Agents.Ppo.Lagrangian;
using Snowball.Agents.Training;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Ppo;

/// <summary><see cref="PpoLearner"/> by name.</summary>
public static class PpoAgent
{
    /// <summary>Name of <see cref="PpoLearner"/>.</summary>
    public const string Name = "ppo";

    /// <summary>Name of <see cref="PpoLearner"/> with a memory.</summary>
    public const string RecurrentName = "ppo-lstm";

    /// <summary>Name of <see cref="PpoLearner"/> under a constraint.</summary>
    public const string ConstrainedName = "ppo-lagrangian";

    private const int DefaultMemory = 64;

    /// <summary>Bytes that the numbers or the pictures of a rollout may take: an array holds no more.</summary>
    private const long LargestRollout = 0x7FFFFFC7;

    /// <summary>As it is.</summary>
    public static AgentKind Kind { get; } = new(Name, "proximal policy optimisation: a neural network, for discrete and continuous actions", Bind);

    /// <summary>With a memory.</summary>
    public static AgentKind Recurrent { get; } = new(RecurrentName, "the same with a memory (LSTM), for what is not seen at every step", Bind);

    /// <summary>Under the scenario's constraint.</summary>
    public static AgentKind Constrained { get; } = new(ConstrainedName, "the same, with the expected cost of an episode kept to the scenario's limit", Bind);

    private static AgentPlan Bind(AgentSettings settings, Scenario scenario)
    {
        var training = new TrainingOptions(Worlds: 256, Steps: 10_000_000, ValidationInterval: 20).With(settings);
        var (options, constraint) = settings.Agent switch
        {
            RecurrentName => (PpoOptions.From(settings, smallestMemory: 1, DefaultMemory), null),
            ConstrainedName => (PpoOptions.From(settings, smallestMemory: 0, memory: 0), LagrangianOptions.From(settings, scenario.Cost.Limit)),
            _ => (PpoOptions.From(settings, smallestMemory: 0, memory: null), null),
        };
        return new AgentPlan(
            settings.Agent, training, settings.Resolved, (environment, seed, device) =>
            {
                RequireFit(environment, options, settings);
                return new PpoLearner(environment, options, seed, training.Steps, device, constraint);
            });
    }

    private static void RequireFit(IBatchEnvironment environment, PpoOptions options, AgentSettings settings)
    {
        int numbers = environment.Observation.Size, bytes = environment.FrameSpec?.Size ?? 0;
        long rows = (long)environment.Agents * options.RolloutSteps;
        if (rows * numbers <= LargestRollout / sizeof(float) && rows * bytes <= LargestRollout) return;
        string pictures = bytes == 0 ? "" : $" and {bytes} bytes of pictures";
        throw settings.Bad(
            "rollout_steps",
            $"{options.RolloutSteps} steps of {environment.Agents} agents that observe {numbers} numbers{pictures} are more than fit into a rollout: use fewer steps or worlds");
    }
}
