using Snowball.Agents.Training;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Agents;

/// <summary>A trained policy at the wheel: managed inference, without exploration.</summary>
public sealed class LearnedPolicy : IPolicy
{
    private readonly GreedyPolicy _policy;
    private readonly float[] _memory;

    /// <summary>Takes a policy that fits the environment.</summary>
    /// <exception cref="InputException">It observes or acts otherwise.</exception>
    public LearnedPolicy(GreedyPolicy policy, IBatchEnvironment environment)
    {
        RequireFit(policy.Description, environment);
        _policy = policy;
        _memory = new float[environment.Agents * policy.MemorySize];
    }

    /// <inheritdoc/>
    public string Name => _policy.Description.Agent;

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelsRead => [Channels.Observation];

    /// <inheritdoc/>
    public void Act(DrivingEnv environment, Span<float> actions)
    {
        int egos = environment.Vehicles.Egos;
        for (int agent = 0; agent < environment.Agents; agent++)
        {
            if (environment.EpisodeStep(agent / egos) == 0) Forget(agent);
        }
        Choose(environment, actions);
    }

    /// <summary>Acts for every agent. A policy that remembers forgets where an episode has ended.</summary>
    /// <param name="environment">The one that it was made for, whose episodes started anew only within its steps since.</param>
    /// <param name="actions">[agents x dimensions].</param>
    public void Act(IBatchEnvironment environment, Span<float> actions)
    {
        for (int agent = 0; agent < environment.Agents; agent++)
        {
            if (environment.Terminated[agent] || environment.Truncated[agent]) Forget(agent);
        }
        Choose(environment, actions);
    }

    private void Forget(int agent) => _memory.AsSpan(agent * _policy.MemorySize, _policy.MemorySize).Clear();

    private void Choose(IBatchEnvironment environment, Span<float> actions) =>
        _policy.Act(environment.Observations, environment.Frames, _memory, actions);

    private static void RequireFit(PolicyDescription policy, IBatchEnvironment environment)
    {
        var frames = TrainedPolicy.DescribeObservation(environment).Frames;
        if (policy.Observation.Frames != frames)
            throw new InputException($"The policy was trained on '{policy.Scenario.Name}' and sees {Pictures(policy.Observation.Frames)}; this scenario gives {Pictures(frames)}.");
        string[] observed = [.. environment.Observation.Fields.Select(field => field.Name)];
        if (!policy.Observation.Fields.SequenceEqual(observed))
        {
            throw new InputException(
                $"The policy was trained on '{policy.Scenario.Name}' and observes {string.Join(", ", policy.Observation.Fields)}; this scenario gives {string.Join(", ", observed)}.");
        }

        string acts = policy.Action switch
        {
            ContinuousActionDescription continuous => string.Join(", ", continuous.Dimensions.Select(dimension => dimension.Name)),
            _ => $"{policy.Action.Outputs} choices",
        };
        string taken = environment.Action.IsDiscrete ? $"{environment.Action.Choices} choices" : string.Join(", ", environment.Action.Names);
        if (acts != taken)
            throw new InputException($"The policy was trained on '{policy.Scenario.Name}' and acts by {acts}; this scenario takes {taken}.");
    }

    private static string Pictures(FrameShape? frames) =>
        frames is null ? "no pictures" : $"pictures of {frames.Width} x {frames.Height} with {frames.Channels} channels";
}
