using System.Collections.Immutable;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Instruments;

namespace Snowball.Sim.Sensors;

/// <summary>
/// An instrument with a rate, a latency and faults. Sample n is taken at n / rate; what is written at time t is the last sample taken
/// not later than t - latency. Its first field, <c>valid</c>, is 1 where there is a value; without one the whole row is zero.
/// </summary>
internal sealed class SampledSensor : ISensor
{
    private readonly SensedWorld _sensed;
    private readonly IInstrument _instrument;
    private readonly FaultInjector _faults;
    private readonly int _period, _delay, _depth, _stream;
    private readonly float[] _scale, _offset, _samples, _nothing;

    public SampledSensor(SensorSettings settings, IInstrument instrument, SensedWorld sensed)
    {
        (Name, _instrument, _sensed) = (settings.Name, instrument, sensed);
        ImmutableArray<ObservationField> fields = [new("valid", "", 1f), .. instrument.Fields];
        Spec = new ObservationSpec(fields);
        int frequency = sensed.Scenario.Simulation.SimulationFrequency;
        _period = frequency / settings.Rate;
        _delay = (int)Math.Ceiling((double)settings.Latency * frequency - 1e-4);
        bool mayFreeze = false;
        foreach (var fault in settings.Faults) mayFreeze |= fault is FreezeFault;
        // From the oldest that is still to be written to the newest; a freeze repeats the one before.
        _depth = Math.Max((_delay + _period - 1) / _period + 1, mayFreeze ? 2 : 1);
        _stream = StreamOf(settings.Name);
        _faults = new FaultInjector(settings, fields, sensed);
        _scale = new float[fields.Length];
        _offset = new float[fields.Length];
        for (int i = 0; i < fields.Length; i++) (_scale[i], _offset[i]) = (fields[i].Scale, fields[i].Offset);
        _nothing = new float[RowsSize];
        _samples = sensed.Store.Add<float>(_depth * sensed.Vehicles.Egos * fields.Length);
    }

    public string Name { get; }

    public ObservationSpec Spec { get; }

    /// <summary>By its name, so that a sensor draws the same numbers whatever others there are; the last four bits are left for the number of the ego.</summary>
    public static int StreamOf(string name) => (int)(XxHash32.HashToUInt32(MemoryMarshal.AsBytes(name.AsSpan())) & ~15u);

    public void Reset(int world)
    {
        int tick = _sensed.Clock.Substep[world] / _period;
        Samples(world).Clear();
        for (int ego = 0; ego < _sensed.Vehicles.Egos; ego++)
        {
            var instant = At(world, ego, tick);
            _faults.Reset(instant);
            _instrument.Reset(instant);
            Take(instant, tick);
        }
    }

    public void Sample(int world)
    {
        int substep = _sensed.Clock.Substep[world];
        if (substep % _period != 0) return;
        int tick = substep / _period;
        for (int ego = 0; ego < _sensed.Vehicles.Egos; ego++) Take(At(world, ego, tick), tick);
    }

    public void Write(int world, Span<float> rows) => Seen(world).CopyTo(rows);

    /// <summary>[Egos x Spec.Size], what <see cref="Write"/> writes.</summary>
    public ReadOnlySpan<float> Seen(int world)
    {
        int due = _sensed.Clock.Substep[world] - _delay;
        return due < 0 ? _nothing : Rows(world, due / _period);
    }

    /// <summary>What <see cref="Write"/> writes of an ego as something to look at; null where there is no such thing.</summary>
    public Overlay? Show(int world, int ego)
    {
        var row = Seen(world).Slice(ego * Spec.Size, Spec.Size);
        var values = new float[row[0] == 0f ? 0 : Spec.Size - 1];
        for (int i = 0; i < values.Length; i++) values[i] = row[i + 1] * _scale[i + 1] + _offset[i + 1];
        return _instrument.Show(Name, world * _sensed.Vehicles.Slots + ego, values);
    }

    private void Take(Instant instant, int tick)
    {
        var faults = _faults.Advance(instant);
        var row = Row(instant, tick);
        row.Clear();
        bool isValid = _instrument.Measure(instant with { NoiseFactor = faults.NoiseFactor }, row[1..]);
        if (faults.IsDropout || !isValid && !faults.IsFreeze)
        {
            row.Clear();
        }
        else if (faults.IsFreeze && tick > 0)
        {
            Row(instant, tick - 1).CopyTo(row);
        }
        else
        {
            row[0] = 1f;
            _faults.AddBias(instant, row);
            for (int i = 1; i < row.Length; i++) row[i] = (row[i] - _offset[i]) / _scale[i];
        }
    }

    private Instant At(int world, int ego, int tick) => new(
        world, ego, world * _sensed.Vehicles.Slots + ego, _sensed.Clock.EpisodeSeed[world], _stream + ego, (uint)tick, NoiseFactor: 1f);

    private Span<float> Samples(int world) => _samples.AsSpan(world * _depth * RowsSize, _depth * RowsSize);

    private Span<float> Rows(int world, int tick) => Samples(world).Slice(tick % _depth * RowsSize, RowsSize);

    private Span<float> Row(in Instant instant, int tick) => Rows(instant.World, tick).Slice(instant.Ego * Spec.Size, Spec.Size);

    private int RowsSize => _sensed.Vehicles.Egos * Spec.Size;
}
