using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors;
using Snowball.Sim.Sensors.Lidar;
using Snowball.Sim.Vehicles;

namespace Snowball.Cli.Bench;

/// <summary>Scans of a lidar, on the roof or with a single channel at the height of bumpers, in the middle of a four-lane highway with 30 other vehicles, placed at random.</summary>
internal sealed class LidarWorkload : Workload
{
    private const int Worlds = 8, Others = 30, Lanes = 4;
    private const float LaneWidth = 3.75f, Sight = 200f;
    private readonly VehicleStates _vehicles;
    private readonly LidarModel _lidar;
    private readonly float[] _ranges, _intensities;
    private uint _tick;

    public LidarWorkload(int channels, bool isNoisy)
        : base($"lidar, {channels} x 1,800 rays against {Others} vehicles, {(isNoisy ? "range noise and dropout" : "no noise")}", threads: 1, "rays/s")
    {
        var store = new ColumnStore(Worlds);
        _vehicles = new VehicleStates(store, 1 + Others, egos: 1);
        var random = new Random(0);
        for (int world = 0; world < Worlds; world++)
        {
            for (int slot = 0; slot <= Others; slot++)
            {
                int index = world * _vehicles.Slots + slot, lane = slot == 0 ? 1 : slot % Lanes;
                _vehicles.Place(index, VehicleParameters.All[slot % 3], DynamicsModel.Kinematic);
                // One after another in each lane, so that none stand in each other or in the ego.
                float place = (slot / Lanes + 0.3f + 0.4f * random.NextSingle()) / (Others / Lanes + 1) * 2 - 1;
                _vehicles.X[index] = slot == 0 ? 0 : place * Sight;
                _vehicles.Y[index] = -(lane + 0.5f) * LaneWidth + 0.3f * (random.NextSingle() - 0.5f);
                _vehicles.Heading[index] = 0.02f * (random.NextSingle() - 0.5f);
            }
        }
        const float Degree = MathF.PI / 180;
        var settings = new LidarSettings(
            new Mount(0f, 0f, channels == 1 ? 0.6f : 1.8f, 0f), channels, channels == 1 ? 0f : -15f * Degree, channels == 1 ? 0f : 15f * Degree, 360f * Degree, 0.2f * Degree,
            1f, 200f, 150f, isNoisy ? 0.02f : 0f, isNoisy ? 0.002f : 0f);
        _lidar = new LidarModel(settings, _vehicles, Worlds);
        _ranges = new float[channels * settings.Rays];
        _intensities = new float[channels * settings.Rays];
    }

    public override long Run()
    {
        for (int world = 0; world < Worlds; world++)
        {
            _lidar.Scan(world * _vehicles.Slots, new SensorDraws((ulong)world, 0, _tick), noiseFactor: 1f, _ranges, _intensities);
        }
        _tick++;
        return (long)Worlds * _ranges.Length;
    }

    public override void Dispose()
    {
    }
}
