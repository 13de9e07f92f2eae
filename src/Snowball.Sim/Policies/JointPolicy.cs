using Snowball.Sim.Environments;

namespace Snowball.Sim.Policies;

/// <summary>
/// Several policies in one world: a player steers the ego that is judged (<see cref="DrivingEnv.JudgedEgo"/>, each ego in turn), the others
/// steer the egos behind it in the order of their indices, again from the first where there are more egos than others.
/// </summary>
public sealed class JointPolicy : IPolicy
{
    private readonly IPolicy _player;
    private readonly IReadOnlyList<IPolicy> _others;
    private readonly float[] _actions;

    /// <param name="environment">What is driven.</param>
    /// <param name="player">Steers the ego that is judged.</param>
    /// <param name="others">Steer the other egos; at least one.</param>
    /// <exception cref="InputException">There are no other egos.</exception>
    public JointPolicy(DrivingEnv environment, IPolicy player, IReadOnlyList<IPolicy> others)
    {
        ArgumentOutOfRangeException.ThrowIfZero(others.Count, nameof(others));
        if (environment.Vehicles.Egos < 2)
            throw new InputException($"{environment.Scenario.Name} has one ego in a world, and several policies need several", environment.Scenario.File, key: "ego.count");
        (_player, _others) = (player, others);
        _actions = new float[environment.Agents * environment.Action.Dimensions];
        var read = new List<string>();
        foreach (var policy in (IEnumerable<IPolicy>)[player, .. others])
        {
            foreach (string channel in policy.ChannelsRead)
            {
                if (!read.Contains(channel)) read.Add(channel);
            }
        }
        ChannelsRead = read;
    }

    /// <inheritdoc/>
    public string Name => _player.Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> ChannelsRead { get; }

    /// <inheritdoc/>
    public void Act(DrivingEnv environment, Span<float> actions)
    {
        _player.Act(environment, actions);
        int egos = environment.Vehicles.Egos, width = environment.Action.Dimensions;
        for (int other = 0; other < _others.Count && other < egos - 1; other++)
        {
            _others[other].Act(environment, _actions);
            for (int world = 0; world < environment.Worlds; world++)
            {
                for (int place = 1 + other; place < egos; place += _others.Count)
                {
                    int row = world * egos + (environment.JudgedEgo(world) + place) % egos;
                    _actions.AsSpan(row * width, width).CopyTo(actions[(row * width)..]);
                }
            }
        }
    }
}
