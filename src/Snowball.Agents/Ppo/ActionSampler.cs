using Snowball.Learning.Inference;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Ppo;

/// <summary>
/// Draws actions from the policy's distribution in managed code. A draw depends on (seed, agent, tick) and the observation
/// alone, not on the thread or the batch. Immutable.
/// </summary>
internal sealed class ActionSampler(ActionDistribution distribution, INetworkInference network, float[] logStd, ulong seed)
{
    /// <summary>Acts for the agents from <paramref name="first"/> on, as many as <paramref name="logProbabilities"/> has.</summary>
    /// <param name="observations">[rows x size], normalised.</param>
    /// <param name="actions">[rows x dimensions], receives what was drawn.</param>
    /// <param name="commands">[rows x dimensions], receives what the environment takes.</param>
    /// <param name="logProbabilities">[rows], receives the logarithms of their probabilities (densities).</param>
    public void Act(
        ReadOnlySpan<float> observations, int first, uint tick, Span<float> scratch, Span<float> actions, Span<float> commands, Span<float> logProbabilities)
    {
        int outputs = network.OutputSize, dimensions = distribution.Action.Dimensions;
        network.Forward(observations, [], [], logProbabilities.Length, scratch);
        for (int row = 0; row < logProbabilities.Length; row++)
        {
            var noise = new RandomStream(seed, RandomPurpose.PolicyNoise, first + row, tick);
            logProbabilities[row] = distribution.Draw(
                scratch.Slice(row * outputs, outputs), logStd, ref noise, actions.Slice(row * dimensions, dimensions), commands.Slice(row * dimensions, dimensions));
        }
    }
}
