using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Cameras;

/// <summary>Makes a renderer of pictures of a size that may use a number of threads.</summary>
public delegate IFrameRenderer FrameRendererFactory(int width, int height, int threads);

/// <summary>
/// The cameras of an environment, drawn by a renderer at level fast. A picture depends on its world, its step and its camera alone, as far as the
/// renderer's do.
/// </summary>
public sealed unsafe class CameraRig : ICameraRig
{
    // What is drawn at once: few enough bytes for a cache, many enough pictures for all threads.
    private const int BytesAtOnce = 8 << 20, LeastAtOnce = 8;
    private readonly DrivingEnv _environment;
    private readonly CameraSettings _camera;
    private readonly IFrameRenderer _renderer;
    private readonly RoadScenes _scenes;
    private readonly WorldExtractor _extractor;
    private readonly BlockScheduler _scheduler;
    private readonly PictureFinish[] _finishes;
    private readonly float _focalLength;
    private readonly int _carrier, _atOnce, _pixels, _pictureBytes;
    private readonly CameraView[] _captured, _views;
    private readonly VehicleInstance[] _vehicles;
    private readonly (Carriageway Road, float S)[] _places;
    private readonly PictureFaults[] _faults;
    private readonly PictureView[] _takes;
    private readonly byte[] _colour, _semantic;
    private readonly float[] _depth;
    private readonly int[] _drawn;
    private volatile bool _isBlank;

    // Of the frames that are being written.
    private byte* _frames;

    /// <param name="environment">Whose worlds are seen.</param>
    /// <param name="camera">What every agent has.</param>
    /// <param name="pictures">Capacity.</param>
    /// <param name="threads">Threads that may draw.</param>
    /// <param name="makeRenderer">Makes what draws; it is disposed with the rig.</param>
    /// <exception cref="MachineException">The machine lacks what the renderer needs.</exception>
    public CameraRig(DrivingEnv environment, CameraSettings camera, int pictures, int threads, FrameRendererFactory makeRenderer)
    {
        (_environment, _camera) = (environment, camera);
        _extractor = new WorldExtractor(environment);
        _focalLength = Pinhole.WithFieldOfView(camera.Width, camera.Height, camera.FieldOfView).FocalLength;
        _carrier = -1;
        for (int i = 0; i < environment.Scenario.Actors.Length; i++)
        {
            if (environment.Scenario.Actors[i].Name == camera.Carrier) _carrier = environment.Vehicles.Egos + i;
        }
        (_pixels, _pictureBytes) = (camera.Width * camera.Height, camera.PictureBytes);
        bool needsDepth = camera.Planes.Contains(CameraPlane.Depth) || camera.Planes.Contains(CameraPlane.FineDepth), needsSemantic = camera.Planes.Contains(CameraPlane.Semantic);
        int bytesOfPixel = 4 + (needsDepth ? 4 : 0) + (needsSemantic ? 1 : 0);
        _atOnce = Math.Min(pictures, Math.Max(LeastAtOnce, BytesAtOnce / (bytesOfPixel * _pixels)));
        _captured = new CameraView[pictures];
        _vehicles = new VehicleInstance[pictures * _extractor.Capacity];
        _places = new (Carriageway, float)[pictures];
        _faults = new PictureFaults[pictures];
        _takes = new PictureView[pictures];
        _views = new CameraView[_atOnce];
        _drawn = new int[_atOnce];
        _colour = new byte[4 * _atOnce * _pixels];
        _depth = new float[needsDepth ? _atOnce * _pixels : 0];
        _semantic = new byte[needsSemantic ? _atOnce * _pixels : 0];
        _finishes = new PictureFinish[threads];
        for (int i = 0; i < threads; i++) _finishes[i] = new PictureFinish(camera);
        _renderer = makeRenderer(camera.Width, camera.Height, threads);
        _scenes = new RoadScenes(_renderer.Add, DetailLevel.Fast);
        _scheduler = new BlockScheduler(threads, Finish);
    }

    /// <summary>Rigs whose pictures such a renderer draws.</summary>
    public static CameraRigFactory With(FrameRendererFactory makeRenderer)
        => (environment, camera, pictures, threads) => new CameraRig(environment, camera, pictures, threads, makeRenderer);

    /// <inheritdoc/>
    public void Capture(int picture, int world, int ego)
    {
        int slot = _carrier < 0 ? ego : _carrier, first = picture * _extractor.Capacity;
        ref readonly var appearance = ref _extractor.Appearance(world);
        var mount = appearance.Camera.Of(_camera.Mount);
        int without = _extractor.IsAboard(world, slot, mount) ? slot : -1;
        _captured[picture] = new CameraView
        {
            Pose = _extractor.Camera(world, slot, mount, _camera.Pitch + appearance.Camera.Pitch, _camera.Roll + appearance.Camera.Roll),
            FocalLength = _focalLength * appearance.Camera.FocalLength,
            FirstVehicle = first,
            Vehicles = _extractor.Vehicles(world, _vehicles.AsSpan(first, _extractor.Capacity), without),
            Atmosphere = appearance.Atmosphere,
        };
        _places[picture] = (_environment.Frame.Road(world), _environment.Vehicles.S[world * _environment.Vehicles.Slots + slot]);
        _faults[picture] = new PictureFaults(
            _camera.Blur + appearance.Camera.Blur, _camera.Noise + appearance.Camera.Noise, _environment.EpisodeSeed(world), (uint)_environment.EpisodeStep(world), (uint)ego);
        ref readonly var view = ref _captured[picture];
        _takes[picture] = new PictureView(
            new Pinhole(_camera.Width, _camera.Height, view.FocalLength), view.Pose, _extractor.Vehicle(world, slot), appearance.Weather, appearance.SunElevation);
    }

    /// <inheritdoc/>
    public PictureView View(int picture) => _takes[picture];

    /// <inheritdoc/>
    public void Draw(ReadOnlySpan<int> pictures, Span<byte> frames)
    {
        for (int start = 0; start < pictures.Length; start += _atOnce)
        {
            int count = Math.Min(_atOnce, pictures.Length - start);
            DrawAtOnce(pictures.Slice(start, count), frames.Slice(start * _pictureBytes, count * _pictureBytes));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scheduler.Dispose();
        _renderer.Dispose();
    }

    private void DrawAtOnce(ReadOnlySpan<int> pictures, Span<byte> frames)
    {
        int count = pictures.Length;
        for (int i = 0; i < count; i++)
        {
            _drawn[i] = pictures[i];
            _views[i] = _captured[pictures[i]];
            var (road, s) = _places[pictures[i]];
            _views[i].Scene = _scenes.Of(road, s);
        }
        _renderer.Draw(
            new FrameBatch { Views = _views.AsSpan(0, count), Vehicles = _vehicles },
            new FrameTargets
            {
                Colour = _colour.AsSpan(0, 4 * count * _pixels),
                Depth = _depth.AsSpan(0, _depth.Length == 0 ? 0 : count * _pixels),
                Semantic = _semantic.AsSpan(0, _semantic.Length == 0 ? 0 : count * _pixels),
            });
        _isBlank = false;
        fixed (byte* first = frames)
        {
            _frames = first;
            _scheduler.Run(count);
        }
        if (_isBlank) throw new MachineException($"the renderer {_renderer.Name} drew a picture of one colour: its driver may be broken, or the camera looks at nothing but one surface");
    }

    private void Finish(int thread, int i)
    {
        var colour = MemoryMarshal.Cast<byte, uint>(_colour.AsSpan(4 * i * _pixels, 4 * _pixels));
        if (Planes.IsBlank(colour)) _isBlank = true;
        ref readonly var faults = ref _faults[_drawn[i]];
        PictureEffects.Apply(MemoryMarshal.AsBytes(colour), _renderer.Width, _renderer.Height, _views[i], faults.Seed, faults.Step);
        _finishes[thread].Write(
            colour, _depth.Length == 0 ? [] : _depth.AsSpan(i * _pixels, _pixels), _semantic.Length == 0 ? [] : _semantic.AsSpan(i * _pixels, _pixels),
            faults, new Span<byte>(_frames + (nint)i * _pictureBytes, _pictureBytes));
    }
}
