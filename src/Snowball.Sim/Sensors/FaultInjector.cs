using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Instruments;

namespace Snowball.Sim.Sensors;

/// <summary>What the faults do to one sample.</summary>
internal readonly record struct FaultEffect(bool IsFreeze, bool IsDropout, float NoiseFactor);

/// <summary>
/// The faults of one sensor, each ego's its own. A fault that starts at a time and lasts for a duration hits the samples taken from the
/// one up to, not including, the other. One at random starts after a time with an exponential distribution, counted from the end of the last.
/// </summary>
internal sealed class FaultInjector
{
    // Of a tick: times in a file are decimal fractions, ticks are not.
    private const double Rounding = 1e-3;
    private readonly ImmutableArray<FaultSettings> _faults;
    private readonly int _rate, _egos;
    private readonly float[] _startProbability;
    private readonly (int Field, int Presence)[][] _biased;
    private readonly int[] _start, _end;
    private readonly float[] _bias;
    private readonly bool _anyRandom;

    public FaultInjector(SensorSettings settings, ImmutableArray<ObservationField> fields, SensedWorld sensed)
    {
        (_faults, _rate, _egos) = (settings.Faults, settings.Rate, sensed.Vehicles.Egos);
        _startProbability = new float[_faults.Length];
        _biased = new (int, int)[_faults.Length][];
        for (int i = 0; i < _faults.Length; i++)
        {
            if (_faults[i].Timing is RandomTiming random)
            {
                _startProbability[i] = 1f - Elementary.Exp(-1f / (random.MeanInterval * _rate));
                _anyRandom = true;
            }
            _biased[i] = _faults[i] is BiasFault bias ? FieldsOf(bias.Quantity, fields) : [];
        }
        int perWorld = _egos * _faults.Length;
        _start = sensed.Store.Add<int>(perWorld);
        _end = sensed.Store.Add<int>(perWorld);
        _bias = sensed.Store.Add<float>(perWorld);
    }

    /// <summary>Draws the faults of an episode that have a schedule.</summary>
    public void Reset(in Instant instant)
    {
        var random = new RandomStream(instant.Seed, RandomPurpose.SensorFault, instant.Stream);
        for (int i = 0, at = First(instant); i < _faults.Length; i++, at++)
        {
            (_start[at], _end[at]) = (0, 0);
            if (_faults[i].Timing is ScheduledTiming scheduled) Begin(i, at, scheduled.At.Sample(ref random), ref random);
        }
    }

    /// <summary>Starts what starts at random with this sample, and tells what is at work.</summary>
    public FaultEffect Advance(in Instant instant)
    {
        int tick = (int)instant.Tick, first = First(instant);
        if (_anyRandom) StartAtRandom(instant, first, tick);
        bool isFreeze = false, isDropout = false;
        float noise = 1f;
        for (int i = 0; i < _faults.Length; i++)
        {
            if (!IsActive(first + i, tick)) continue;
            if (_faults[i] is FreezeFault) isFreeze = true;
            else if (_faults[i] is DropoutFault) isDropout = true;
            else if (_faults[i] is NoiseBurstFault burst) noise *= burst.Factor;
        }
        return new FaultEffect(isFreeze, isDropout, noise);
    }

    /// <summary>Adds the biases at work to a sample in SI units, but not to items that are absent.</summary>
    public void AddBias(in Instant instant, Span<float> row)
    {
        for (int i = 0, at = First(instant); i < _faults.Length; i++, at++)
        {
            if (!IsActive(at, (int)instant.Tick)) continue;
            foreach (var (field, presence) in _biased[i])
            {
                if (presence < 0 || row[presence] != 0f) row[field] += _bias[at];
            }
        }
    }

    private void StartAtRandom(in Instant instant, int first, int tick)
    {
        // The stream of tick 0 is that of the schedule.
        var random = new RandomStream(instant.Seed, RandomPurpose.SensorFault, instant.Stream, instant.Tick + 1);
        for (int i = 0; i < _faults.Length; i++)
        {
            if (_faults[i].Timing is not RandomTiming || tick < _end[first + i]) continue;
            if (random.NextUnit() < _startProbability[i]) Begin(i, first + i, tick / (double)_rate, ref random);
        }
    }

    private void Begin(int fault, int at, double seconds, ref RandomStream random)
    {
        double end = seconds + _faults[fault].Timing.Duration.Sample(ref random);
        _start[at] = FirstTick(seconds);
        _end[at] = FirstTick(end);
        if (_faults[fault] is BiasFault bias) _bias[at] = bias.Offset.Sample(ref random);
    }

    /// <summary>The first tick not before a time.</summary>
    private int FirstTick(double seconds) => (int)Math.Ceiling(seconds * _rate - Rounding);

    private bool IsActive(int at, int tick) => _start[at] <= tick && tick < _end[at];

    private int First(in Instant instant) => (instant.World * _egos + instant.Ego) * _faults.Length;

    /// <summary>The fields of a quantity, each with the field that tells whether its item is present, or -1.</summary>
    private static (int Field, int Presence)[] FieldsOf(string quantity, ImmutableArray<ObservationField> fields)
    {
        const string presence = "presence";
        var presences = new Dictionary<string, int>();
        for (int i = 0; i < fields.Length; i++)
        {
            string name = fields[i].Name;
            if (name.EndsWith(presence, StringComparison.Ordinal)) presences[name[..^presence.Length]] = i;
        }
        var found = new List<(int, int)>();
        for (int i = 0; i < fields.Length; i++)
        {
            string name = fields[i].Name;
            if (Instrument.QuantityOf(name) == quantity) found.Add((i, presences.GetValueOrDefault(name[..^quantity.Length], -1)));
        }
        return [.. found];
    }
}
