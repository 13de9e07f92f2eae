using System.Collections.Immutable;
using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Policies;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Tabular;

/// <summary>
/// Q-learning on a table (Watkins and Dayan, "Q-learning", Machine Learning 1992): all worlds act epsilon-greedily, then
/// their transitions are learned one after another, in the order of the rows.
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
    private readonly long[] _visits;
    private readonly int[] _states;
    private readonly float[] _actions;
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
        Array.Fill(_values, options.InitialValue);
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
            Learn();
            Steps += _environment.Agents;
        }
        Updates++;
    }

    /// <inheritdoc/>
    public TrainedPolicy Export(ScenarioDescription scenario) => new TrainedTable(
        new PolicyDescription(
            AgentRegistry.QLearning, new QTableDescription(_bins), TrainedPolicy.Describe(_environment.Observation),
            TrainedPolicy.Describe(_environment.Action), Normaliser: false, scenario, new TrainingDescription(_seed, Steps),
            ImmutableSortedDictionary<string, double>.Empty),
        [.. _values]);

    /// <inheritdoc/>
    public void Save(SafetensorsFile state)
    {
        state.Add<double>("values", _values, _discretisation.States, _choices);
        state.Add<long>("visits", _visits, _discretisation.States, _choices);
        state.Add<long>("counters", [Steps, Updates], 2);
    }

    /// <inheritdoc/>
    public void Load(SafetensorsFile state)
    {
        state.Get<double>("values", _discretisation.States, _choices).CopyTo(_values, 0);
        state.Get<long>("visits", _discretisation.States, _choices).CopyTo(_visits, 0);
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
        double epsilon = _epsilon.At(Steps);
        uint tick = (uint)(Steps / _environment.Agents);
        for (int agent = 0; agent < _actions.Length; agent++)
        {
            _states[agent] = StateOf(observations, agent);
            var noise = new RandomStream(_seed, RandomPurpose.PolicyNoise, agent, tick);
            _actions[agent] = noise.NextUnit() < epsilon ? noise.NextIndex(_choices) : Best(_states[agent]);
        }
    }

    private void Learn()
    {
        var rewards = _environment.Rewards;
        for (int agent = 0; agent < _actions.Length; agent++)
        {
            // A truncated episode goes on beyond its last observation; a terminated one has no value there.
            double next = 0;
            if (!_environment.Terminated[agent])
            {
                int state = StateOf(_environment.Truncated[agent] ? _environment.FinalObservations : _environment.Observations, agent);
                next = _values[state * _choices + Best(state)];
            }

            int at = _states[agent] * _choices + (int)_actions[agent];
            double error = rewards[agent] + _options.Discount * next - _values[at];
            double rate = _options.LearningRate / Math.Pow(++_visits[at], _options.LearningRatePower);
            _values[at] += Math.Max(rate, _options.MinimumLearningRate) * error;
            _errorSum += Math.Abs(error);
        }
    }

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
            if (_values[i] > _values[best]) best = i;
        }
        return best - state * _choices;
    }

    private static FieldBins InBufferUnits(DiscretisedField bins, ImmutableArray<ObservationField> fields)
    {
        // A field that is not observed keeps its edges: the discretisation refuses it with a list of those that are.
        var field = fields.FirstOrDefault(field => field.Name == bins.Field, new ObservationField(bins.Field, "", 1f));
        return new FieldBins(bins.Field, [.. bins.Edges.Select(edge => ((double)edge - field.Offset) / field.Scale)]);
    }
}
