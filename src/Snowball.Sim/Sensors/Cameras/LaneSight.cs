using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Observations;

namespace Snowball.Sim.Sensors.Cameras;

/// <summary>
/// Lets the observation tell the lane that is seen in frames. Worlds tell what has become of them while they are stepped; then <see cref="Update"/> looks at the
/// frames of all at once. What is known of a lane is columns of the worlds' state.
/// </summary>
internal sealed class LaneSight
{
    private readonly CameraFrames _cameras;
    private readonly ILaneCamera _camera;
    private readonly LaneFilter _filter;
    private readonly int _egos, _size;
    private readonly Memory<byte> _frames;
    private readonly Memory<SeenLane> _lanes;
    private readonly int[] _agents;
    private readonly bool[] _ended, _began, _went;

    /// <param name="cameras">Whose frames are looked at.</param>
    /// <param name="sensor">The observation.</param>
    /// <param name="sensed">The worlds.</param>
    /// <exception cref="InputException">The rig tells no lanes.</exception>
    public LaneSight(CameraFrames cameras, LaneGeometrySensor sensor, SensedWorld sensed)
    {
        _camera = cameras.Rig as ILaneCamera
            ?? throw new InputException("is to be seen by a camera, but there is nothing here that tells lanes from its pictures", sensed.Scenario.File, key: "observation.camera");
        (_cameras, _egos, _size) = (cameras, sensed.Vehicles.Egos, sensor.Spec.Size);
        _filter = sensor.Filter!;
        int worlds = sensed.Store.Worlds;
        _frames = new byte[worlds * _egos * cameras.Spec.Size];
        _lanes = new SeenLane[worlds * _egos];
        _agents = new int[worlds * _egos];
        (_ended, _began, _went) = (new bool[worlds], new bool[worlds], new bool[worlds]);
    }

    /// <summary>An episode has ended; one begins before <see cref="Update"/>.</summary>
    public void End(int world) => _ended[world] = true;

    /// <summary>An episode begins.</summary>
    public void Begin(int world) => _began[world] = true;

    /// <summary>A policy step is done.</summary>
    public void Go(int world) => _went[world] = true;

    /// <summary>Looks at the frames, and writes what they show into the observations of before.</summary>
    /// <param name="observations">[agents x size], now.</param>
    /// <param name="finalObservations">[agents x size], at the ends of episodes.</param>
    public void Update(Span<float> observations, Span<float> finalObservations)
    {
        // What is known of a lane at an episode's end is that of its last step, carried on: before the next episode's first frame takes its place.
        Look(_ended, _cameras.FinalFrames, finalObservations, isFinal: true);
        for (int world = 0; world < _began.Length; world++)
        {
            if (!_began[world]) continue;
            for (int ego = 0; ego < _egos; ego++) _filter.Forget(world * _egos + ego);
            _went[world] = true;
        }
        Look(_went, _cameras.Frames, observations, isFinal: false);
        Array.Clear(_began);
    }

    /// <summary>What there is to show of an agent's frame.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="isFinal">Whether it is the last frame of an episode that the last step ended.</param>
    public IEnumerable<Overlay> Show(int agent, bool isFinal) =>
        _camera.Show((isFinal ? _cameras.FinalFrames : _cameras.Frames).Slice(agent * _cameras.Spec.Size, _cameras.Spec.Size).ToArray());

    private void Look(bool[] worlds, ReadOnlySpan<byte> frames, Span<float> observations, bool isFinal)
    {
        int count = 0, size = _cameras.Spec.Size;
        for (int agent = 0; agent < _agents.Length; agent++)
        {
            if (!worlds[agent / _egos]) continue;
            frames.Slice(agent * size, size).CopyTo(_frames.Span.Slice(count * size, size));
            _agents[count++] = agent;
        }
        _camera.Estimate(_frames[..(count * size)], _lanes[..count]);
        for (int i = 0; i < count; i++)
        {
            var row = observations.Slice(_agents[i] * _size, _size);
            var lane = _filter.Update(_agents[i], _lanes.Span[i], LaneGeometrySensor.SpeedIn(row), LaneGeometrySensor.YawRateIn(row), isKept: !isFinal);
            LaneGeometrySensor.Tell(lane, row);
        }
        Array.Clear(worlds);
    }
}
