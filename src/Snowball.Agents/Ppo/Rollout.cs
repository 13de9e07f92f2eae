using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>
/// What the agents saw, did and got in the steps between two updates: row = step * agents + agent. Tensors that are read by
/// the update alias the arrays.
/// </summary>
internal sealed class Rollout : IDisposable
{
    public Rollout(int steps, int agents, int observationSize, int actionDimensions)
    {
        (Steps, Agents, Count) = (steps, agents, steps * agents);
        Observations = new float[(Count + agents) * observationSize];
        Actions = new float[Count * actionDimensions];
        LogProbabilities = new float[Count];
        Rewards = new float[Count];
        Terminated = new bool[Count];
        Truncated = new bool[Count];
        Values = new float[Count + agents];
        FinalValues = new float[Count];
        Advantages = new float[Count];
        Targets = new float[Count];
        Order = new long[Count];
        Tensors = new RolloutTensors(
            Alias(Observations).view(-1, observationSize), Alias(Actions).view(-1, actionDimensions),
            Alias(LogProbabilities), Alias(Advantages), Alias(Targets), Alias(Order));
    }

    public int Steps { get; }

    public int Agents { get; }

    /// <summary>Steps x agents.</summary>
    public int Count { get; }

    /// <summary>[(steps + 1) x agents x size], normalised; the last block is what the next rollout begins with.</summary>
    public float[] Observations { get; }

    /// <summary>As drawn, before they are clipped for the environment.</summary>
    public float[] Actions { get; }

    public float[] LogProbabilities { get; }

    public float[] Rewards { get; }

    public bool[] Terminated { get; }

    public bool[] Truncated { get; }

    public float[] Values { get; }

    public float[] FinalValues { get; }

    public float[] Advantages { get; }

    public float[] Targets { get; }

    /// <summary>The order in which an epoch visits the rows.</summary>
    public long[] Order { get; }

    /// <summary>What the update reads.</summary>
    public RolloutTensors Tensors { get; }

    public void Dispose() => Tensors.Dispose();

    private static Tensor Alias(Array values) => from_array(values).DetachFromDisposeScope();
}

/// <summary>A rollout as the update reads it; on the processor the tensors alias the arrays. The order always stays there.</summary>
internal sealed record RolloutTensors(
    Tensor Observations, Tensor Actions, Tensor LogProbabilities, Tensor Advantages, Tensor Targets, Tensor Order) : IDisposable
{
    /// <summary>The same on another device; what is there already is not copied.</summary>
    public RolloutTensors To(Device device) => new(
        Observations.to(device), Actions.to(device), LogProbabilities.to(device), Advantages.to(device), Targets.to(device), Order);

    public void Dispose()
    {
        Observations.Dispose();
        Actions.Dispose();
        LogProbabilities.Dispose();
        Advantages.Dispose();
        Targets.Dispose();
        Order.Dispose();
    }
}
