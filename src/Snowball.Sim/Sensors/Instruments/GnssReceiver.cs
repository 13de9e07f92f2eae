using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Overlays;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>Satellite navigation; see <see cref="GnssSettings"/>. The drift goes on where there is no reception.</summary>
internal sealed class GnssReceiver : IInstrument
{
    private const float PositionScale = 1000f, SpeedScale = 40f;
    private readonly GnssSettings _settings;
    private readonly SensedWorld _sensed;
    private readonly VehicleStates _vehicles;
    private readonly GaussMarkov _drift;
    private readonly float[] _driftX, _driftY;

    public GnssReceiver(GnssSettings settings, int rate, SensedWorld sensed)
    {
        (_settings, _sensed, _vehicles) = (settings, sensed, sensed.Vehicles);
        _drift = new GaussMarkov(settings.DriftTime, rate);
        _driftX = sensed.Store.Add<float>(_vehicles.Egos);
        _driftY = sensed.Store.Add<float>(_vehicles.Egos);
    }

    public static ImmutableArray<ObservationField> Measured { get; } =
        [new("x", "m", PositionScale), new("y", "m", PositionScale), new("vx", "m/s", SpeedScale), new("vy", "m/s", SpeedScale)];

    public ImmutableArray<ObservationField> Fields => Measured;

    public void Reset(in Instant instant)
    {
        var random = instant.EpisodeDraws;
        int at = instant.World * _vehicles.Egos + instant.Ego;
        (_driftX[at], _driftY[at]) = (random.NextNormal(), random.NextNormal());
    }

    public bool Measure(in Instant instant, Span<float> row)
    {
        var v = _vehicles;
        var random = instant.SampleDraws;
        int at = instant.World * v.Egos + instant.Ego, index = instant.Vehicle;
        _driftX[at] = _drift.Next(_driftX[at], ref random);
        _driftY[at] = _drift.Next(_driftY[at], ref random);
        foreach (var outage in _settings.Outages)
        {
            if (v.S[index] >= outage.From && v.S[index] < outage.To) return false;
        }
        float position = instant.NoiseFactor * _settings.PositionNoise, speed = instant.NoiseFactor * _settings.SpeedNoise;
        var (vx, vy) = v.Velocity(index);
        row[0] = v.X[index] + _settings.Drift * _driftX[at] + position * random.NextNormal();
        row[1] = v.Y[index] + _settings.Drift * _driftY[at] + position * random.NextNormal();
        row[2] = vx + speed * random.NextNormal();
        row[3] = vy + speed * random.NextNormal();
        return true;
    }

    /// <summary>The own position, with the deviation that noise and drift have together, headed where the velocity is.</summary>
    public Overlay Show(string channel, int vehicle, ReadOnlySpan<float> row)
    {
        if (row.IsEmpty) return new TracksOverlay(channel, []);
        float variance = _settings.PositionNoise * _settings.PositionNoise + _settings.Drift * _settings.Drift;
        var position = new VehicleFrame(_sensed, vehicle).OnRoad(row[0], row[1], 0f);
        return new TracksOverlay(
            channel, [new Track(0, position, Elementary.Atan2(row[3], row[2]), Size: default, new(row[2], row[3]), variance, 0f, variance)]);
    }
}
