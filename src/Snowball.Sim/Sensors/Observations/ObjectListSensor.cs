using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Scenarios.Format;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>Some rows and columns of a sensor that lists objects; see <see cref="ObjectListObservation"/>.</summary>
internal sealed class ObjectListSensor : ISensor
{
    private readonly SampledSensor _sensor;
    private readonly int[] _columns;

    public ObjectListSensor(ObjectListObservation settings, SampledSensor sensor)
    {
        _sensor = sensor;
        var fields = ImmutableArray.CreateBuilder<ObservationField>();
        _columns = new int[settings.Objects * settings.Fields.Length];
        for (int i = 0; i < settings.Objects; i++)
        {
            foreach (var wanted in settings.Fields)
            {
                int column = IndexOf(sensor.Spec, $"object_{i}_{Spelling.SnakeCase($"{wanted}")}");
                _columns[fields.Count] = column;
                fields.Add(sensor.Spec.Fields[column]);
            }
        }
        Spec = new ObservationSpec(fields.ToImmutable());
    }

    public string Name => "object-list";

    public ObservationSpec Spec { get; }

    public void Write(int world, Span<float> rows)
    {
        var all = _sensor.Seen(world);
        int size = _sensor.Spec.Size;
        for (int row = 0; row * Spec.Size < rows.Length; row++)
        {
            for (int i = 0; i < _columns.Length; i++) rows[row * Spec.Size + i] = all[row * size + _columns[i]];
        }
    }

    private static int IndexOf(ObservationSpec spec, string name)
    {
        for (int i = 0; i < spec.Size; i++)
        {
            if (spec.Fields[i].Name == name) return i;
        }
        throw new ArgumentException($"The sensor has no field {name}.", nameof(spec));
    }
}
