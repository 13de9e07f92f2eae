using System.Collections.Immutable;
using System.Numerics;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Overlays;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Lidar;
using Snowball.Sim.Sensors.Rays;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>A lidar on the egos: the ranges of all rays, then their intensities; see <see cref="LidarModel.Scan"/> for the order.</summary>
internal sealed class LidarScanner(LidarSettings settings, SensedWorld sensed) : IInstrument
{
    private readonly LidarModel _lidar = new(settings, sensed.Vehicles, sensed.Store.Worlds, world => sensed.Frame.Road(world).Obstacles);
    private readonly AzimuthGrid _azimuths = new(settings.Circle, settings.Rays);
    private readonly int _rays = settings.Channels * settings.Rays;

    public ImmutableArray<ObservationField> Fields => Measured(settings);

    public static ImmutableArray<ObservationField> Measured(LidarSettings settings)
    {
        int rays = settings.Channels * settings.Rays;
        var fields = ImmutableArray.CreateBuilder<ObservationField>(2 * rays);
        for (int ray = 0; ray < rays; ray++) fields.Add(new($"ray_{ray}_range", "m", settings.MaximumRange));
        for (int ray = 0; ray < rays; ray++) fields.Add(new($"ray_{ray}_intensity", "", 1f));
        return fields.MoveToImmutable();
    }

    public void Reset(in Instant instant)
    {
    }

    public bool Measure(in Instant instant, Span<float> row)
    {
        _lidar.Scan(instant.Vehicle, SensorDraws.Of(instant), instant.NoiseFactor, row[.._rays], row[_rays..]);
        return true;
    }

    /// <summary>The returns, coloured by their intensity.</summary>
    public Overlay Show(string channel, int vehicle, ReadOnlySpan<float> row)
    {
        var frame = new VehicleFrame(sensed, vehicle);
        var points = new List<Vector3>();
        var values = new List<float>();
        for (int i = 0; i < row.Length / 2; i++)
        {
            float range = row[i];
            if (range >= settings.MaximumRange) continue;
            var (sin, cos) = Elementary.SinCos(settings.Elevation(i / settings.Rays));
            points.Add(frame.ToWorld(settings.Mount, range * cos, _azimuths.Azimuth(i % settings.Rays), settings.Mount.Z + range * sin));
            values.Add(Elementary.Clip(row[_rays + i], 0f, 1f));
        }
        return new PointsOverlay(channel, points, values);
    }
}
