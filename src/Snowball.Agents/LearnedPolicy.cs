using Snowball.Learning.Policies;

namespace Snowball.Agents;

/// <summary>A policy from a file.</summary>
public sealed class LearnedPolicy
{
    /// <summary>Acts for a batch.</summary>
    public static void Act(GreedyPolicy policy, ReadOnlySpan<float> observations, Span<float> actions)
    {
        if (policy.Description.Action is ContinuousActionDescription)
        {
            policy.Act(observations, actions);
            return;
        }
        Span<int> indices = stackalloc int[actions.Length];
        policy.Act(observations, indices);
        for (int i = 0; i < indices.Length; i++) actions[i] = indices[i];
    }
}
