using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Overlays;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Radar;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>A radar on the egos: its detections by range; see <see cref="RadarModel"/>.</summary>
internal sealed class RadarReceiver(RadarSettings settings, SensedWorld sensed) : IInstrument
{
    private const int Quantities = 5;
    private const float SnrScale = 30f;
    private readonly RadarModel _radar = new(settings, sensed.Vehicles, sensed.Store.Worlds, world => sensed.Frame.Road(world).Obstacles);

    public ImmutableArray<ObservationField> Fields => Measured(settings);

    public static ImmutableArray<ObservationField> Measured(RadarSettings settings)
    {
        var fields = ImmutableArray.CreateBuilder<ObservationField>(Quantities * settings.Detections);
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
            var fields = row.Slice(Quantities * i, Quantities);
            (fields[0], fields[1], fields[2], fields[3], fields[4]) = (1f, range, rate, azimuth, Decibels(snr));
        }
        return true;
    }

    /// <summary>The detections: without extent, and with the velocity along the line of sight that they tell.</summary>
    public Overlay Show(string channel, int vehicle, ReadOnlySpan<float> row)
    {
        var frame = new VehicleFrame(sensed, vehicle);
        var (ownX, ownY) = sensed.Vehicles.Velocity(vehicle);
        var tracks = new List<Track>();
        for (int i = 0; i < row.Length / Quantities; i++)
        {
            var fields = row.Slice(i * Quantities, Quantities);
            if (fields[0] == 0f) continue;
            float range = fields[1], rate = fields[2], azimuth = fields[3];
            var (sin, cos) = Elementary.SinCos(frame.Heading + settings.Mount.Yaw + azimuth);
            float radial = settings.RangeNoise * settings.RangeNoise, across = range * settings.AzimuthNoise * (range * settings.AzimuthNoise);
            tracks.Add(new Track(
                i, frame.ToWorld(settings.Mount, range, azimuth, settings.Mount.Z), frame.Heading, Size: default,
                new(ownX + rate * cos, ownY + rate * sin),
                radial * cos * cos + across * sin * sin, (radial - across) * sin * cos, radial * sin * sin + across * cos * cos));
        }
        return new TracksOverlay(channel, tracks);
    }

    private static float Decibels(float ratio) => 3.01029996f * Elementary.Log2(ratio);
}
