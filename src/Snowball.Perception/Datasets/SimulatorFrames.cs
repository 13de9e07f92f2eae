using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Snowball.Perception.Labels;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Datasets;

/// <summary>
/// Frames straight from the renderer, of many worlds at once. Every world is driven by a <see cref="WeavingDriver"/> from a start anywhere in its lane. It gives
/// <see cref="BatchesOfAnEpisode"/> sequences of an episode, <see cref="Spacing"/> apart, then goes on with another road, weather and camera; worlds do so in turn.
/// </summary>
public sealed class SimulatorFrames : IFrameSource
{
    /// <summary>Sequences that are taken of an episode.</summary>
    public const int BatchesOfAnEpisode = 4;

    /// <summary>Simulated time from the end of a sequence of an episode to the start of the next one, s.</summary>
    public const float Spacing = 1.5f;

    /// <summary>Consecutive frames a second, whatever the scenario's policy decides by.</summary>
    public const int FrameFrequency = 10;

    private const int SimulationFrequency = 50;

    // Starts: of the lane's centre and direction, m and rad.
    private const float FarthestOffset = 1.2f, GreatestHeading = 0.0698f;

    // Controls of the driver, rad and m/s2; what an ego gains in a sequence at most, m/s; and what has to be left of the road, m.
    private const float GreatestSteering = 0.175f, HardestBraking = 8f, HardestAcceleration = 3f, Haste = 10f, RoadEnd = 60f;

    private readonly FrameSettings _settings;
    private readonly ulong _seed;
    private readonly DrivingEnv _environment;
    private readonly RoadFamily _roads;
    private readonly ICameraRig _rig;
    private readonly WeavingDriver _driver;
    private readonly FrameLabeller _labeller;
    private readonly int[] _all, _episodes;
    private readonly float[] _actions;
    private readonly byte[] _drawn;
    private readonly ImmutableArray<CameraPlane> _planes;
    private long _batches;

    /// <param name="scenario">Where it is driven, and with which camera: its first one of an ego, else one behind the windscreen.</param>
    /// <param name="settings">What frames.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="cameras">What draws.</param>
    /// <exception cref="MachineException">The machine cannot draw the frames.</exception>
    public SimulatorFrames(Scenario scenario, FrameSettings settings, ulong seed, CameraRigFactory cameras)
    {
        // Scenarios that are mixed do not have the same weather at the same time.
        (_settings, _seed) = (settings, CounterRandom.Hash(seed, ulong.Parse(scenario.Hash.AsSpan(0, 16), NumberStyles.HexNumber)));
        _planes = [settings.IsGrey ? CameraPlane.Grey : CameraPlane.Colour, CameraPlane.Semantic, CameraPlane.Instance, CameraPlane.FineDepth];
        var camera = Camera = CameraOf(scenario) with { Carrier = null, Width = settings.Width, Height = settings.Height, Planes = _planes, Stack = 1 };
        _environment = new DrivingEnv(ForPictures(scenario, settings), settings.Worlds, settings.Threads, settings.Split);
        _roads = RoadFamily.Of(scenario.Road);
        _rig = cameras(_environment, camera, settings.Worlds, settings.Threads);
        _driver = new WeavingDriver(_environment, GreatestSteering);
        _labeller = new FrameLabeller(_environment);
        _episodes = new int[settings.Worlds];
        _actions = new float[_environment.Agents * _environment.Action.Dimensions];
        _drawn = new byte[settings.Worlds * camera.PictureBytes];
        _all = [.. Enumerable.Range(0, settings.Worlds)];
    }

    /// <summary>The camera of a scenario that frames are taken with: the first one of the ego, else one behind the windscreen; without errors of mounting and lens.</summary>
    public static CameraSettings CameraOf(Scenario scenario)
    {
        foreach (var sensor in scenario.Sensors)
        {
            if (sensor.Instrument is CameraSettings { Carrier: null } camera) return camera;
        }
        return new CameraSettings { Mount = new Mount(0.5f, 0f, 1.3f, 0f), Width = 0, Height = 0, FieldOfView = float.Pi / 3f, Planes = [], Stack = 1 };
    }

    /// <inheritdoc/>
    public int Width => _settings.Width;

    /// <inheritdoc/>
    public int Height => _settings.Height;

    /// <inheritdoc/>
    public int SequenceLength => _settings.SequenceLength;

    /// <summary>The camera, as it is without errors of mounting and lens.</summary>
    public CameraSettings Camera { get; }

    /// <summary>Frames of a batch, no more and no less.</summary>
    public int BatchSize => _settings.Worlds * _settings.SequenceLength;

    /// <inheritdoc/>
    public void Next(LabelledFrames batch)
    {
        if (batch.Count != BatchSize || batch.Width != Width || batch.Height != Height || batch.Channels == 1 != _settings.IsGrey)
        {
            throw new ArgumentException($"The batch must have {BatchSize} frames of {Width} x {Height} pixels in {(_settings.IsGrey ? "grey" : "colour")}.", nameof(batch));
        }
        Advance(batch);
    }

    /// <summary>Goes past a batch without drawing it.</summary>
    public void Skip() => Advance(null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _rig.Dispose();
        _environment.Dispose();
    }

    /// <summary>The scenario, stepped finely enough to steer by at any speed, with egos that start anywhere in their lanes and steer and accelerate, in episodes that nothing ends.</summary>
    private static Scenario ForPictures(Scenario scenario, FrameSettings settings) => scenario with
    {
        Simulation = new SimulationSettings(SimulationFrequency, FrameFrequency),
        Ego = scenario.Ego with
        {
            LateralOffset = Distribution.Uniform(-FarthestOffset, FarthestOffset), HeadingError = Distribution.Uniform(-GreatestHeading, GreatestHeading),
        },
        Appearance = settings.Appearance ?? scenario.Appearance,
        Sensors = [],
        Observation = new LaneGeometryObservation([], null, null, null, null),
        Discretisation = [],
        Action = new ContinuousAction(new(-GreatestSteering, GreatestSteering), new(-HardestBraking, HardestAcceleration)),
        Episode = new EpisodeSettings(Duration: 86_400f, TerminationCauses.None),
    };

    private void Advance(LabelledFrames? batch)
    {
        if (_batches > 0)
        {
            for (int step = (int)MathF.Round(Spacing / StepSeconds); step > 0; step--) Drive();
        }
        for (int world = 0; world < _settings.Worlds; world++)
        {
            if (_batches == 0 || (_batches + world) % BatchesOfAnEpisode == 0 || !CanGoOn(world)) Begin(world);
        }
        for (int time = 0; time < SequenceLength; time++)
        {
            if (time > 0) Drive();
            if (batch is not null) Take(batch, time);
        }
        _batches++;
    }

    private float StepSeconds => _environment.Scenario.Simulation.PolicyStepSeconds;

    private void Drive()
    {
        _driver.Act(_environment, _actions);
        _environment.Step(_actions);
    }

    /// <summary>Whether the episode is the one that was begun, without a crash, on a road that is long enough for a sequence.</summary>
    private bool CanGoOn(int world)
    {
        var v = _environment.Vehicles;
        int ego = world * v.Slots;
        float way = RoadEnd + (v.Speed[ego] + Haste) * SequenceLength * StepSeconds;
        return _environment.EpisodeSeed(world) == SeedOf(world, _episodes[world] - 1) && v.Crashed[ego] == 0 && v.S[ego] + way < _environment.Frame.Road(world).Length;
    }

    private void Begin(int world)
    {
        const int Attempts = 100;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            _environment.ResetWorld(world, SeedOf(world, _episodes[world]++));
            if (CanGoOn(world)) return;
        }
        throw new InputException($"no road is long enough for sequences of {SequenceLength} frames", _environment.Scenario.File, key: "road.length");
    }

    private ulong SeedOf(int world, int episode) => RoadSplit.Seed(_roads, _seed, _settings.Split, world, episode);

    private void Take(LabelledFrames batch, int time)
    {
        foreach (int world in _all) _rig.Capture(world, world, ego: 0);
        _rig.Draw(_all, _drawn);
        int pixels = batch.Pixels, colours = batch.Channels * pixels, size = colours + 4 * pixels;
        foreach (int world in _all)
        {
            int frame = world * SequenceLength + time;
            var picture = _drawn.AsSpan(world * size, size);
            picture[..colours].CopyTo(batch.Colour.AsSpan(frame * colours));
            var classes = batch.Classes.AsSpan(frame * pixels, pixels);
            MemoryMarshal.Cast<byte, SemanticClass>(picture.Slice(colours, pixels)).CopyTo(classes);
            var instances = batch.Instances.AsSpan(frame * pixels, pixels);
            picture.Slice(colours + pixels, pixels).CopyTo(instances);
            ReadDepth(picture.Slice(colours + 2 * pixels, pixels), picture.Slice(colours + 3 * pixels, pixels), batch.Depth.AsSpan(frame * pixels, pixels));
            var view = _rig.View(world);
            batch.Infos[frame] = _labeller.Describe(world, view);
            batch.Labels[frame] = _labeller.Label(world, view, classes, instances);
        }
    }

    private static void ReadDepth(ReadOnlySpan<byte> high, ReadOnlySpan<byte> low, Span<float> depth)
    {
        for (int i = 0; i < depth.Length; i++) depth[i] = (high[i] << 8 | low[i]) / 100f;
    }
}
