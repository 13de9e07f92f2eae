using Snowball.Learning.Inference;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Ppo;

/// <summary>
/// Draws actions from the policy's distribution in managed code. A draw depends on (seed, agent, tick), what is sensed and what is
/// remembered, not on the thread or the batch. Immutable.
/// </summary>
/// <param name="distribution">What the first outputs of the network stand for.</param>
/// <param name="network">The policy, and beside it the critics.</param>
/// <param name="logStd">[dimensions] for continuous actions.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class ActionSampler(ActionDistribution distribution, INetworkInference network, float[] logStd, ulong seed)
{
    /// <summary>The policy, and beside it the critics.</summary>
    public INetworkInference Network => network;

    /// <summary>Acts for the agents from <paramref name="first"/> on, as many as <paramref name="logProbabilities"/> has.</summary>
    /// <param name="observations">[rows x numbers], normalised.</param>
    /// <param name="frames">[rows x frame size].</param>
    /// <param name="memory">[rows x memory], receives what is carried on.</param>
    /// <param name="first">The first agent's number.</param>
    /// <param name="tick">Of the environment.</param>
    /// <param name="outputs">[rows x outputs], receives what the network gives.</param>
    /// <param name="actions">[rows x dimensions], receives what was drawn.</param>
    /// <param name="commands">[rows x dimensions], receives what the environment takes.</param>
    /// <param name="logProbabilities">[rows], receives the logarithms of their probabilities (densities).</param>
    public void Act(
        ReadOnlySpan<float> observations, ReadOnlySpan<byte> frames, Span<float> memory, int first, uint tick,
        Span<float> outputs, Span<float> actions, Span<float> commands, Span<float> logProbabilities)
    {
        int dimensions = distribution.Action.Dimensions;
        network.Forward(observations, frames, memory, logProbabilities.Length, outputs);
        for (int row = 0; row < logProbabilities.Length; row++)
        {
            var noise = new RandomStream(seed, RandomPurpose.PolicyNoise, first + row, tick);
            logProbabilities[row] = distribution.Draw(
                outputs.Slice(row * network.OutputSize, distribution.Outputs), logStd, ref noise,
                actions.Slice(row * dimensions, dimensions), commands.Slice(row * dimensions, dimensions));
        }
    }
}
