using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>Several observations, one after another: fields <c>part.field</c>.</summary>
internal sealed class MixedSensor : ISensor
{
    private readonly ImmutableArray<ISensor> _parts;
    private readonly int _egos, _widest;
    private readonly float[] _scratch;

    /// <param name="parts">Names and observations.</param>
    /// <param name="sensed">The worlds.</param>
    public MixedSensor(ImmutableArray<KeyValuePair<string, ISensor>> parts, SensedWorld sensed)
    {
        _egos = sensed.Vehicles.Egos;
        var fields = ImmutableArray.CreateBuilder<ObservationField>();
        var sensors = ImmutableArray.CreateBuilder<ISensor>();
        foreach (var (name, part) in parts)
        {
            sensors.Add(part);
            _widest = Math.Max(_widest, part.Spec.Size);
            foreach (var field in part.Spec.Fields) fields.Add(field with { Name = $"{name}.{field.Name}" });
        }
        _parts = sensors.ToImmutable();
        Spec = new ObservationSpec(fields.ToImmutable());
        // A block of worlds is one thread's at a time. One ego's row is written in place.
        _scratch = new float[_egos == 1 ? 0 : sensed.Store.PaddedWorlds / ColumnStore.WorldBlock * _egos * _widest];
    }

    public string Name => "mixed";

    public ObservationSpec Spec { get; }

    public void Reset(int world)
    {
        foreach (var part in _parts) part.Reset(world);
    }

    public void Sample(int world)
    {
        foreach (var part in _parts) part.Sample(world);
    }

    public void Write(int world, Span<float> rows)
    {
        int at = 0;
        foreach (var part in _parts)
        {
            int size = part.Spec.Size;
            if (_egos == 1)
            {
                part.Write(world, rows.Slice(at, size));
            }
            else
            {
                var all = _scratch.AsSpan(world / ColumnStore.WorldBlock * _egos * _widest, _egos * size);
                part.Write(world, all);
                for (int ego = 0; ego < _egos; ego++) all.Slice(ego * size, size).CopyTo(rows.Slice(ego * Spec.Size + at, size));
            }
            at += size;
        }
    }
}
