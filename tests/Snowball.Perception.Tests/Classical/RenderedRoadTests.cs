using Snowball.Perception.Classical;
using Snowball.Perception.Labels;
using Snowball.Perception.Metrics;
using Snowball.Rendering;
using Snowball.Rendering.Cameras;
using Snowball.Rendering.Software;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Classical;

/// <summary>The detector on pictures of the simulator, on a clear day.</summary>
public sealed class RenderedRoadTests
{
    private static readonly CameraSettings Camera = new()
    {
        Mount = new Mount(0.5f, 0f, 1.3f, 0f), Width = 320, Height = 160, FieldOfView = 1.05f, Planes = [CameraPlane.Grey], Stack = 1,
    };

    /// <summary>Measured: 0.02 m and 0.18 degrees on curves, which are drawn by chords up to 0.04 m off, 0.01 m and 0.06 degrees among traffic on straight roads.</summary>
    [Theory]
    [InlineData("lane-keeping", 0.03, 0.25)]
    [InlineData("dense-traffic", 0.015, 0.1)]
    public void ErrorsAreSmallOnAClearDay(string scenario, double offset, double heading)
    {
        using var environment = Make(scenario, worlds: 40);
        using var detector = new ClassicalLaneDetector(Camera);
        var errors = new LaneErrors();
        for (int world = 0; world < environment.Worlds; world++)
        {
            var picture = environment.Frames.Slice(world * environment.FrameSpec!.Size, environment.FrameSpec.Size);
            errors.Add(detector.Detect(picture)?.Lane, Truth(environment, world));
        }
        Assert.True(errors.Availability >= 0.97, $"available {errors.Availability}");
        Assert.True(errors.Offset.MeanAbsolute < offset, $"offset {errors.Offset.MeanAbsolute} m");
        Assert.True(errors.Heading.MeanAbsolute < heading, $"heading {errors.Heading.MeanAbsolute} degrees");
    }

    private static DrivingEnv Make(string name, int worlds)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Scenarios, name));
        scenario = scenario with
        {
            Sensors = [new SensorSettings("front", Camera, scenario.Simulation.PolicyFrequency, 0f, [])],
            Observation = new CameraObservation("front"),
            Discretisation = [],
        };
        var environment = new DrivingEnv(
            scenario, worlds, threads: 1, cameras: CameraRig.With((width, height, threads) => new SoftwareRenderer(width, height, DetailLevel.Fast, threads)));
        environment.Reset(3);
        return environment;
    }

    private static EgoLane Truth(DrivingEnv environment, int world)
    {
        var vehicles = environment.Vehicles;
        int ego = world * vehicles.Slots;
        var road = environment.Frame.Road(world);
        return new(
            vehicles.D[ego] - road.LaneCentre(vehicles.Lane[ego], vehicles.S[ego]), vehicles.RelativeHeading[ego], road.CurvatureAt(vehicles.S[ego] + 25f));
    }

    private static string Scenarios
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!Directory.Exists(Path.Combine(folder, "scenarios"))) folder = Path.GetDirectoryName(folder)!;
            return Path.Combine(folder, "scenarios");
        }
    }
}
