using Snowball.Learning.Policies;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Agents;

/// <summary>A trained policy at the wheel: managed inference, without exploration.</summary>
public sealed class LearnedPolicy : IPolicy
{
    private const int BlockRows = 256;

    private readonly GreedyPolicy _policy;

    /// <summary>Takes a policy that fits the environment.</summary>
    /// <exception cref="InputException">It observes or acts otherwise.</exception>
    public LearnedPolicy(GreedyPolicy policy, IBatchEnvironment environment)
    {
        RequireFit(policy.Description, environment);
        _policy = policy;
    }

    /// <inheritdoc/>
    public string Name => _policy.Description.Agent;

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelsRead => [Channels.Observation];

    /// <inheritdoc/>
    public void Act(DrivingEnv environment, Span<float> actions) => Act(environment.Observations, actions);

    /// <summary>Acts on observations alone.</summary>
    /// <param name="observations">[rows x size].</param>
    /// <param name="actions">[rows x dimensions].</param>
    public void Act(ReadOnlySpan<float> observations, Span<float> actions)
    {
        if (_policy.Description.Action is not DiscreteActionDescription)
        {
            _policy.Act(observations, actions);
            return;
        }

        int size = _policy.Description.Observation.Size;
        Span<int> indices = stackalloc int[BlockRows];
        for (int row = 0; row < actions.Length; row += BlockRows)
        {
            int rows = Math.Min(BlockRows, actions.Length - row);
            _policy.Act(observations.Slice(row * size, rows * size), indices[..rows]);
            for (int i = 0; i < rows; i++) actions[row + i] = indices[i];
        }
    }

    private static void RequireFit(PolicyDescription policy, IBatchEnvironment environment)
    {
        if (environment.FrameSpec is not null)
        {
            throw new InputException($"The policy was trained on '{policy.Scenario.Name}' and observes {policy.Observation.Size} numbers; this scenario gives frames of a camera.");
        }
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
}
