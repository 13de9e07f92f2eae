using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>The nearest range in each sector of a lidar, from right to left; see <see cref="LidarScanObservation"/>.</summary>
internal sealed class LidarScanSensor : ISensor
{
    private readonly SampledSensor _lidar;
    private readonly int _sectors, _rays, _firstRay;

    public LidarScanSensor(LidarScanObservation settings, LidarSettings lidarSettings, SampledSensor lidar)
    {
        (_lidar, _sectors, _rays) = (lidar, settings.Sectors, lidarSettings.Rays);
        int level = 0;
        for (int channel = 1; channel < lidarSettings.Channels; channel++)
        {
            if (MathF.Abs(lidarSettings.Elevation(channel)) < MathF.Abs(lidarSettings.Elevation(level))) level = channel;
        }
        // After the field that tells whether the scan is valid come the ranges, channel by channel.
        _firstRay = 1 + level * _rays;
        var fields = ImmutableArray.CreateBuilder<ObservationField>(1 + _sectors);
        fields.Add(lidar.Spec.Fields[0]);
        for (int sector = 0; sector < _sectors; sector++) fields.Add(lidar.Spec.Fields[_firstRay] with { Name = $"sector_{sector}_range" });
        Spec = new ObservationSpec(fields.MoveToImmutable());
    }

    public string Name => "lidar-scan";

    public ObservationSpec Spec { get; }

    public void Write(int world, Span<float> rows)
    {
        var scans = _lidar.Seen(world);
        for (int ego = 0; ego * Spec.Size < rows.Length; ego++)
        {
            var scan = scans.Slice(ego * _lidar.Spec.Size, _lidar.Spec.Size);
            var row = rows.Slice(ego * Spec.Size, Spec.Size);
            row[0] = scan[0];
            for (int sector = 0; sector < _sectors; sector++)
            {
                int from = _firstRay + sector * _rays / _sectors, to = _firstRay + (sector + 1) * _rays / _sectors;
                float nearest = scan[from];
                for (int ray = from + 1; ray < to; ray++) nearest = scan[ray] < nearest ? scan[ray] : nearest;
                row[1 + sector] = nearest;
            }
        }
    }
}
