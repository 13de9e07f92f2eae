using System.Collections.Immutable;
using System.Numerics;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Overlays;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>The vehicles around, as far as they are not hidden, nearest outline first; see <see cref="ObjectListSettings"/>.</summary>
internal sealed class ObjectDetector : IInstrument
{
    private const int Quantities = 10;
    private const float SpeedScale = 40f, LengthScale = 20f, WidthScale = 4f;
    // Longer ones are trucks, m.
    private const float LongestCar = 6f;
    // The list does not tell heights, m.
    private const float CarHeight = 1.5f, TruckHeight = 3.5f;
    private readonly SensedWorld _sensed;
    private readonly ObjectListSettings _settings;
    private readonly VehicleStates _vehicles;
    private readonly Sightings _sightings;

    public ObjectDetector(ObjectListSettings settings, SensedWorld sensed)
    {
        (_settings, _sensed, _vehicles) = (settings, sensed, sensed.Vehicles);
        _sightings = new Sightings(sensed.Store.PaddedWorlds, sensed.Vehicles);
        Fields = Measured(settings);
    }

    public static ImmutableArray<ObservationField> Measured(ObjectListSettings settings)
    {
        var fields = ImmutableArray.CreateBuilder<ObservationField>(settings.Objects * Quantities);
        for (int i = 0; i < settings.Objects; i++)
        {
            fields.Add(new($"object_{i}_presence", "", 1f));
            fields.Add(new($"object_{i}_x", "m", settings.Range));
            fields.Add(new($"object_{i}_y", "m", settings.Range));
            fields.Add(new($"object_{i}_vx", "m/s", SpeedScale));
            fields.Add(new($"object_{i}_vy", "m/s", SpeedScale));
            fields.Add(new($"object_{i}_heading", "rad", Elementary.Pi));
            fields.Add(new($"object_{i}_length", "m", LengthScale));
            fields.Add(new($"object_{i}_width", "m", WidthScale));
            fields.Add(new($"object_{i}_class", "", 1f));
            fields.Add(new($"object_{i}_visibility", "", 1f));
        }
        return fields.MoveToImmutable();
    }

    public ImmutableArray<ObservationField> Fields { get; }

    public void Reset(in Instant instant)
    {
    }

    public bool Measure(in Instant instant, Span<float> row)
    {
        var v = _vehicles;
        var seen = _sightings.Look(instant.World, instant.Vehicle, _settings.Mount, _settings.Range);
        int listed = 0;
        for (int i = 0; i < seen.Length && listed < _settings.Objects; i++)
        {
            if (seen[i].CentreDistance > _settings.Range) continue;
            float visibility = _sightings.Visibility(instant.World, seen, i, _settings.FieldOfView);
            if (visibility < _settings.MinimumVisibility) continue;
            Describe(instant.Vehicle, seen[i].Vehicle, visibility, row.Slice(listed++ * Quantities, Quantities));
        }
        return true;
    }

    /// <summary>The listed vehicles; their number is their place in the list.</summary>
    public Overlay Show(string channel, int vehicle, ReadOnlySpan<float> row)
    {
        var frame = new VehicleFrame(_sensed, vehicle);
        var (ownX, ownY) = _vehicles.Velocity(vehicle);
        var tracks = new List<Track>();
        for (int i = 0; i < row.Length / Quantities; i++)
        {
            var item = row.Slice(i * Quantities, Quantities);
            if (item[0] == 0f) continue;
            float height = item[8] != 0f ? TruckHeight : CarHeight;
            tracks.Add(new Track(
                i, frame.ToWorld(item[1], item[2], 0), Elementary.WrapAngle(frame.Heading + item[5]), new(item[6], item[7], height),
                new Vector2(ownX, ownY) + frame.Turn(item[3], item[4]), 0f, 0f, 0f));
        }
        return new TracksOverlay(channel, tracks);
    }

    /// <summary>One vehicle relative to the ego's centre, along the ego's axes.</summary>
    private void Describe(int ego, int other, float visibility, Span<float> item)
    {
        var v = _vehicles;
        var (sin, cos) = Elementary.SinCos(v.Heading[ego]);
        var (egoX, egoY) = v.Velocity(ego);
        var (otherX, otherY) = v.Velocity(other);
        float dx = v.X[other] - v.X[ego], dy = v.Y[other] - v.Y[ego], dvx = otherX - egoX, dvy = otherY - egoY;
        item[0] = 1f;
        item[1] = dx * cos + dy * sin;
        item[2] = dy * cos - dx * sin;
        item[3] = dvx * cos + dvy * sin;
        item[4] = dvy * cos - dvx * sin;
        item[5] = Elementary.WrapAngle(v.Heading[other] - v.Heading[ego]);
        item[6] = v.Length[other];
        item[7] = v.Width[other];
        item[8] = v.Length[other] > LongestCar ? 1f : 0f;
        item[9] = visibility;
    }
}
