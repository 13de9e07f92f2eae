using Snowball.Sim.Environments;

namespace Snowball.Cli.Reports;

/// <summary>How often a policy acted how: of a discrete action by choice, of a continuous one each dimension in bins of [-1, 1].</summary>
/// <param name="Names">Of the choices, or of the dimensions.</param>
/// <param name="IsDiscrete">Which of the two.</param>
/// <param name="Counts">[1][choices], or [dimensions][<see cref="Bins"/>].</param>
internal sealed record ActionCounts(IReadOnlyList<string> Names, bool IsDiscrete, long[][] Counts)
{
    /// <summary>Bins of a dimension, all of the same width.</summary>
    public const int Bins = 21;

    /// <summary>None so far.</summary>
    public static ActionCounts Of(ActionSpec action) => new(
        action.Names, action.IsDiscrete, action.IsDiscrete ? [new long[action.Choices]] : [.. action.Names.Select(_ => new long[Bins])]);

    /// <summary>Counts one agent's action.</summary>
    public void Add(ReadOnlySpan<float> action)
    {
        for (int i = 0; i < action.Length; i++)
        {
            Counts[i][IsDiscrete ? (int)action[i] : Math.Clamp((int)(0.5f * (action[i] + 1f) * Bins), 0, Bins - 1)]++;
        }
    }

    /// <summary>A policy whose actions are counted while it drives the first episodes of an evaluation.</summary>
    /// <param name="inner">The policy.</param>
    /// <param name="counts">Where to.</param>
    /// <param name="episodes">How many are evaluated: worlds that are done drive on until the others are, and that counts for nothing.</param>
    public sealed class CountedPolicy(IPolicy inner, ActionCounts counts, int episodes) : IPolicy
    {
        /// <inheritdoc/>
        public string Name => inner.Name;

        /// <inheritdoc/>
        public IReadOnlyList<string> ChannelsRead => inner.ChannelsRead;

        /// <inheritdoc/>
        public void Act(DrivingEnv environment, Span<float> actions)
        {
            inner.Act(environment, actions);
            int width = environment.Action.Dimensions, egos = environment.Agents / environment.Worlds;
            for (int agent = 0; agent < environment.Agents; agent++)
            {
                int world = agent / egos;
                if ((long)environment.Episode(world) * environment.Worlds + world < episodes) counts.Add(actions.Slice(agent * width, width));
            }
        }
    }
}
