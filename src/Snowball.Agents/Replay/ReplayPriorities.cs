using Snowball.Learning.Formats;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Replay;

/// <summary>
/// Proportional priorities, (|error| + 0.01)^exponent; new steps take the largest so far, so that each is soon learned from (Schaul, Quan, Antonoglou,
/// Silver: "Prioritized experience replay", ICLR 2016).
/// </summary>
internal sealed class ReplayPriorities(ReplayLayout layout, double exponent)
{
    private const double Least = 0.01;

    private readonly SumTree _tree = new(checked((int)(layout.Agents * layout.Rows)));
    private double _largest = 1;

    public void Clear()
    {
        for (int leaf = 0; leaf < _tree.Leaves; leaf++)
        {
            if (_tree[leaf] > 0) _tree.Set(leaf, 0);
        }
        _largest = 1;
    }

    public void Remember(int agent, long position) => _tree.Set(Leaf(agent, position), _largest);

    public void Forget(int agent, long position) => _tree.Set(Leaf(agent, position), 0);

    public void SetError(int agent, long position, float error)
    {
        double priority = Math.Pow(Math.Abs(error) + Least, exponent);
        _tree.Set(Leaf(agent, position), priority);
        _largest = Math.Max(_largest, priority);
    }

    /// <summary>Draws one step from each of as many equal parts of the sum as the batch has rows, and weighs it by (count x probability)^-importance, over the largest of the batch.</summary>
    public void Draw(ReplayBatch batch, ref RandomStream noise, ReplayRing[] rings, long count, double importance)
    {
        double largest = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            int leaf = _tree.Find((row + (double)noise.NextUnit()) / batch.Rows * _tree.Total);
            var (agent, slot) = Math.DivRem(leaf, layout.Rows);
            var ring = rings[agent];
            (batch.Agents[row], batch.Positions[row]) = ((int)agent, ring.Oldest + (slot - ring.Oldest % layout.Rows + layout.Rows) % layout.Rows);
            double weight = Math.Pow(count * _tree[leaf] / _tree.Total, -importance);
            batch.Weights[row] = (float)weight;
            largest = Math.Max(largest, weight);
        }
        for (int row = 0; row < batch.Rows; row++) batch.Weights[row] = (float)(batch.Weights[row] / largest);
    }

    public void Save(SafetensorsFile state)
    {
        var priorities = new double[_tree.Leaves];
        for (int leaf = 0; leaf < priorities.Length; leaf++) priorities[leaf] = _tree[leaf];
        state.Add<double>("replay.priorities", priorities, priorities.Length);
        state.Add<double>("replay.largest_priority", [_largest], 1);
    }

    public void Load(SafetensorsFile state)
    {
        double[] priorities = state.Get<double>("replay.priorities", _tree.Leaves);
        for (int leaf = 0; leaf < priorities.Length; leaf++) _tree.Set(leaf, priorities[leaf]);
        _largest = state.Get<double>("replay.largest_priority", 1)[0];
    }

    private int Leaf(int agent, long position) => (int)(agent * layout.Rows + position % layout.Rows);
}
