using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Lidar;

namespace Snowball.Sim.Sensors.Instruments;

/// <summary>A lidar on the egos: the ranges of all rays, then their intensities; see <see cref="LidarModel.Scan"/> for the order.</summary>
internal sealed class LidarScanner(LidarSettings settings, SensedWorld sensed) : IInstrument
{
    private readonly LidarModel _lidar = new(settings, sensed.Vehicles, sensed.Store.Worlds, world => sensed.Frame.Road(world).Obstacles);
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
}
