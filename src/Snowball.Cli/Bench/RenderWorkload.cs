using Snowball.Cli.Inputs;
using Snowball.Rendering;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Bench;

/// <summary>
/// Pictures of dense traffic from cars in the midst of it, as a training takes them: each time the vehicles are taken out of their worlds, drawn at
/// level fast, and read back.
/// </summary>
internal sealed class RenderWorkload : Workload
{
    private const float FieldOfView = 0.87f;

    private const string Jam = """
        format: 1
        description: Dense traffic on four lanes.
        simulation: {simulation_frequency: 20 Hz, policy_frequency: 2 Hz}
        road: {kind: straight, lanes: 4, lane_width: 3.75 m, speed_limit: 120 km/h}
        ego: {vehicle: bmw-320i, dynamics: kinematic, lane: 1, position: 0 m, speed: 10 m/s}
        traffic:
          kind: flow
          density: 40 veh/km
          behind: 10 m
          ahead: 150 m
          speed: uniform(8, 12) m/s
          vehicles:
            - {vehicle: bmw-320i, share: 70 %}
            - {vehicle: van, share: 15 %}
            - {vehicle: truck, share: 15 %}
          drivers:
            time_headway: 0.8 s
            minimum_gap: 2 m
            maximum_acceleration: 1.5 m/s2
            comfortable_deceleration: 2 m/s2
            acceleration_limit: 6 m/s2
        """;

    private static readonly Mount s_windscreen = new(0.3f, 0f, 1.4f, 0f);
    private readonly DrivingEnv _environment;
    private readonly WorldExtractor _extractor;
    private readonly IFrameRenderer _renderer;
    private readonly CameraView[] _views;
    private readonly VehicleInstance[] _vehicles;
    private readonly byte[] _colour, _semantic;
    private readonly float[] _depth;
    private readonly float _focalLength;
    private readonly int _scene;

    /// <param name="renderer">Of <see cref="Renderers.Names"/>.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="pictures">Of a batch, each of a world of its own.</param>
    /// <param name="threads">Threads that draw.</param>
    /// <exception cref="Sim.MachineException">The renderer cannot be had here.</exception>
    public RenderWorkload(string renderer, int width, int height, int pictures, int threads)
        : base($"{renderer}: {width}x{height}, {pictures} at once", threads, "pictures/s")
    {
        _renderer = Renderers.Make(renderer, width, height, DetailLevel.Fast, threads);
        _environment = new DrivingEnv(BenchScenario.Of("render", Jam), pictures);
        // The place in its lane from which each ego starts differs from the others' only after a while.
        for (int step = 0; step < 2; step++) _environment.Step(new float[_environment.Agents * _environment.Action.Dimensions]);
        _extractor = new WorldExtractor(_environment);
        _focalLength = Pinhole.WithFieldOfView(width, height, FieldOfView).FocalLength;
        var road = RoadSceneBuilder.Build(_environment.Frame.Road(0), -100f, 1000f, DetailLevel.Fast);
        _scene = _renderer.Add(road);
        _views = new CameraView[pictures];
        _vehicles = new VehicleInstance[pictures * _extractor.Capacity];
        int pixels = pictures * width * height;
        (_colour, _semantic, _depth) = (new byte[4 * pixels], new byte[pixels], new float[pixels]);

        Extract();
        var visible = new VisibleSet(DetailLevel.Fast);
        foreach (ref readonly var view in _views.AsSpan())
        {
            visible.Collect(view, width, height, road, _vehicles);
            VehiclesInSight += (double)visible.Vehicles.Length / pictures;
        }
    }

    /// <summary>Of a picture, on average.</summary>
    public double VehiclesInSight { get; }

    /// <summary>Whether depth and classes are drawn too.</summary>
    public bool DrawsAllPlanes { get; set; }

    public override long Run()
    {
        int vehicles = Extract();
        var batch = new FrameBatch { Views = _views, Vehicles = _vehicles.AsSpan(0, vehicles) };
        _renderer.Draw(batch, DrawsAllPlanes
            ? new FrameTargets { Colour = _colour, Depth = _depth, Semantic = _semantic }
            : new FrameTargets { Colour = _colour });
        return _views.Length;
    }

    public override void Dispose()
    {
        _renderer.Dispose();
        _environment.Dispose();
    }

    private int Extract()
    {
        int count = 0;
        for (int world = 0; world < _views.Length; world++)
        {
            int written = _extractor.Vehicles(world, _vehicles.AsSpan(count), without: 0);
            _views[world] = new()
            {
                Pose = _extractor.Camera(world, 0, s_windscreen, pitch: 0.02f, roll: 0f),
                FocalLength = _focalLength,
                Scene = _scene,
                FirstVehicle = count,
                Vehicles = written,
                Atmosphere = _extractor.Atmosphere(world),
            };
            count += written;
        }
        return count;
    }
}
