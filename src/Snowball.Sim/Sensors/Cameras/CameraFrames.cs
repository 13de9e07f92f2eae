using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Sensors.Cameras;

/// <summary>
/// The frames of an environment's agents: has the pictures of its cameras drawn, and puts them together with those of the steps before. Worlds tell what
/// has become of them while they are stepped, on any threads; then <see cref="Update"/> does the rest for all at once. The pictures that later frames
/// need are columns of the worlds' state.
/// </summary>
internal sealed class CameraFrames : IDisposable
{
    // Of all pictures that the worlds remember together, and of those that are given.
    private const long MostBytes = 1L << 30;
    private readonly SensedWorld _sensed;
    private readonly ICameraRig _rig;
    private readonly FaultInjector _faults;
    private readonly int _stack, _delay, _depth, _views, _egos, _stream, _picture;
    private readonly byte[] _ring, _frames, _finalFrames, _drawn;
    private readonly Next[] _next;
    private readonly Sight[] _sights;
    private readonly int[] _lastSteps, _pictures;

    /// <summary>Prepares the frames of a camera.</summary>
    /// <param name="sensor">The camera.</param>
    /// <param name="sensed">The worlds.</param>
    /// <param name="makeRig">Makes what draws: for so many pictures.</param>
    /// <exception cref="InputException">The worlds' pictures do not fit into memory.</exception>
    public CameraFrames(SensorSettings sensor, SensedWorld sensed, Func<CameraSettings, int, ICameraRig> makeRig)
    {
        var camera = (CameraSettings)sensor.Instrument;
        _sensed = sensed;
        Spec = camera.Frame;
        (_egos, _picture, _stack) = (sensed.Vehicles.Egos, camera.PictureBytes, camera.Stack);
        _views = camera.Carrier is null ? _egos : 1;
        _delay = sensor.LatencySteps(sensed.Scenario.Simulation.PolicyFrequency);
        bool mayFreeze = false;
        foreach (var fault in sensor.Faults) mayFreeze |= fault is FreezeFault;
        _depth = Math.Max(_delay + _stack, mayFreeze ? 2 : 1);
        int worlds = sensed.Store.Worlds;
        int most = LargestBatch(_depth, camera, _egos);
        if (worlds > most)
        {
            throw new InputException(
                $"{worlds} worlds with pictures of {camera.Width} x {camera.Height} pixels do not fit into memory: at most {most} do", sensed.Scenario.File, key: $"sensors.{sensor.Name}");
        }
        _stream = SampledSensor.StreamOf(sensor.Name);
        _faults = new FaultInjector(sensor, [], sensed);
        _ring = sensed.Store.Add<byte>(_views * _depth * _picture);
        _frames = new byte[worlds * _egos * Spec.Size];
        _finalFrames = new byte[_frames.Length];
        _next = new Next[worlds];
        _lastSteps = new int[worlds];
        // The last pictures of episodes that end come after those of the worlds' present.
        _sights = new Sight[2 * worlds * _views];
        _pictures = new int[_sights.Length];
        _drawn = new byte[_sights.Length * _picture];
        _rig = makeRig(camera, _sights.Length);
    }

    /// <summary>What becomes of a world's frames.</summary>
    private enum Next : byte
    {
        Nothing,
        Goes,
        Begins,
        EndsAndBegins,
    }

    /// <summary>What a camera sees.</summary>
    private enum Sight : byte
    {
        Picture,
        TheLastAgain,
        Nothing,
    }

    /// <summary>What draws.</summary>
    public ICameraRig Rig => _rig;

    /// <summary>Layout of an agent's frames.</summary>
    public FrameSpec Spec { get; }

    /// <summary>[agents x Spec.Size], now.</summary>
    public ReadOnlySpan<byte> Frames => _frames;

    /// <summary>[agents x Spec.Size], at the ends of the episodes that the last step ended.</summary>
    public ReadOnlySpan<byte> FinalFrames => _finalFrames;

    /// <summary>Worlds of a scenario whose pictures fit into memory; all where it has no camera in its observation.</summary>
    public static int LargestBatch(Scenario scenario)
    {
        if (Seen(scenario) is not { } sensor) return int.MaxValue;
        var camera = (CameraSettings)sensor.Instrument;
        return LargestBatch(camera.Stack + sensor.LatencySteps(scenario.Simulation.PolicyFrequency) + 1, camera, scenario.Ego.Count);
    }

    /// <summary>The camera whose frames an observation has; null where there is none.</summary>
    public static SensorSettings? Seen(Scenario scenario)
    {
        string? name = (scenario.Observation as CameraObservation)?.Sensor ?? (scenario.Observation as LaneGeometryObservation)?.Camera;
        if (scenario.Observation is MixedObservation mixed)
        {
            foreach (var (_, part) in mixed.Parts) name ??= (part as CameraObservation)?.Sensor;
        }
        if (name is null) return null;
        foreach (var sensor in scenario.Sensors)
        {
            if (sensor.Name == name && sensor.Instrument is CameraSettings) return sensor;
        }
        throw new InputException($"the scenario {scenario.Name} has no camera named '{name}'");
    }

    /// <summary>An episode ends with the world as it is now; one begins before <see cref="Update"/>.</summary>
    public void End(int world)
    {
        _lastSteps[world] = _sensed.Clock.Step[world];
        Look(world, _sights.Length / 2);
        _next[world] = Next.EndsAndBegins;
    }

    /// <summary>An episode begins with the world as it is now.</summary>
    public void Begin(int world)
    {
        for (int view = 0; view < _views; view++) _faults.Reset(At(world, view));
        Look(world, 0);
        if (_next[world] != Next.EndsAndBegins) _next[world] = Next.Begins;
    }

    /// <summary>A policy step is done.</summary>
    public void Go(int world)
    {
        Look(world, 0);
        _next[world] = Next.Goes;
    }

    /// <summary>Draws what the worlds that were looked at show, and writes their frames.</summary>
    public void Update()
    {
        int count = 0, finals = _sights.Length / 2;
        for (int world = 0; world < _next.Length; world++)
        {
            if (_next[world] == Next.EndsAndBegins) Enlist(finals + world * _views, ref count);
            if (_next[world] != Next.Nothing) Enlist(world * _views, ref count);
        }
        _rig.Draw(_pictures.AsSpan(0, count), _drawn.AsSpan(0, count * _picture));

        int drawn = 0;
        for (int world = 0; world < _next.Length; world++)
        {
            var next = _next[world];
            if (next == Next.Nothing) continue;
            if (next == Next.EndsAndBegins)
            {
                Keep(world, finals + world * _views, _lastSteps[world], ref drawn);
                Write(world, _lastSteps[world], _finalFrames);
            }
            Keep(world, world * _views, _sensed.Clock.Step[world], ref drawn);
            if (next != Next.Goes) FillWithFirst(world);
            Write(world, _sensed.Clock.Step[world], _frames);
            _next[world] = Next.Nothing;
        }
    }

    /// <summary>Writes the frames of worlds whose state was restored.</summary>
    public void Restore()
    {
        for (int world = 0; world < _next.Length; world++) Write(world, _sensed.Clock.Step[world], _frames);
    }

    /// <summary>Forgets the ends of episodes.</summary>
    public void ClearFinal() => Array.Clear(_finalFrames);

    /// <inheritdoc/>
    public void Dispose() => _rig.Dispose();

    private static int LargestBatch(int depth, CameraSettings camera, int egos)
    {
        // The ring, frames and last frames, and two pictures in drawing.
        long bytes = (long)egos * (depth + 2 * camera.Stack + 2) * camera.PictureBytes;
        return (int)Math.Max(1, MostBytes / bytes);
    }

    private void Look(int world, int firstPicture)
    {
        for (int view = 0; view < _views; view++)
        {
            var faults = _faults.Advance(At(world, view));
            int picture = firstPicture + world * _views + view;
            bool hasLast = _sensed.Clock.Step[world] > 0;
            _sights[picture] = faults.IsDropout ? Sight.Nothing : faults.IsFreeze && hasLast ? Sight.TheLastAgain : Sight.Picture;
            if (_sights[picture] == Sight.Picture) _rig.Capture(picture, world, view);
        }
    }

    private void Enlist(int first, ref int count)
    {
        for (int picture = first; picture < first + _views; picture++)
        {
            if (_sights[picture] == Sight.Picture) _pictures[count++] = picture;
        }
    }

    /// <summary>Takes a step's pictures into the ring.</summary>
    private void Keep(int world, int first, int step, ref int drawn)
    {
        for (int view = 0; view < _views; view++)
        {
            var place = Place(world, view, step);
            switch (_sights[first + view])
            {
                case Sight.Picture:
                    _drawn.AsSpan(drawn++ * _picture, _picture).CopyTo(place);
                    break;
                case Sight.TheLastAgain:
                    Place(world, view, step - 1).CopyTo(place);
                    break;
                default:
                    place.Clear();
                    break;
            }
        }
    }

    /// <summary>Before the first picture are its copies, wherever they lie in the ring.</summary>
    private void FillWithFirst(int world)
    {
        for (int view = 0; view < _views; view++)
        {
            for (int step = 1; step < _depth; step++) Place(world, view, 0).CopyTo(Place(world, view, step));
        }
    }

    private void Write(int world, int step, byte[] frames)
    {
        for (int ego = 0; ego < _egos; ego++)
        {
            var row = frames.AsSpan((world * _egos + ego) * Spec.Size, Spec.Size);
            for (int back = 0; back < _stack; back++)
            {
                Place(world, _views == 1 ? 0 : ego, step - _delay - back + _depth).CopyTo(row.Slice(back * _picture, _picture));
            }
        }
    }

    private Span<byte> Place(int world, int view, int step) => _ring.AsSpan(((world * _views + view) * _depth + step % _depth) * _picture, _picture);

    private Instruments.Instant At(int world, int view) => new(
        world, view, world * _sensed.Vehicles.Slots + view, _sensed.Clock.EpisodeSeed[world], _stream + view, (uint)_sensed.Clock.Step[world], NoiseFactor: 1f);
}
