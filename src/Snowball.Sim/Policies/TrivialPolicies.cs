using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Policies;

/// <summary>
/// The same wish in every step, whatever happens: what any agent must beat. In terms of meta-actions <c>slower</c> and
/// <c>full-brake</c> are one.
/// </summary>
public sealed class ConstantPolicy : IPolicy
{
    private readonly float _acceleration;

    private ConstantPolicy(string name, float acceleration) => (Name, _acceleration) = (name, acceleration);

    /// <summary>Keeps straight on and slows down gently: 1 m/s2.</summary>
    public static ConstantPolicy Slower { get; } = new("slower", -1f);

    /// <summary>Asks for nothing: wheels straight, no acceleration, speed kept.</summary>
    public static ConstantPolicy Idle { get; } = new("idle", 0f);

    /// <summary>Brakes as hard as it can.</summary>
    public static ConstantPolicy FullBrake { get; } = new("full-brake", -100f);

    /// <summary>Accelerates as hard as it can.</summary>
    public static ConstantPolicy Faster { get; } = new("faster", 100f);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelsRead => [];

    /// <inheritdoc/>
    public void Act(DrivingEnv environment, Span<float> actions)
    {
        int width = environment.Action.Dimensions;
        if (environment.Scenario.Action is MetaAction)
        {
            actions.Fill(_acceleration < 0f ? EgoControl.Slower : _acceleration > 0f ? EgoControl.Faster : EgoControl.Idle);
            return;
        }
        // The wish does not depend on the state, so one row serves all.
        environment.Control.Encode(0, steering: 0f, _acceleration, laneChange: 0, actions[..width]);
        for (int agent = 1; agent < environment.Agents; agent++) actions[..width].CopyTo(actions[(agent * width)..]);
    }
}

/// <summary>Uniformly random actions, drawn from the episode's seed.</summary>
public sealed class RandomPolicy : IPolicy
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelsRead => [];

    /// <inheritdoc/>
    public void Act(DrivingEnv environment, Span<float> actions)
    {
        int width = environment.Action.Dimensions, egos = environment.Vehicles.Egos;
        for (int agent = 0; agent < environment.Agents; agent++)
        {
            int world = agent / egos;
            var random = new RandomStream(
                environment.EpisodeSeed(world), RandomPurpose.PolicyNoise, agent % egos, (uint)environment.EpisodeStep(world));
            for (int i = 0; i < width; i++)
            {
                actions[agent * width + i] = environment.Action.IsDiscrete
                    ? random.NextIndex(environment.Action.Choices)
                    : random.NextUniform(-1f, 1f);
            }
        }
    }
}
