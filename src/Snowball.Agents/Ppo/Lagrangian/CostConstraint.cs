using Snowball.Agents.Training;
using Snowball.Learning.Formats;

namespace Snowball.Agents.Ppo.Lagrangian;

/// <summary>
/// What makes PPO heed costs, beside a critic of the costs to come: the multiplier that sets them against rewards. The policy learns from
/// (reward advantage - multiplier * cost advantage) / (1 + multiplier).
/// </summary>
/// <param name="options">Settings.</param>
/// <param name="rollout">Its second critic is that of costs.</param>
internal sealed class CostConstraint(LagrangianOptions options, Rollout rollout)
{
    private readonly double[] _episodeCosts = new double[rollout.Shape.Agents];
    private readonly RewardScale _scale = new(rollout.Shape.Agents, (float)options.CostDiscount);

    /// <summary>The price of cost.</summary>
    public LagrangeMultiplier Multiplier { get; } = new(options);

    /// <summary>What is worth knowing of it.</summary>
    public IReadOnlyList<Statistic> Statistics => [new("constrained_cost", Multiplier.Cost), new("multiplier", Multiplier.Value)];

    /// <summary>
    /// Moves the multiplier by the episodes that the rollout ended, and scales the costs as rewards are: the gradients of a critic of what is rare or small would
    /// vanish beside the optimiser's epsilon.
    /// </summary>
    public void Measure()
    {
        var (costs, episodes) = EndedEpisodes();
        Multiplier.Update(costs, episodes);
        int agents = rollout.Shape.Agents;
        for (int row = 0; row < rollout.Shape.Count; row += agents)
            _scale.Apply(rollout.Critics[1].Rewards.AsSpan(row, agents), rollout.Terminated.AsSpan(row, agents), rollout.Truncated.AsSpan(row, agents));
    }

    /// <summary>Takes the price of cost off the advantages.</summary>
    public void Apply()
    {
        float price = (float)Multiplier.Value;
        float[] advantages = rollout.Critics[0].Advantages, costAdvantages = rollout.Critics[1].Advantages;
        for (int i = 0; i < advantages.Length; i++) advantages[i] = (advantages[i] - price * costAdvantages[i]) / (1f + price);
    }

    /// <summary>Adds all that <see cref="Load"/> needs to continue to the bit.</summary>
    public void Save(SafetensorsFile state)
    {
        state.Add<double>("cost.multiplier", Multiplier.State, Multiplier.State.Length);
        state.Add<double>("cost.episodes", _episodeCosts, _episodeCosts.Length);
        _scale.Save(state, "cost.");
    }

    /// <summary>Takes up a state that was saved by one made alike.</summary>
    public void Load(SafetensorsFile state)
    {
        Multiplier.Restore(state.Get<double>("cost.multiplier", Multiplier.State.Length));
        state.Get<double>("cost.episodes", _episodeCosts.Length).CopyTo(_episodeCosts, 0);
        _scale.Load(state, "cost.");
    }

    private (double Costs, long Episodes) EndedEpisodes()
    {
        double costs = 0;
        long episodes = 0;
        for (int row = 0; row < rollout.Shape.Count; row++)
        {
            int agent = row % rollout.Shape.Agents;
            _episodeCosts[agent] += rollout.Critics[1].Rewards[row];
            if (!rollout.Terminated[row] && !rollout.Truncated[row]) continue;
            costs += _episodeCosts[agent];
            episodes++;
            _episodeCosts[agent] = 0;
        }
        return (costs, episodes);
    }
}
