using System.Globalization;

namespace Snowball.Sim.Recording;

/// <summary>One run of <see cref="RolloutComparison.Compare"/>: walks both rollouts and gathers deviations.</summary>
internal sealed class RolloutComparer
{
    private readonly Rollout _expected;
    private readonly Rollout _actual;
    private readonly List<Field> _fields = [];
    private readonly Field _action;
    private readonly Field _id;
    private readonly Field[] _vehicleColumns;
    private readonly Field _lane;
    private readonly Field _crashed;
    private readonly Field _observation;
    private readonly Field _total;
    private readonly Field[] _terms;
    private readonly Field[] _costs;
    private readonly Field _terminated;
    private readonly Field _truncated;
    private readonly Field[] _metrics;
    private int _step;
    private RolloutDifference? _first;

    /// <summary>Lays out the fields in order of cause and effect, so that the first difference is the telling one.</summary>
    public RolloutComparer(Rollout expected, Rollout actual, IReadOnlyDictionary<string, double> tolerances)
    {
        _expected = expected;
        _actual = actual;
        RolloutHeader header = expected.Header;
        _action = Add("/action.values", tolerances);
        _id = Add("/state.id", tolerances);
        _vehicleColumns = Array.ConvertAll(RolloutVehicles.FloatColumns, c => Add("/state." + c.Name, tolerances));
        _lane = Add("/state.lane", tolerances);
        _crashed = Add("/state.crashed", tolerances);
        _observation = Add("/observation.values", tolerances);
        _terms = Array.ConvertAll(header.RewardTerms, name => Add("/reward.terms." + name, tolerances));
        _total = Add("/reward.total", tolerances);
        _costs = Array.ConvertAll(header.Costs, name => Add("/reward.costs." + name, tolerances));
        _terminated = Add("/reward.terminated", tolerances);
        _truncated = Add("/reward.truncated", tolerances);
        _metrics = Array.ConvertAll(header.Metrics, name => Add("/metrics." + name, tolerances));
        RequireKnown(tolerances);
    }

    public RolloutComparison Compare()
    {
        int stepCount = 0;
        if (CompareHeaders())
        {
            stepCount = Math.Min(_expected.Steps.Count, _actual.Steps.Count);
            for (_step = 0; _step < stepCount; _step++)
            {
                CompareSteps(_expected.Steps[_step], _actual.Steps[_step]);
            }

            if (_expected.Steps.Count != _actual.Steps.Count)
            {
                Differ(stepCount, "number of steps", Text(_expected.Steps.Count), Text(_actual.Steps.Count));
            }
        }

        return new RolloutComparison(_first, _fields.ConvertAll(field => field.Deviation), stepCount);
    }

    private Field Add(string name, IReadOnlyDictionary<string, double> tolerances)
    {
        // The field's own name counts before those of the groups it is in.
        double tolerance = 0;
        for (string key = name; key.Length > 0; key = key[..Math.Max(0, key.LastIndexOf('.'))])
        {
            if (tolerances.TryGetValue(key, out tolerance))
            {
                break;
            }
        }

        var field = new Field(name, tolerance);
        _fields.Add(field);
        return field;
    }

    private void RequireKnown(IReadOnlyDictionary<string, double> tolerances)
    {
        foreach ((string key, double tolerance) in tolerances)
        {
            if (!(tolerance >= 0))
            {
                throw new InputException($"a tolerance must be 0 or more, not {tolerance}", key: key);
            }

            if (!_fields.Exists(field => field.Name == key || field.Name.StartsWith(key + ".", StringComparison.Ordinal)))
            {
                throw new InputException("a tolerance is given for a channel or field that the rollout does not have", key: key);
            }
        }
    }

    /// <summary>Compares the headers; false when their columns are not the same, so that steps cannot be compared.</summary>
    private bool CompareHeaders()
    {
        RolloutHeader expected = _expected.Header;
        RolloutHeader actual = _actual.Header;
        CompareTexts("/scenario.name", expected.Scenario, actual.Scenario);
        CompareTexts("/scenario.hash", expected.ScenarioHash, actual.ScenarioHash);
        CompareTexts("/scenario.episode_seed", Text(expected.EpisodeSeed), Text(actual.EpisodeSeed));
        CompareTexts("/scenario.simulation_hz", Text(expected.SimulationHz), Text(actual.SimulationHz));
        CompareTexts("/scenario.policy_hz", Text(expected.PolicyHz), Text(actual.PolicyHz));
        bool sameTerms = CompareTexts("/scenario.reward_terms", Join(expected.RewardTerms), Join(actual.RewardTerms));
        bool sameCosts = CompareTexts("/scenario.costs", Join(expected.Costs), Join(actual.Costs));
        bool sameMetrics = CompareTexts("/scenario.metrics", Join(expected.Metrics), Join(actual.Metrics));
        return sameTerms && sameCosts && sameMetrics;
    }

    private void CompareSteps(RolloutStep expected, RolloutStep actual)
    {
        if (expected.TimeNs != actual.TimeNs)
        {
            Differ(_step, "time_ns", Text(expected.TimeNs), Text(actual.TimeNs));
        }

        if (expected.Transition is { } before && actual.Transition is { } after)
        {
            CompareEgos("/action", _action, before.Actions, after.Actions);
        }

        CompareVehicles(expected.Vehicles, actual.Vehicles);
        CompareEgos("/observation", _observation, expected.Observations, actual.Observations);
        if (expected.Transition is { } cause && actual.Transition is { } effect)
        {
            CompareRewards(cause.Rewards, effect.Rewards);
            CompareNamed("/metrics", _expected.Header.Metrics, _metrics, cause.Metrics, effect.Metrics);
        }
        else if (expected.Transition is null != actual.Transition is null)
        {
            Differ(_step, "transition", expected.Transition is null ? "none" : "one", actual.Transition is null ? "none" : "one");
        }
    }

    private void CompareVehicles(RolloutVehicles expected, RolloutVehicles actual)
    {
        if (!SameCount("number of vehicles", expected.Count, actual.Count))
        {
            return;
        }

        for (int i = 0; i < expected.Count; i++)
        {
            CompareValues(_id, "/state.id", i, expected.Id[i], actual.Id[i]);
        }

        for (int column = 0; column < _vehicleColumns.Length; column++)
        {
            Field field = _vehicleColumns[column];
            float[] e = RolloutVehicles.FloatColumns[column].Of(expected);
            float[] a = RolloutVehicles.FloatColumns[column].Of(actual);
            for (int i = 0; i < e.Length; i++)
            {
                CompareNumbers(field, field.Name, i, e[i], a[i]);
            }
        }

        for (int i = 0; i < expected.Count; i++)
        {
            CompareValues(_lane, "/state.lane", i, expected.Lane[i], actual.Lane[i]);
            CompareFlags(_crashed, "/state.crashed", i, expected.Crashed[i], actual.Crashed[i]);
        }
    }

    private void CompareEgos(string channel, Field field, float[][] expected, float[][] actual)
    {
        if (!SameCount($"{channel}: number of egos", expected.Length, actual.Length))
        {
            return;
        }

        for (int ego = 0; ego < expected.Length; ego++)
        {
            if (!SameCount($"{channel}.egos[{ego}]: number of values", expected[ego].Length, actual[ego].Length))
            {
                continue;
            }

            string place = $"{channel}.egos[{ego}].values";
            for (int i = 0; i < expected[ego].Length; i++)
            {
                CompareNumbers(field, place, i, expected[ego][i], actual[ego][i]);
            }
        }
    }

    private void CompareRewards(RolloutReward[] expected, RolloutReward[] actual)
    {
        if (!SameCount("/reward: number of egos", expected.Length, actual.Length))
        {
            return;
        }

        for (int ego = 0; ego < expected.Length; ego++)
        {
            string place = $"/reward.egos[{ego}]";
            CompareNamed(place + ".terms", _expected.Header.RewardTerms, _terms, expected[ego].Terms, actual[ego].Terms);
            CompareNumbers(_total, place + ".total", null, expected[ego].Total, actual[ego].Total);
            CompareNamed(place + ".costs", _expected.Header.Costs, _costs, expected[ego].Costs, actual[ego].Costs);
            CompareFlags(_terminated, place + ".terminated", null, expected[ego].Terminated, actual[ego].Terminated);
            CompareFlags(_truncated, place + ".truncated", null, expected[ego].Truncated, actual[ego].Truncated);
        }
    }

    private void CompareNamed(string place, string[] names, Field[] fields, float[] expected, float[] actual)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            CompareNumbers(fields[i], $"{place}.{names[i]}", null, expected[i], actual[i]);
        }
    }

    private void CompareNumbers(Field field, string place, int? index, float expected, float actual)
    {
        if (BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(actual))
        {
            return;
        }

        double deviation = Math.Abs((double)expected - actual);
        if (!double.IsFinite(deviation))
        {
            deviation = double.PositiveInfinity;
        }

        Deviate(field, place, index, deviation, Text(expected), Text(actual));
    }

    private void CompareValues(Field field, string place, int index, int expected, int actual)
    {
        if (expected != actual)
        {
            Deviate(field, place, index, Math.Abs((double)expected - actual), Text(expected), Text(actual));
        }
    }

    private void CompareFlags(Field field, string place, int? index, bool expected, bool actual)
    {
        if (expected != actual)
        {
            Deviate(field, place, index, 1, expected ? "true" : "false", actual ? "true" : "false");
        }
    }

    private bool CompareTexts(string field, string expected, string actual)
    {
        if (expected != actual)
        {
            Differ(null, field, expected, actual);
        }

        return expected == actual;
    }

    private bool SameCount(string what, int expected, int actual)
    {
        if (expected != actual)
        {
            Differ(_step, what, Text(expected), Text(actual));
        }

        return expected == actual;
    }

    private void Deviate(Field field, string place, int? index, double deviation, string expected, string actual)
    {
        bool outside = deviation > field.Tolerance || field.Tolerance == 0;
        field.Add(deviation, _step, outside);
        if (outside)
        {
            Differ(_step, index is null ? place : $"{place}[{index}]", expected, actual);
        }
    }

    private void Differ(int? step, string field, string expected, string actual) =>
        _first ??= new RolloutDifference(step, field, expected, actual);

    private static string Join(string[] names) => string.Join(", ", names);

    private static string Text<T>(T value)
        where T : IFormattable =>
        value.ToString(null, CultureInfo.InvariantCulture);

    private sealed class Field(string name, double tolerance)
    {
        private double _maximum;
        private int _stepOfMaximum;
        private int _outsideCount;

        public string Name => name;

        public double Tolerance => tolerance;

        public FieldDeviation Deviation => new(name, tolerance, _maximum, _stepOfMaximum, _outsideCount);

        public void Add(double deviation, int step, bool outside)
        {
            if (deviation > _maximum)
            {
                _maximum = deviation;
                _stepOfMaximum = step;
            }

            if (outside)
            {
                _outsideCount++;
            }
        }
    }
}
