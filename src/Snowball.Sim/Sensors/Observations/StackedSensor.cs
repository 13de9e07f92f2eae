using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>The last steps of another observation, the present one first: fields <c>t.</c>, <c>t-1.</c>, ... See <see cref="Scenarios.StackedObservation"/>.</summary>
internal sealed class StackedSensor : ISensor
{
    private readonly ISensor _inner;
    private readonly EpisodeClock _clock;
    private readonly int _steps, _egos;
    private readonly float[] _ring;

    public StackedSensor(ISensor inner, int steps, SensedWorld sensed)
    {
        (_inner, _steps, _clock, _egos) = (inner, steps, sensed.Clock, sensed.Vehicles.Egos);
        var fields = ImmutableArray.CreateBuilder<ObservationField>(steps * inner.Spec.Size);
        for (int step = 0; step < steps; step++)
        {
            string when = step == 0 ? "t" : $"t-{step}";
            foreach (var field in inner.Spec.Fields) fields.Add(field with { Name = $"{when}.{field.Name}" });
        }
        Spec = new ObservationSpec(fields.MoveToImmutable());
        _ring = sensed.Store.Add<float>(steps * _egos * inner.Spec.Size);
    }

    public string Name => "stacked";

    public ObservationSpec Spec { get; }

    public void Reset(int world)
    {
        _inner.Reset(world);
        var first = Rows(world, 0);
        _inner.Write(world, first);
        for (int step = 1; step < _steps; step++) first.CopyTo(Rows(world, step));
    }

    public void Sample(int world)
    {
        _inner.Sample(world);
        _inner.Write(world, Rows(world, _clock.Step[world]));
    }

    public void Write(int world, Span<float> rows)
    {
        int size = _inner.Spec.Size;
        for (int back = 0; back < _steps; back++)
        {
            // Those from before the start are the copies of the first, wherever they lie in the ring.
            var then = Rows(world, _clock.Step[world] - back + _steps);
            for (int ego = 0; ego < _egos; ego++) then.Slice(ego * size, size).CopyTo(rows.Slice(ego * Spec.Size + back * size, size));
        }
    }

    private Span<float> Rows(int world, int step)
    {
        int size = _egos * _inner.Spec.Size;
        return _ring.AsSpan((world * _steps + step % _steps) * size, size);
    }
}
