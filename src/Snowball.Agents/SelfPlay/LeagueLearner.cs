using Snowball.Agents.Training;
using Snowball.Agents.Transfer;
using Snowball.Learning.Formats;
using Snowball.Learning.Policies;

namespace Snowball.Agents.SelfPlay;

/// <summary>Any learner in a <see cref="LeagueEnvironment"/>: after each iteration the league gets its policy.</summary>
public sealed class LeagueLearner : ILearner
{
    private readonly ILearner _inner;
    private readonly League _league;
    private readonly ScenarioDescription _scenario;

    /// <param name="inner">Learns; disposed with this one.</param>
    /// <param name="league">The opponents that its environment draws from.</param>
    /// <param name="scenario">What it is trained on, for the descriptions of earlier policies.</param>
    public LeagueLearner(ILearner inner, League league, ScenarioDescription scenario)
    {
        (_inner, _league, _scenario) = (inner, league, scenario);
        league.Take(inner.Export(scenario));
    }

    /// <inheritdoc/>
    public long Steps => _inner.Steps;

    /// <inheritdoc/>
    public long Updates => _inner.Updates;

    /// <inheritdoc/>
    public IReadOnlyList<Statistic> Statistics { get; private set; } = [];

    /// <inheritdoc/>
    public string Notice => _inner.Notice;

    /// <inheritdoc/>
    public ParameterCount? Parameters => _inner.Parameters;

    /// <inheritdoc/>
    public TransferReport StartFrom(TrainedNetwork earlier)
    {
        var report = _inner.StartFrom(earlier);
        _league.Take(_inner.Export(_scenario));
        return report;
    }

    /// <inheritdoc/>
    public void Iterate()
    {
        _inner.Iterate();
        _league.Take(_inner.Export(_scenario), _inner.Updates);
        double sum = 0;
        foreach (var opponent in _league.Earlier) sum += opponent.WinRate;
        Statistics =
        [
            .. _inner.Statistics, new("earlier_policies", _league.Earlier.Count),
            new("better_than_earlier", _league.Earlier.Count == 0 ? 0.5 : sum / _league.Earlier.Count), new("better_than_rule_based", _league.RuleBased.WinRate),
        ];
    }

    /// <inheritdoc/>
    public TrainedPolicy Export(ScenarioDescription scenario) => _inner.Export(scenario);

    /// <inheritdoc/>
    public void Save(SafetensorsFile state)
    {
        _inner.Save(state);
        _league.Save(state);
    }

    /// <inheritdoc/>
    public void Load(SafetensorsFile state)
    {
        _inner.Load(state);
        _league.Load(state);
        _league.Take(_inner.Export(_scenario));
    }

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();
}
