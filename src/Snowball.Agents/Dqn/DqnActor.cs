using Snowball.Agents.Replay;
using Snowball.Learning.Inference;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Dqn;

/// <summary>
/// Drives all agents by managed inference, now and then at random, and remembers what they did. It works with copies of network and normaliser, so that
/// another thread may learn meanwhile.
/// </summary>
internal sealed class DqnActor(IBatchEnvironment environment, ReplayBuffer replay, Schedule epsilon, ulong seed)
{
    private readonly float[] _observations = new float[environment.Agents * environment.Observation.Size];
    private readonly float[] _values = new float[environment.Agents * environment.Action.Choices];
    private readonly float[] _actions = new float[environment.Agents];
    private INetworkInference[] _networks = [];
    private RunningNormaliser? _normaliser;

    /// <summary>Takes the copies to act with from now on.</summary>
    /// <param name="networks">Each one drives an equal part of the agents.</param>
    /// <param name="normaliser">Of observations; null leaves them as they are.</param>
    public void Use(INetworkInference[] networks, RunningNormaliser? normaliser) => (_networks, _normaliser) = (networks, normaliser);

    /// <summary>Takes a number of steps. Allocates nothing.</summary>
    /// <param name="steps">Policy steps.</param>
    /// <param name="taken">Agent steps before, which number the draws.</param>
    /// <param name="seen">Takes the observations into its statistics; null for none.</param>
    public void Collect(int steps, long taken, RunningNormaliser? seen)
    {
        for (int step = 0; step < steps; step++, taken += environment.Agents)
        {
            seen?.Update(environment.Observations);
            if (_normaliser is null) environment.Observations.CopyTo(_observations);
            else _normaliser.Normalise(environment.Observations, _observations);
            for (int part = 0; part < _networks.Length; part++) Evaluate(part);

            Choose(epsilon.At(taken), (uint)(taken / environment.Agents));
            environment.Step(_actions);
            replay.Add(_actions, environment);
        }
    }

    private void Evaluate(int part)
    {
        int first = environment.Agents * part / _networks.Length, rows = environment.Agents * (part + 1) / _networks.Length - first;
        int size = environment.Observation.Size, frame = environment.FrameSpec?.Size ?? 0;
        _networks[part].Forward(
            _observations.AsSpan(first * size, rows * size), environment.Frames.Slice(first * frame, rows * frame), [], rows,
            _values.AsSpan(first * environment.Action.Choices));
    }

    private void Choose(double randomness, uint tick)
    {
        int choices = environment.Action.Choices;
        for (int agent = 0; agent < _actions.Length; agent++)
        {
            var noise = new RandomStream(seed, RandomPurpose.PolicyNoise, agent, tick);
            _actions[agent] = noise.NextUnit() < randomness ? noise.NextIndex(choices) : Best(_values.AsSpan(agent * choices, choices));
        }
    }

    private static int Best(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best]) best = i;
        }
        return best;
    }
}
