using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>The sections <c>sensors</c> and <c>observation</c> with every kind of sensor: what they give, and what is refused.</summary>
public sealed class SensorFileTests
{
    private const string Sensors = """
        sensors:
          gnss:
            kind: gnss
            rate: 10 Hz
            latency: 150 ms
            drift: 3 m
            outages: [[100 m, 250 m], [1 km, 1.2 km]]
            faults:
              - {kind: dropout, at: 5 s, duration: "uniform(1, 2) s"}
              - {kind: bias, quantity: vx, offset: 2 km/h, mean_interval: 60 s, duration: 10 s}
          imu:
            kind: imu
            grade: tactical
            rate: 20 Hz
            faults: [{kind: noise-burst, factor: 4, at: 1 s, duration: 1 s}, {kind: freeze, at: 2 s, duration: 1 s}]
          wheels: {kind: odometry, rate: 5 Hz, ticks: 48, slip: 3 %}
          objects:
            kind: object-list
            rate: 5 Hz
            mount: {x: 2 m, yaw: 10 deg}
            objects: 6
            field_of_view: 120 deg
            minimum_visibility: 25 %
            faults: [{kind: bias, quantity: x, offset: 1 m, at: 1 s, duration: 1 s}]
          lidar: {kind: lidar, rate: 5 Hz, resolution: 10 deg}
        observation:
          kind: mixed
          parts:
            lane: {kind: lane-geometry, preview: [10 m]}
            gnss: {kind: sensor, sensor: gnss}
            motion: {kind: stacked, steps: 3, of: {kind: sensor, sensor: imu}}
            others: {kind: object-list, sensor: objects, objects: 2, fields: [presence, x, vx]}
            grid: {kind: occupancy-grid, layers: [presence, on_road], behind: 6 m, ahead: 24 m, side: 9 m, cell: 3 m}
            scan: {kind: lidar-scan, sensor: lidar, sectors: 12}

        """;

    private static readonly string Text = Sample.Text.Replace(
        Sample.Text[Sample.Text.IndexOf("observation:", StringComparison.Ordinal)..Sample.Text.IndexOf("action:", StringComparison.Ordinal)], Sensors, StringComparison.Ordinal)
        .Replace("discretisation:\n  lateral_offset: [-0.5 m, 0.5 m]\n", "", StringComparison.Ordinal);

    [Fact]
    public void EveryKeyIsRead()
    {
        var scenario = Sample.Read(Text);
        Assert.Equal(["gnss", "imu", "wheels", "objects", "lidar"], scenario.Sensors.Select(sensor => sensor.Name));
        var gnss = scenario.Sensors[0];
        Assert.Equal((10, 0.15f), (gnss.Rate, gnss.Latency));
        var receiver = Assert.IsType<GnssSettings>(gnss.Instrument);
        Assert.Equal((0.7f, 3f, 100f, 0.05f), (receiver.PositionNoise, receiver.Drift, receiver.DriftTime, receiver.SpeedNoise));
        Assert.Equal([new RoadInterval(100f, 250f), new RoadInterval(1000f, 1200f)], receiver.Outages);
        Assert.Equal(new DropoutFault(new ScheduledTiming(Distribution.Constant(5f), Distribution.Uniform(1f, 2f))), gnss.Faults[0]);
        Assert.Equal(new BiasFault(new RandomTiming(60f, Distribution.Constant(10f)), "vx", Distribution.Constant((float)(2 / 3.6))), gnss.Faults[1]);
        Assert.Equal(ImuSettings.Tactical, scenario.Sensors[1].Instrument);
        Assert.Equal(4f, Assert.IsType<NoiseBurstFault>(scenario.Sensors[1].Faults[0]).Factor);
        Assert.IsType<FreezeFault>(scenario.Sensors[1].Faults[1]);
        Assert.Equal(new OdometrySettings(48, 1.5f, 0.01f, 0.03f), scenario.Sensors[2].Instrument);
        Assert.Equal(
            new ObjectListSettings(new Mount(2f, 0f, 1.5f, (float)(Math.PI / 18)), 6, 150f, (float)(Math.PI * 2 / 3), 0.25f), scenario.Sensors[3].Instrument);
        var mixed = Assert.IsType<MixedObservation>(scenario.Observation);
        Assert.Equal(["lane", "gnss", "motion", "others", "grid", "scan"], mixed.Parts.Select(part => part.Key));
        Assert.Equal(new StackedObservation(3, new SensorObservation("imu")), mixed.Parts[2].Value);
        Assert.Equal(new LidarScanObservation("lidar", 12), mixed.Parts[5].Value);
        Assert.Equal((10, 6), Assert.IsType<OccupancyGridObservation>(mixed.Parts[4].Value).Size);
    }

    [Theory]
    [InlineData("  wheels: {", "  Wheels: {", "sensors.Wheels: is no name: a small letter, then small letters, digits, - and _")]
    [InlineData("kind: gnss\n", "kind: gps\n", "sensors.gnss.kind: 'gps' is not known; known are gnss, imu, odometry, object-list, lidar, radar, camera")]
    [InlineData("rate: 10 Hz", "rate: 3 Hz", "sensors.gnss.rate: is 3 Hz, which does not divide simulation_frequency, 20 Hz")]
    [InlineData("rate: 10 Hz", "rate: 40 Hz", "sensors.gnss.rate: is 40 Hz, which does not divide simulation_frequency, 20 Hz")]
    [InlineData("    rate: 10 Hz\n", "", "sensors.gnss.rate: is missing: samples a second; a divisor of the simulation's frequency")]
    [InlineData("latency: 150 ms", "latency: 11 s", "sensors.gnss.latency: is 11 s, but must be 0 to 10 s")]
    [InlineData("latency: 150 ms", "latency: -1 s", "sensors.gnss.latency: is -1 s, but must be 0 to 10 s")]
    [InlineData("latency: 150 ms", "delay: 150 ms", "sensors.gnss.delay: is not a known key; known are kind, position_noise, drift, drift_time, speed_noise, outages, rate, latency, faults")]
    [InlineData("drift: 3 m", "position_noise: -1 m", "sensors.gnss.position_noise: is -1 m, but must be 0 to 100 m")]
    [InlineData("drift: 3 m", "drift: 3", "sensors.gnss.drift: has no unit: write '3 m'")]
    [InlineData("drift: 3 m", "drift_time: 0 s", "sensors.gnss.drift_time: is 0 s, but must be 0.1 to 10000 s")]
    [InlineData("drift: 3 m", "speed_noise: 11 m/s", "sensors.gnss.speed_noise: is 11 m/s, but must be 0 to 10 m/s")]
    [InlineData("[100 m, 250 m]", "[250 m, 100 m]", "sensors.gnss.outages[0][1]: '100 m' is not greater than the entry before it")]
    [InlineData("[100 m, 250 m]", "100 m", "sensors.gnss.outages[0]: expects a list in [ ], not '100 m'")]
    [InlineData("kind: dropout, at: 5 s", "kind: drop, at: 5 s", "sensors.gnss.faults[0].kind: 'drop' is not known; did you mean 'dropout'?")]
    [InlineData("kind: dropout, at: 5 s", "kind: dropout", "sensors.gnss.faults[0]: needs one start: at or mean_interval")]
    [InlineData("kind: dropout, at: 5 s", "kind: dropout, at: 5 s, mean_interval: 5 s", "sensors.gnss.faults[0]: needs one start: at or mean_interval")]
    [InlineData("kind: dropout, at: 5 s", "kind: dropout, at: -5 s", "sensors.gnss.faults[0].at: is -5 s, but must be 0 to 3600 s")]
    [InlineData("mean_interval: 60 s", "mean_interval: 0 s", "sensors.gnss.faults[1].mean_interval: is 0 s, but must be 0.01 to 1000000 s")]
    [InlineData("mean_interval: 60 s, duration: 10 s", "mean_interval: 60 s", "sensors.gnss.faults[1].duration: is missing: how long it lasts")]
    [InlineData("mean_interval: 60 s, duration: 10 s", "mean_interval: 60 s, duration: 0 s", "sensors.gnss.faults[1].duration: is 0 s, but must be 0.001 to 3600 s")]
    [InlineData("quantity: vx", "quantity: vz", "sensors.gnss.faults[1].quantity: 'vz' is not measured; did you mean 'vx'?")]
    [InlineData("offset: 2 km/h", "offset: 2 m", "sensors.gnss.faults[1].offset: expects a speed (m/s, km/h), not a length")]
    [InlineData("offset: 2 km/h", "offset: 2", "sensors.gnss.faults[1].offset: has no unit: write '2 m/s'")]
    [InlineData("offset: 2 km/h", "offset: [2 m]", "sensors.gnss.faults[1].offset: expects a value in the quantity's unit, not a list")]
    [InlineData("factor: 4", "factor: -4", "sensors.imu.faults[0].factor: is -4, but must be 0 to 1000")]
    [InlineData("grade: tactical", "grade: navigation", "sensors.imu.grade: 'navigation' is not known; known are consumer, tactical, ideal")]
    [InlineData("ticks: 48", "ticks: 0", "sensors.wheels.ticks: is 0, but must be 1 to 100000")]
    [InlineData("ticks: 48", "track: 5 m", "sensors.wheels.track: is 5 m, but must be 0.5 to 4 m")]
    [InlineData("slip: 3 %", "slip: 60 %", "sensors.wheels.slip: is 60 %, but must be 0 to 50 %")]
    [InlineData("slip: 3 %", "scale_error: 30 %", "sensors.wheels.scale_error: is 30 %, but must be 0 to 20 %")]
    [InlineData("mount: {x: 2 m", "mount: {x: 30 m", "sensors.objects.mount.x: is 30 m, but must be -20 to 20 m")]
    [InlineData("mount: {x: 2 m", "mount: {y: 6 m", "sensors.objects.mount.y: is 6 m, but must be -5 to 5 m")]
    [InlineData("mount: {x: 2 m", "mount: {z: -1 m", "sensors.objects.mount.z: is -1 m, but must be 0 to 10 m")]
    [InlineData("yaw: 10 deg", "yaw: 200 deg", "sensors.objects.mount.yaw: is 200 deg, but must be -180 to 180 deg")]
    [InlineData("objects: 6", "objects: 65", "sensors.objects.objects: is 65, but must be 1 to 64")]
    [InlineData("objects: 6", "range: 0 m", "sensors.objects.range: is 0 m, but must be 1 to 2000 m")]
    [InlineData("field_of_view: 120 deg", "field_of_view: 361 deg", "sensors.objects.field_of_view: is 361 deg, but must be 1 to 360 deg")]
    [InlineData("minimum_visibility: 25 %", "minimum_visibility: 0 %", "sensors.objects.minimum_visibility: is 0 %, but must be 0.1 to 100 %")]
    [InlineData("sensor: gnss}", "sensor: gps}", "observation.parts.gnss.sensor: 'gps' is none of the sensors; known are gnss, imu, wheels, objects, lidar")]
    [InlineData("sensor: imu}", "sensor: radar}", "observation.parts.motion.of.sensor: 'radar' is none of the sensors; known are gnss, imu, wheels, objects, lidar")]
    [InlineData("steps: 3", "steps: 1", "observation.parts.motion.steps: is 1, but must be 2 to 64")]
    [InlineData("of: {kind: sensor, sensor: imu}", "of: {kind: stacked, steps: 2, of: {}}", "observation.parts.motion.of.kind: 'stacked' is not known; known are kinematics, lane-geometry, time-to-collision, car-following, sensor, object-list, lidar-scan, occupancy-grid")]
    [InlineData("of: {kind: sensor, sensor: imu}", "of: {kind: time-to-collision, horizon: 5 s}", "observation.parts.motion.of: time-to-collision needs the target speeds of action kind meta")]
    [InlineData("sensor: objects,", "sensor: imu,", "observation.parts.others.sensor: 'imu' is not of kind object-list")]
    [InlineData("objects: 2,", "objects: 7,", "observation.parts.others.objects: is 7, but the sensor lists 6")]
    [InlineData("fields: [presence, x, vx]", "fields: [presence, z]", "observation.parts.others.fields[1]: 'z' is not known; did you mean 'x'?")]
    [InlineData("sensor: lidar,", "sensor: imu,", "observation.parts.scan.sensor: 'imu' is not of kind lidar")]
    [InlineData("sectors: 12", "sectors: 37", "observation.parts.scan.sectors: is 37, but the sensor has 36 rays in a channel")]
    [InlineData("sectors: 12", "sectors: 0", "observation.parts.scan.sectors: is 0, but must be 1 to 3600")]
    [InlineData("layers: [presence, on_road]", "layers: [road]", "observation.parts.grid.layers[0]: 'road' is not known; known are presence, on_road, vx, vy")]
    [InlineData("behind: 6 m", "behind: 5 m", "observation.parts.grid.cell: is 3 m, which does not divide the length of the grid, 29 m")]
    [InlineData("ahead: 24 m", "ahead: 240 m", "observation.parts.grid.ahead: is 240 m, but must be 0 to 200 m")]
    [InlineData("side: 9 m", "side: 10 m", "observation.parts.grid.cell: is 3 m, which does not divide the width of the grid, 20 m")]
    [InlineData("cell: 3 m", "cell: 0.1 m", "observation.parts.grid.cell: is 0.1 m, which makes 300 x 180 cells, but at most 10000 are kept")]
    [InlineData("cell: 3 m", "cell: 3 m, speed_scale: 0 m/s", "observation.parts.grid.speed_scale: is 0 m/s, but must be 0.1 to 1000 m/s")]
    public void IsRefused(string piece, string replacement, string message)
    {
        Assert.Equal(2, Text.Split(piece).Length);
        int line = Text[..Text.IndexOf(piece, StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        var fault = Assert.Throws<InputException>(() => Sample.Read(Text.Replace(piece, replacement, StringComparison.Ordinal)));

        Assert.EndsWith($": {message}", fault.Message);
        Assert.InRange(fault.Line ?? 0, line - 4, line);
    }

    [Fact]
    public void NoSensorsAtAllIsAMistake()
    {
        int from = Text.IndexOf("sensors:", StringComparison.Ordinal), to = Text.IndexOf("observation:", StringComparison.Ordinal);
        var fault = Assert.Throws<InputException>(() => Sample.Read(Text[..from] + "sensors: {}\n" + Text[to..]));
        Assert.EndsWith("sensors: has 0 entries, but must have 1 to 16", fault.Message);
        fault = Assert.Throws<InputException>(() => Sample.Read(Text[..from] + Text[to..]));
        Assert.EndsWith("observation.parts.gnss.sensor: 'gnss' is none of the sensors", fault.Message);
    }
}
