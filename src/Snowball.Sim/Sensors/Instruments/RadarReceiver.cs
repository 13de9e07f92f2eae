using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Radar;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>A radar on the egos: its detections by range; see <see cref="RadarModel"/>.</summary>
internal sealed class RadarReceiver(RadarSettings settings, SensedWorld sensed) : IInstrument
{
    private const float SnrScale = 30f;
    private readonly RadarModel _radar = new(settings, sensed.Vehicles, sensed.Store.Worlds, world => sensed.Frame.Road(world).Obstacles);

    public ImmutableArray<ObservationField> Fields => Measured(settings);

    public static ImmutableArray<ObservationField> Measured(RadarSettings settings)
    {
        var fields = ImmutableArray.CreateBuilder<ObservationField>(5 * settings.Detections);
        for (int i = 0; i < settings.Detections; i++)
        {
            fields.Add(new($"detection_{i}_presence", "", 1f));
            fields.Add(new($"detection_{i}_range", "m", settings.MaximumRange));
            fields.Add(new($"detection_{i}_range_rate", "m/s", settings.MaximumSpeed));
            fields.Add(new($"detection_{i}_azimuth", "rad", settings.FieldOfView / 2));
            fields.Add(new($"detection_{i}_snr_db", "", SnrScale));
        }
        return fields.MoveToImmutable();
    }

    public void Reset(in Instant instant)
    {
    }

    public bool Measure(in Instant instant, Span<float> row)
    {
        var detections = _radar.Measure(instant.Vehicle, SensorDraws.Of(instant), instant.NoiseFactor);
        for (int i = 0; i < detections.Length; i++)
        {
            var (range, rate, azimuth, snr) = detections[i];
            var fields = row.Slice(5 * i, 5);
            (fields[0], fields[1], fields[2], fields[3], fields[4]) = (1f, range, rate, azimuth, Decibels(snr));
        }
        return true;
    }

    private static float Decibels(float ratio) => 3.01029996f * Numerics.Elementary.Log2(ratio);
}
