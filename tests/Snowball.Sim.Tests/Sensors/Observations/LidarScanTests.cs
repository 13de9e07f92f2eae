using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;

namespace Snowball.Sim.Tests.Sensors.Observations;

public sealed class LidarScanTests
{
    private const float Degree = MathF.PI / 180;

    // Three channels at -2, 1 and 4 degrees: the middle one is nearest to the horizontal.
    private static readonly LidarSettings Lidar = new(
        new Mount(0f, 0f, 1f, 0f), 3, -2 * Degree, 4 * Degree, 90 * Degree, Degree, 0.5f, 80f, 200f, RangeNoise: 0f, Dropout: 0f);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(90)]
    public void EachSectorHasTheNearestOfItsRays(int sectors)
    {
        var scenario = Worlds.Flow(density: 40f, curved: false) with
        {
            Sensors = [new SensorSettings("lidar", Lidar, 5, 0f, [])], Observation = new LidarScanObservation("lidar", sectors),
        };
        using var environment = new DrivingEnv(scenario, worlds: 3);
        environment.Open(["lidar"]);
        var spec = environment.ChannelSpec("lidar");
        Assert.Equal(1 + sectors, environment.Observation.Size);
        int hits = 0;
        for (int step = 0; step < 5; step++)
        {
            for (int world = 0; world < 3; world++)
            {
                Assert.Equal(1, environment.Value("valid", world));
                var scan = environment.Channel("lidar").Slice(world * spec.Size, spec.Size);
                for (int sector = 0; sector < sectors; sector++)
                {
                    double nearest = double.PositiveInfinity;
                    for (int ray = 0; ray < 90; ray++)
                    {
                        // Fields: valid, then 90 ranges of each channel.
                        Assert.Equal($"ray_{90 + ray}_range", spec.Fields[1 + 90 + ray].Name);
                        if (Sector(ray, sectors) == sector) nearest = Math.Min(nearest, scan[1 + 90 + ray]);
                    }
                    Assert.Equal(nearest * 80, environment.Value($"sector_{sector}_range", world), 1e-3);
                    if (nearest < 1) hits++;
                }
            }
            environment.Step([1f, 1f, 1f]);
        }
        Assert.True(hits > 5);
    }

    private static int Sector(int ray, int sectors)
    {
        int sector = 0;
        while ((sector + 1) * 90 / sectors <= ray) sector++;
        return sector;
    }
}
