using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>sensors</c> section.</summary>
internal static class SensorFormat
{
    /// <summary>Keys that every sensor has.</summary>
    private static readonly ImmutableArray<Key> EverySensor =
    [
        new("rate", new WholeNumber(Frequency, 1, 1000), "samples a second; a divisor of the simulation's frequency"),
        new("latency", new Quantity(Time, 0, 10), "time from a sample to its being seen", Default: "0 s"),
        new("faults", FaultFormat.Shape, "what goes wrong", Optional: true),
    ];

    /// <summary>The same of a camera, which is drawn once in each policy step.</summary>
    private static readonly ImmutableArray<Key> EveryCamera =
    [
        new("rate", new WholeNumber(Frequency, 1, 1000), "pictures a second: policy_frequency, also where it is left out", Optional: true),
        new("latency", new Quantity(Time, 0, 10), "time from a picture to its being seen, a whole number of policy steps", Default: "0 s"),
        new("faults", FaultFormat.ShapeOfCameras, "what goes wrong", Optional: true),
    ];

    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Named(new Kinds(
    [
        Sensor("gnss", "satellite navigation: position and velocity in the world's frame", GnssFormat.Keys),
        Sensor("imu", "accelerations forward and to the left (with gravity on slopes) and yaw rate", OwnMotionFormat.ImuKeys),
        Sensor("odometry", "speeds of the rear wheels", OwnMotionFormat.OdometryKeys),
        Sensor("object-list", "the nearest vehicles that are not hidden, without errors", ObjectListFormat.Keys),
        Sensor("lidar", "a scanning lidar: range and intensity of every ray", LidarFormat.Keys),
        Sensor("radar", "a radar: detections with range, range rate, azimuth and signal to noise", RadarFormat.Keys),
        new("camera", "a camera: pictures, for the observation camera", [.. CameraFormat.Keys, .. EveryCamera]),
    ]), Most: 16);

    /// <summary>The settings that its keys make, in a simulation of the given policy frequency, Hz.</summary>
    public static ImmutableArray<SensorSettings> Build(Entries section, int policyFrequency)
    {
        ImmutableArray<SensorSettings>.Builder sensors = ImmutableArray.CreateBuilder<SensorSettings>();
        foreach ((string name, Entry entry) in section.All)
        {
            var keys = (Entries)entry.Value;
            InstrumentSettings instrument = Instrument(keys);
            sensors.Add(new SensorSettings(
                name, instrument, keys.Has("rate") ? keys.Get<int>("rate") : policyFrequency, keys.Get<float>("latency"),
                keys.Has("faults") ? FaultFormat.Build(keys.Get<ImmutableArray<Entries>>("faults"), instrument) : []));
        }
        return sensors.ToImmutable();
    }

    private static InstrumentSettings Instrument(Entries keys) => keys.Kind switch
    {
        "gnss" => GnssFormat.Build(keys),
        "imu" => OwnMotionFormat.BuildImu(keys),
        "odometry" => OwnMotionFormat.BuildOdometry(keys),
        "lidar" => LidarFormat.Build(keys),
        "radar" => RadarFormat.Build(keys),
        "camera" => CameraFormat.Build(keys),
        _ => ObjectListFormat.Build(keys),
    };

    private static Kind Sensor(string name, string meaning, ImmutableArray<Key> keys) => new(name, meaning, [.. keys, .. EverySensor]);
}
