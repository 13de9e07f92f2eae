using Snowball.Agents.Training;
using Snowball.Agents.Transfer;
using Snowball.Learning.Inference;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Imitation;

/// <summary><see cref="ImitationLearner"/> by name.</summary>
public static class ImitationAgent
{
    /// <summary>Name of the learner while the teacher drives.</summary>
    public const string BehaviourCloning = "behaviour-cloning";

    /// <summary>Name of the learner that comes to drive itself.</summary>
    public const string Dagger = "dagger";

    /// <summary>The teacher drives.</summary>
    public static AgentKind Cloning { get; } = new(BehaviourCloning, "behaviour cloning: a network learns to do what another policy does while that one drives", Bind);

    /// <summary>The student drives.</summary>
    public static AgentKind Aggregating { get; } = new(Dagger, "dataset aggregation: the same, but the student drives and the teacher says what it would do there", Bind);

    private static AgentPlan Bind(AgentSettings settings, Scenario scenario)
    {
        var training = new TrainingOptions(Worlds: 256, Steps: 1_000_000, ValidationInterval: 20).With(settings);
        var network = new NetworkSettings(NetworkKind.Auto, [128, 128], Activation.Tanh).With(settings);
        var chosen = ImitationOptions.From(settings);
        var tuning = FineTuningSettings.From(settings);
        var teacher = settings.Policy("teacher", "rule-based");
        return new AgentPlan(settings.Agent, training, settings.Resolved, (environment, seed, device) =>
        {
            int frames = environment.FrameSpec?.Size ?? 0;
            var options = chosen.For(hasFrames: frames > 0);
            long bytes = Demonstrations.Bytes(options.Capacity, environment.Observation.Size, frames, environment.Action.Dimensions);
            long free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            if (bytes > free || (long)options.Capacity * Math.Max(frames, environment.Observation.Size) > Array.MaxLength)
                throw settings.Bad("capacity", $"{options.Capacity:#,0} demonstrations would take {bytes >> 20:#,0} MB, more than fits: keep fewer");
            return new ImitationLearner(
                settings.Agent, environment, PolicyTeacher.For(teacher, environment), network, options, tuning, seed, training.Steps, device);
        });
    }
}
