using System.Collections.Immutable;
using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Policies;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Tabular;

/// <summary>
/// Temporal-difference control on a table: Q-learning, double Q-learning and SARSA, with or without eligibility traces. All worlds act
/// epsilon-greedily, then their transitions are learned one after another, in the order of the rows.
/// </summary>
public sealed class QLearner : ILearner
{
    /// <summary>Action values that a table may have; more is no table to be filled by trying.</summary>
    private const long LargestTable = 1 << 24;

    private readonly IBatchEnvironment _environment;
    private readonly QLearningOptions _options;
    private readonly ulong _seed;
    private readonly ImmutableArray<FieldBins> _bins;
    private readonly Discretisation _discretisation;
    private readonly Schedule _epsilon;
    private readonly int _choices;
    private readonly double[] _values;
    private readonly double[]? _others;
    private readonly long[] _visits;
    private readonly int[] _states;
    private readonly float[] _actions, _following;
    private readonly EligibilityTraces _traces;
    private double _errorSum;

    /// <summary>Starts with an empty table.</summary>
    /// <param name="environment">What to learn from; its actions are discrete.</param>
    /// <param name="options">Settings.</param>
    /// <param name="discretisation">Which fields make the states, with edges in SI units.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">The actions are continuous, the bins do not fit the observation, or there are too many.</exception>
    public QLearner(
        IBatchEnvironment environment, QLearningOptions options, ImmutableArray<DiscretisedField> discretisation, ulong seed)
    {
        if (!environment.Action.IsDiscrete) throw new ArgumentException("A table needs discrete actions.", nameof(environment));
        (_environment, _options, _seed) = (environment, options, seed);
        var fields = environment.Observation.Fields;
        _bins = [.. discretisation.Select(bins => InBufferUnits(bins, fields))];
        _discretisation = new Discretisation(_bins, [.. fields.Select(field => field.Name)]);
        _epsilon = new Schedule(options.Epsilon, options.FinalEpsilon, options.EpsilonSteps);
        _choices = environment.Action.Choices;
        long size = (long)_discretisation.States * _choices;
        if (size > LargestTable)
        {
            throw new ArgumentException($"{_discretisation.States} states of {_choices} actions are more than the {LargestTable} values of the largest table: use fewer bins.");
        }
        _values = new double[size];
        _visits = new long[_values.Length];
        _states = new int[environment.Agents];
        _actions = new float[environment.Agents];
        _following = new float[environment.Agents];
        _traces = new EligibilityTraces(environment.Agents, options.Discount * options.TraceDecay);
        Array.Fill(_values, options.InitialValue);
        if (options.DoubleTables) _others = [.. _values];
    }

    /// <inheritdoc/>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public long Updates { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<Statistic> Statistics =>
    [
        new("epsilon", _epsilon.At(Steps)),
        new("td_error", _errorSum / ((double)_options.RolloutSteps * _environment.Agents)),
        new("visited", (double)_visits.Count(visits => visits > 0) / _visits.Length),
    ];

    /// <inheritdoc/>
    public void Iterate()
    {
        _errorSum = 0;
        for (int step = 0; step < _options.RolloutSteps; step++)
        {
            Act();
            _environment.Step(_actions);
            if (_options.Rule == UpdateRule.Sarsa) ChooseFollowing();
            Learn();
            Steps += _environment.Agents;
        }
        Updates++;
    }

    /// <inheritdoc/>
    public TrainedPolicy Export(ScenarioDescription scenario) => new TrainedTable(
        new PolicyDescription(
            QLearningAgent.Name, new QTableDescription(_bins), TrainedPolicy.DescribeObservation(_environment),
            TrainedPolicy.Describe(_environment.Action), Normaliser: false, scenario, new TrainingDescription(_seed, Steps),
            ImmutableSortedDictionary<string, double>.Empty),
        [.. _others is null ? _values : _values.Zip(_others, (a, b) => 0.5 * (a + b))], [.. _visits]);

    /// <inheritdoc/>
    public void Save(SafetensorsFile state)
    {
        state.Add<double>("values", _values, _discretisation.States, _choices);
        if (_others is not null) state.Add<double>("other_values", _others, _discretisation.States, _choices);
        state.Add<long>("visits", _visits, _discretisation.States, _choices);
        state.Add<float>("following", _following, _following.Length);
        var (pairs, newest) = _traces.State;
        state.Add<long>("traces", pairs, newest.Length, _traces.Length);
        state.Add<long>("newest", newest, newest.Length);
        state.Add<long>("counters", [Steps, Updates], 2);
    }

    /// <inheritdoc/>
    public void Load(SafetensorsFile state)
    {
        state.Get<double>("values", _discretisation.States, _choices).CopyTo(_values, 0);
        if (_others is not null) state.Get<double>("other_values", _discretisation.States, _choices).CopyTo(_others, 0);
        state.Get<long>("visits", _discretisation.States, _choices).CopyTo(_visits, 0);
        state.Get<float>("following", _following.Length).CopyTo(_following, 0);
        var (pairs, newest) = _traces.State;
        state.Get<long>("traces", newest.Length, _traces.Length).CopyTo(pairs, 0);
        state.Get<long>("newest", newest.Length).CopyTo(newest, 0);
        long[] counters = state.Get<long>("counters", 2);
        (Steps, Updates) = (counters[0], counters[1]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Act()
    {
        var observations = _environment.Observations;
        for (int agent = 0; agent < _actions.Length; agent++)
        {
            int state = _states[agent] = StateOf(observations, agent);
            // The first step has no action that was chosen before.
            _actions[agent] = _options.Rule == UpdateRule.Sarsa && Steps > 0 ? _following[agent] : Choose(state, agent, Steps);
            int pair = state * _choices + (int)_actions[agent];
            // What comes after an action that is not the best tells nothing of the best policy.
            if (_traces.Length > 1 && _options.Rule == UpdateRule.QLearning && Value(pair) < Value(state * _choices + Best(state))) _traces.Clear(agent);
            _traces.Visit(agent, pair);
        }
    }

    private void ChooseFollowing()
    {
        for (int agent = 0; agent < _actions.Length; agent++)
        {
            _following[agent] = Choose(StateOf(_environment.Observations, agent), agent, Steps + _environment.Agents);
        }
    }

    private int Choose(int state, int agent, long step)
    {
        var noise = new RandomStream(_seed, RandomPurpose.PolicyNoise, agent, (uint)(step / _environment.Agents));
        return noise.NextUnit() < _epsilon.At(step) ? noise.NextIndex(_choices) : Best(state);
    }

    private void Learn()
    {
        var rewards = _environment.Rewards;
        for (int agent = 0; agent < _actions.Length; agent++)
        {
            var (learning, telling) = PickTables(agent);
            int at = _states[agent] * _choices + (int)_actions[agent];
            double error = rewards[agent] + _options.Discount * NextValue(agent, learning, telling) - learning[at];
            _visits[at]++;
            for (int age = 0; age < _traces.Length; age++)
            {
                var (pair, share) = _traces.At(agent, age);
                if (pair >= 0) learning[pair] += LearningRate(pair) * share * error;
            }
            _errorSum += Math.Abs(error);
            if (_environment.Terminated[agent] || _environment.Truncated[agent]) _traces.Clear(agent);
        }
    }

    /// <summary>The table that learns from an agent's step, and the one that tells the value of the action that the first thinks best.</summary>
    private (double[] Learning, double[] Telling) PickTables(int agent)
    {
        if (_others is null) return (_values, _values);
        var coin = new RandomStream(_seed, RandomPurpose.PolicyNoise, _actions.Length + agent, (uint)(Steps / _environment.Agents));
        return coin.NextUnit() < 0.5f ? (_values, _others) : (_others, _values);
    }

    private double NextValue(int agent, double[] learning, double[] telling)
    {
        // A truncated episode goes on beyond its last observation; a terminated one has no value there.
        if (_environment.Terminated[agent]) return 0;
        bool isTruncated = _environment.Truncated[agent];
        int first = StateOf(isTruncated ? _environment.FinalObservations : _environment.Observations, agent) * _choices;
        var values = learning.AsSpan(first, _choices);
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best]) best = i;
        }
        if (_options.Rule == UpdateRule.QLearning) return telling[first + best];
        if (!isTruncated) return values[(int)_following[agent]];
        // No action follows a truncation: the mean of those that might.
        double epsilon = _epsilon.At(Steps), sum = 0;
        foreach (double value in values) sum += value;
        return (1 - epsilon) * values[best] + epsilon * sum / values.Length;
    }

    private double LearningRate(long pair)
        => Math.Max(_options.LearningRate / Math.Pow(_visits[pair], _options.LearningRatePower), _options.MinimumLearningRate);

    private int StateOf(ReadOnlySpan<float> observations, int agent)
    {
        int size = _environment.Observation.Size;
        return _discretisation.StateOf(observations.Slice(agent * size, size));
    }

    private int Best(int state)
    {
        int best = state * _choices;
        for (int i = best + 1; i < (state + 1) * _choices; i++)
        {
            if (Value(i) > Value(best)) best = i;
        }
        return best - state * _choices;
    }

    private double Value(int pair) => _others is null ? _values[pair] : _values[pair] + _others[pair];

    private static FieldBins InBufferUnits(DiscretisedField bins, ImmutableArray<ObservationField> fields)
    {
        // A field that is not observed keeps its edges: the discretisation refuses it with a list of those that are.
        var field = fields.FirstOrDefault(field => field.Name == bins.Field, new ObservationField(bins.Field, "", 1f));
        return new FieldBins(bins.Field, [.. bins.Edges.Select(edge => ((double)edge - field.Offset) / field.Scale)]);
    }
}
