using Snowball.Agents.Distributions;
using Snowball.Learning.Inference;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Sac;

/// <summary>Explores in managed code. A draw depends on (seed, agent, tick) and the observation alone. Allocates nothing.</summary>
internal sealed class SacActor(IBatchEnvironment environment, ulong seed)
{
    private readonly int _dimensions = environment.Action.Dimensions;
    private readonly float[] _numbers = new float[environment.Agents * environment.Observation.Size];
    private readonly float[] _outputs = new float[environment.Agents * 2 * environment.Action.Dimensions];
    private readonly float[] _actions = new float[environment.Agents * environment.Action.Dimensions];
    private INetworkInference _network = null!;

    /// <summary>Takes weights: a row of output is the mean, then the logarithm of the standard deviation.</summary>
    public void Use(INetworkInference network) => _network = network;

    /// <summary>Actions that are uniform in [-1, 1).</summary>
    /// <returns>[agents x dimensions].</returns>
    public ReadOnlySpan<float> ActAtRandom(uint tick)
    {
        for (int agent = 0; agent < environment.Agents; agent++)
        {
            var noise = Noise(agent, tick);
            foreach (ref float action in Row(_actions, agent, _dimensions)) action = noise.NextUniform(-1, 1);
        }
        return _actions;
    }

    /// <summary>Actions drawn from the squashed Gaussian.</summary>
    /// <returns>[agents x dimensions].</returns>
    public ReadOnlySpan<float> Act(RunningNormaliser? normaliser, uint tick)
    {
        if (normaliser is null) environment.Observations.CopyTo(_numbers);
        else normaliser.Normalise(environment.Observations, _numbers);
        _network.Forward(_numbers, environment.Frames, [], environment.Agents, _outputs);
        for (int agent = 0; agent < environment.Agents; agent++)
        {
            var noise = Noise(agent, tick);
            var output = Row(_outputs, agent, 2 * _dimensions);
            var logStd = output[_dimensions..];
            var action = Row(_actions, agent, _dimensions);
            foreach (ref float value in logStd) value = Elementary.Clip(value, SacNetworks.LeastLogStd, SacNetworks.LargestLogStd);
            DiagonalGaussian.Draw(output[.._dimensions], logStd, ref noise, action);
            foreach (ref float value in action) value = ElementaryFunctions.Tanh(value);
        }
        return _actions;
    }

    private RandomStream Noise(int agent, uint tick) => new(seed, RandomPurpose.PolicyNoise, agent, tick);

    private static Span<float> Row(float[] values, int agent, int size) => values.AsSpan(agent * size, size);
}
