using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Rendering.Tests.GroundTruth;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors;
using Snowball.Sim.Sensors.Lidar;
using Snowball.Sim.Vehicles;

namespace Snowball.Rendering.Tests.Scenes;

/// <summary>Instances, lamps and cameras against the state that they are taken from.</summary>
public sealed class WorldExtractorTests
{
    [Fact]
    public void EveryVehicleOnTheRoadIsWritten()
    {
        using var env = Make("dense-traffic");
        var v = env.Vehicles;
        v.Active[3] = 0;
        var instances = Extract(env, out int count);

        Assert.Equal(v.Active.Take(v.Slots).Sum(), count);
        Assert.DoesNotContain(instances.Take(count), vehicle => vehicle.Id == 4);
        for (int i = 0; i < count; i++)
        {
            int slot = instances[i].Id - 1;
            Assert.Equal(new Vector3(v.X[slot], v.Y[slot], v.Z[slot]), instances[i].Position);
            Assert.Equal(new Vector3(v.Length[slot], v.Width[slot], VehicleParameters.All[v.ParameterSet[slot]].Height), instances[i].Size);
            Assert.Contains(instances[i].Model, VehicleModels.Of(v.ParameterSet[slot]).ToArray());
        }
    }

    [Fact]
    public void ACarrierIsLeftOut()
    {
        using var env = Make("dense-traffic");
        var extractor = new WorldExtractor(env);
        var (all, others) = (new VehicleInstance[extractor.Capacity], new VehicleInstance[extractor.Capacity]);
        int count = extractor.Vehicles(0, all), rest = extractor.Vehicles(0, others, without: 5);

        Assert.Equal(count - 1, rest);
        Assert.Equal(all.Take(count).Where(vehicle => vehicle.Id != 6), others.Take(rest));
    }

    [Theory]
    [InlineData(0f, 0f, 1.2f, true)]
    [InlineData(0f, 0f, 1.5f, true)]
    [InlineData(2.2f, 0f, 0.5f, true)]
    [InlineData(2.3f, 0f, 0.5f, false)]
    [InlineData(0f, 0.9f, 1.2f, false)]
    [InlineData(-8f, 0f, 3f, false)]
    [InlineData(0f, 0f, 5f, false)]
    public void ASensorIsAboardWhereItIsOnOrInTheBody(float x, float y, float z, bool expected)
    {
        using var env = Make("dense-traffic");

        Assert.Equal("bmw-320i", VehicleParameters.All[env.Vehicles.ParameterSet[0]].Name);
        Assert.Equal(expected, new WorldExtractor(env).IsAboard(world: 0, slot: 0, new Mount(x, y, z, 0f)));
    }

    [Theory]
    [InlineData(-1f, 0f, 20f, true)]
    [InlineData(-0.5f, 0f, 20f, false)]
    [InlineData(0f, -1.2f, 20f, true)]
    [InlineData(1f, -1.2f, 20f, false)]
    [InlineData(0f, 0f, 0f, true)]
    [InlineData(1f, 1f, 0.05f, true)]
    [InlineData(1f, 1f, 5f, false)]
    public void BrakeLampsTellOfBraking(float command, float acceleration, float speed, bool expected)
    {
        using var env = Make("dense-traffic");
        (env.Vehicles.CommandAcceleration[1], env.Vehicles.Acceleration[1], env.Vehicles.Speed[1]) = (command, acceleration, speed);

        Assert.Equal(expected, (Find(env, slot: 1).Lamps & Lamps.Brake) != 0);
    }

    [Theory]
    [InlineData(-1, Lamps.IndicatorLeft)]
    [InlineData(1, Lamps.IndicatorRight)]
    public void IndicatorsBlinkTowardsTheTargetLane(int side, Lamps expected)
    {
        using var env = Make("weaving");
        (int steps, int bright, int changes) = (100, 0, 0);
        bool before = false;
        var actions = new float[env.Agents * env.Action.Dimensions];
        for (int step = 0; step < steps; step++)
        {
            (env.Vehicles.Lane[2], env.Vehicles.TargetLane[2]) = (1, 1 + side);
            var lamps = Find(env, slot: 2).Lamps;
            Assert.Equal(Lamps.None, lamps & (Lamps.IndicatorLeft | Lamps.IndicatorRight) & ~expected);
            bool now = (lamps & expected) != 0;
            if (now) bright++;
            if (now != before) changes++;
            before = now;
            env.Step(actions);
            if (env.EpisodeStep(0) == 0) steps = step;
        }

        // One and a half blinks a second, half of the time bright; an episode may end early.
        float seconds = steps / (float)env.Scenario.Simulation.PolicyFrequency;
        Assert.True(steps > 10);
        Assert.InRange(changes / 2f, 1.5f * seconds - 2f, 1.5f * seconds + 2f);
        Assert.InRange(bright / (float)steps, 0.3f, 0.7f);
    }

    [Fact]
    public void NoIndicatorWhereTheLaneIsKept()
    {
        using var env = Make("dense-traffic");
        env.Vehicles.TargetLane[2] = env.Vehicles.Lane[2];

        Assert.Equal(Lamps.None, Find(env, slot: 2).Lamps & (Lamps.IndicatorLeft | Lamps.IndicatorRight));
    }

    [Theory]
    [InlineData("clear", false)]
    [InlineData("low-sun", false)]
    [InlineData("overcast", false)]
    [InlineData("dusk", true)]
    [InlineData("night", true)]
    [InlineData("fog", true)]
    [InlineData("rain", true)]
    public void LampsAreOnWhereItIsDark(string atmosphere, bool expected)
    {
        using var env = Make("dense-traffic");
        var extractor = new WorldExtractor(env, Atmospheres.Named(atmosphere));
        var instances = new VehicleInstance[extractor.Capacity];
        int count = extractor.Vehicles(0, instances);

        foreach (var vehicle in instances.Take(count))
        {
            Assert.Equal(expected ? Lamps.Head | Lamps.Tail : Lamps.None, vehicle.Lamps & (Lamps.Head | Lamps.Tail));
        }
    }

    [Theory]
    [InlineData(0f, 0f, 0.3f)]
    [InlineData(0.08f, 0f, 0f)]
    [InlineData(0f, 0.06f, 0f)]
    [InlineData(-0.07f, 0.05f, 0.4f)]
    [InlineData(0.1f, -0.08f, -2.5f)]
    public void VehiclesLieOnTheSlopeOfTheirRoad(float grade, float bank, float turned)
    {
        using var env = Make("dense-traffic");
        var v = env.Vehicles;
        const float Road = 0.7f;
        (v.Grade[1], v.Bank[1], v.Heading[1], v.RelativeHeading[1], v.Z[1]) = (grade, bank, Road + turned, turned, 12f);
        var vehicle = Find(env, slot: 1);

        // The plane of the road, by OpenDRIVE: tan(grade) up along the line, sin(superelevation) up to the left of it.
        double alongX = Math.Cos(Road), alongY = Math.Sin(Road);
        double Height(double x, double y) => (x * alongX + y * alongY) * Math.Tan(grade) + (y * alongX - x * alongY) * Math.Sin(bank);
        var forward = vehicle.Forward;
        var left = Vector3.Cross(vehicle.Up, forward);
        Assert.Equal(1f, forward.Length(), 1e-6f);
        Assert.Equal(1f, vehicle.Up.Length(), 1e-6f);
        Assert.Equal(0f, Vector3.Dot(forward, vehicle.Up), 1e-6f);
        Assert.Equal(Height(forward.X, forward.Y), forward.Z, 1e-6);
        Assert.Equal(Height(left.X, left.Y), left.Z, 1e-6);
        // Seen from above it points where it heads to.
        Assert.Equal(0f, forward.X * MathF.Sin(Road + turned) - forward.Y * MathF.Cos(Road + turned), 1e-6f);
        Assert.True(forward.X * MathF.Cos(Road + turned) + forward.Y * MathF.Sin(Road + turned) > 0.9f);
        Assert.Equal(12f, vehicle.Position.Z);
    }

    /// <summary>Against rotation matrices: yaw about up, then pitch about left, then roll about forward.</summary>
    [Theory]
    [InlineData(0f, 0f, 0f, 0f, 0f)]
    [InlineData(0.05f, -0.03f, 0.4f, 0.1f, 0.2f)]
    [InlineData(-0.08f, 0.06f, -2f, -0.3f, -0.1f)]
    [InlineData(0.02f, 0.01f, 3.1f, 0.5f, 0.4f)]
    public void CamerasAreMountedOnTheirVehicle(float grade, float bank, float yaw, float pitch, float roll)
    {
        using var env = Make("dense-traffic");
        var v = env.Vehicles;
        (v.Grade[1], v.Bank[1], v.Heading[1], v.RelativeHeading[1], v.Z[1]) = (grade, bank, 0.6f, 0.1f, -3f);
        var body = Find(env, slot: 1);
        var pose = new WorldExtractor(env).Camera(world: 0, slot: 1, new Mount(1.5f, -0.4f, 1.3f, yaw), pitch, roll);

        Vector3D ahead = Vector3D.Of(body.Forward), up = Vector3D.Of(body.Up), left = up.Cross(ahead);
        // Columns of Rz(yaw) Ry(pitch) Rx(roll) in the vehicle's axes; a positive pitch about the left axis turns down, a positive roll about forward turns
        // left up: clockwise as it looks.
        double cy = Math.Cos(yaw), sy = Math.Sin(yaw), cp = Math.Cos(pitch), sp = Math.Sin(pitch), cr = Math.Cos(roll), sr = Math.Sin(roll);
        AssertIs(ahead * (cy * cp) + left * (sy * cp) + up * -sp, pose.Forward);
        AssertIs(ahead * (cy * sp * sr - sy * cr) + left * (sy * sp * sr + cy * cr) + up * (cp * sr), pose.Left);
        AssertIs(ahead * (cy * sp * cr + sy * sr) + left * (sy * sp * cr - cy * sr) + up * (cp * cr), pose.Up);
        AssertIs(Vector3D.Of(body.Position) + ahead * 1.5 + left * -0.4 + up * 1.3, pose.Position, 2e-5);

        static void AssertIs(Vector3D expected, Vector3 actual, double tolerance = 2e-6)
        {
            Assert.Equal(expected.X, actual.X, tolerance);
            Assert.Equal(expected.Y, actual.Y, tolerance);
            Assert.Equal(expected.Z, actual.Z, tolerance);
        }
    }

    /// <summary>What a lidar without noise ranges is the drawn boxes.</summary>
    [Fact]
    public void FootprintsAreThoseThatALidarMeets()
    {
        using var env = Make("dense-traffic");
        var settings = new LidarSettings(
            new Mount(0f, 0f, 1f, 0f), Channels: 1, LowestChannel: 0f, HighestChannel: 0f, FieldOfView: 2f * MathF.PI, Resolution: MathF.PI / 720f,
            MinimumRange: 0.01f, MaximumRange: 120f, ReferenceRange: 1000f, RangeNoise: 0f, Dropout: 0f);
        var lidar = new LidarModel(settings, env.Vehicles, worlds: 1);
        var (ranges, intensities) = (new float[settings.Rays], new float[settings.Rays]);
        lidar.Scan(vehicle: 0, default, noiseFactor: 0f, ranges, intensities);
        var instances = Extract(env, out int count);
        var own = instances.Single(vehicle => vehicle.Id == 1);
        var boxes = instances.Take(count).Where(vehicle => vehicle.Id != 1).Select(vehicle => Solid.BoxOf(vehicle)).ToArray();

        int met = 0, same = 0;
        var eye = Vector3D.Of(own.Position + own.Up);
        for (int ray = 0; ray < ranges.Length; ray++)
        {
            if (ranges[ray] >= 119f) continue;
            double azimuth = -0.5 * (ranges.Length - 1) * settings.Resolution + ray * settings.Resolution;
            Vector3D ahead = Vector3D.Of(own.Forward), left = Vector3D.Of(own.Up).Cross(ahead);
            var direction = ahead * Math.Cos(azimuth) + left * Math.Sin(azimuth);
            met++;
            double nearest = boxes.Min(box => box.Meet(eye, direction));
            if (Math.Abs(nearest - ranges[ray]) < 0.01) same++;
        }
        Assert.True(met > 100, $"{met} rays are too few");
        // A ray may graze a corner.
        Assert.True(same >= met - 3, $"{same} of {met} ranges are those of the boxes");
    }

    [Fact]
    public void WheelsRollAsFarAsTheVehicleGoes()
    {
        using var env = Make("dense-traffic");
        float radius = 0.5f * VehicleModels.All[Find(env, slot: 1).Model].Wheels[0].Diameter, before = Find(env, slot: 1).Rolling;
        env.Vehicles.S[1] += 0.5f;
        float turned = Find(env, slot: 1).Rolling - before;

        Assert.Equal(0.5f / radius, turned < 0f ? turned + 2f * MathF.PI : turned, 1e-3f);
        Assert.Equal(env.Vehicles.Steering[1], Find(env, slot: 1).Steering);
    }

    [Fact]
    public void LooksFollowFromTheEpisodeAndTheSlotAlone()
    {
        var scenario = Stage.Load("dense-traffic");
        using var batch = new DrivingEnv(scenario, worlds: 4);
        using var alone = new DrivingEnv(scenario, worlds: 1, firstWorld: 2);
        batch.Reset(7);
        alone.Reset(7);
        var (one, other) = (new WorldExtractor(batch), new WorldExtractor(alone));
        var (first, second) = (new VehicleInstance[one.Capacity], new VehicleInstance[other.Capacity]);

        Assert.Equal(one.Vehicles(2, first), other.Vehicles(0, second));
        Assert.Equal(first, second);
        Assert.True(first.Select(vehicle => vehicle.Paint).Distinct().Count() > 5);
        one.Vehicles(3, second);
        Assert.NotEqual(first.Select(vehicle => vehicle.Paint), second.Select(vehicle => vehicle.Paint));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        using var env = Make("dense-traffic");
        var extractor = new WorldExtractor(env);
        var instances = new VehicleInstance[extractor.Capacity];
        extractor.Vehicles(0, instances);
        extractor.Camera(0, 0, default, 0f, 0f);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            extractor.Vehicles(0, instances);
            extractor.Camera(0, 0, default, 0f, 0f);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static DrivingEnv Make(string scenario)
    {
        var env = new DrivingEnv(Stage.Load(scenario), worlds: 1);
        env.Reset(3);
        return env;
    }

    private static VehicleInstance[] Extract(DrivingEnv env, out int count)
    {
        var extractor = new WorldExtractor(env);
        var instances = new VehicleInstance[extractor.Capacity];
        count = extractor.Vehicles(0, instances);
        return instances;
    }

    private static VehicleInstance Find(DrivingEnv env, int slot) => Extract(env, out int count).Take(count).Single(vehicle => vehicle.Id == slot + 1);
}
