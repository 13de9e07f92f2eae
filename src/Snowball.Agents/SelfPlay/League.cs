using System.Globalization;
using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Policies;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.SelfPlay;

/// <summary>
/// The opponents of a training: the policy as it is now, the rule-based driver, and earlier policies, evenly spread over the training. These
/// are kept as policy folders, so that a resumed training finds them and <c>snowball cross-play</c> can take them.
/// </summary>
/// <param name="options">Shares and numbers.</param>
/// <param name="folder">Receives the earlier policies; made when there is one.</param>
public sealed class League(SelfPlayOptions options, string folder)
{
    private readonly List<Opponent> _earlier = [];
    private readonly Opponent _latest = new(Opponent.Latest, null), _ruleBased = new(Opponent.RuleBased, null);
    private long _interval = options.SnapshotInterval;

    /// <summary>What it was made with.</summary>
    public SelfPlayOptions Options => options;

    /// <summary>The earlier policies, the oldest first.</summary>
    public IReadOnlyList<Opponent> Earlier => _earlier;

    /// <summary>The rule-based driver.</summary>
    public Opponent RuleBased => _ruleBased;

    /// <summary>Numbers that an ego's policy carries from step to step; 0 where it remembers nothing.</summary>
    public int MemorySize => _latest.Policy?.MemorySize ?? 0;

    /// <summary>Draws who steers the other egos in an episode. Before there are earlier policies the latest one takes their share.</summary>
    public Opponent Draw(ref RandomStream random)
    {
        double kind = random.NextUnit();
        if (kind < options.RuleBasedShare) return _ruleBased;
        if (kind < options.RuleBasedShare + options.LatestShare || _earlier.Count == 0) return _latest;
        return _earlier[options.Sampling == OpponentSampling.Uniform ? random.NextIndex(_earlier.Count) : DrawPrioritised(random.NextUnit())];
    }

    /// <summary>Takes the policy as it is now.</summary>
    public void Take(TrainedPolicy policy) => _latest.Policy = policy.Greedy();

    /// <summary>Takes the policy after an iteration as the latest, and among the earlier ones where its turn is.</summary>
    public void Take(TrainedPolicy policy, long iteration)
    {
        Take(policy);
        if (iteration % _interval != 0) return;
        policy.Save(FolderOf(iteration));
        _earlier.Add(new Opponent(iteration, _latest.Policy));
        if (_earlier.Count <= options.Snapshots) return;
        _interval *= 2;
        _earlier.RemoveAll(opponent => opponent.Id % _interval != 0);
    }

    /// <summary>The opponent of an id; an earlier policy that was let go is read again.</summary>
    /// <exception cref="Learning.CorruptFileException">Its files are damaged.</exception>
    internal Opponent Find(long id) => id switch
    {
        Opponent.Latest => _latest,
        Opponent.RuleBased => _ruleBased,
        _ => _earlier.Find(opponent => opponent.Id == id) ?? Read(id),
    };

    internal void Save(SafetensorsFile state)
    {
        long[] ids = new long[options.Snapshots];
        double[] rates = new double[options.Snapshots];
        for (int i = 0; i < _earlier.Count; i++) (ids[i], rates[i]) = (_earlier[i].Id, _earlier[i].WinRate);
        state.Add<long>("league.interval", [_interval], 1);
        state.Add<long>("league.snapshots", ids, ids.Length);
        state.Add<double>("league.win_rates", rates, rates.Length);
        state.Add<double>("league.other_win_rates", [_latest.WinRate, _ruleBased.WinRate], 2);
    }

    internal void Load(SafetensorsFile state)
    {
        long[] ids = state.Get<long>("league.snapshots", options.Snapshots);
        double[] rates = state.Get<double>("league.win_rates", options.Snapshots);
        double[] others = state.Get<double>("league.other_win_rates", 2);
        _interval = state.Get<long>("league.interval", 1)[0];
        _earlier.Clear();
        for (int i = 0; i < ids.Length && ids[i] > 0; i++)
        {
            var opponent = Read(ids[i]);
            opponent.WinRate = rates[i];
            _earlier.Add(opponent);
        }
        (_latest.WinRate, _ruleBased.WinRate) = (others[0], others[1]);
    }

    private int DrawPrioritised(float unit)
    {
        double sum = 0, passed = 0;
        foreach (var opponent in _earlier) sum += Weight(opponent);
        for (int i = 0; i < _earlier.Count - 1; i++)
        {
            passed += Weight(_earlier[i]);
            if (unit * sum < passed) return i;
        }
        return _earlier.Count - 1;

        static double Weight(Opponent opponent) => (1 - opponent.WinRate) * (1 - opponent.WinRate);
    }

    private Opponent Read(long id) => new(id, PolicyFile.Load(FolderOf(id)));

    private string FolderOf(long id) => Path.Combine(folder, id.ToString("D8", CultureInfo.InvariantCulture));
}
