using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Recording.Foxglove;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Recording;

/// <summary>
/// Writes an episode of an environment's one world with everything that there is to see: the vehicles and the road as a scene, what every
/// sensor of the scenario tells, what sensors and policy show, and what the camera of the observation sees.
/// </summary>
internal sealed class SceneRecorder
{
    // What of a road without end is drawn: behind the start, beyond what the speed limit allows, m; and how far drivers go beyond that.
    private const float Behind = 360f, Beyond = 500f, Haste = 1.3f;

    private const string RoadTopic = "/road", VehiclesTopic = "/vehicles", FramesTopic = "/tf";
    private readonly DrivingEnv _environment;
    private readonly RolloutWriter _writer;
    private readonly List<IOverlaySource> _sources;
    private readonly List<Sensor> _sensors = [];
    private readonly CameraImages? _camera;
    private Scene? _scene;

    /// <summary>Lets all sensors run.</summary>
    public SceneRecorder(DrivingEnv environment, IPolicy policy, RolloutWriter writer)
    {
        (_environment, _writer, _sources) = (environment, writer, [environment]);
        if (policy is IOverlaySource source) _sources.Add(source);
        if (environment.FrameSpec is { } frames) _camera = new CameraImages(environment, frames);
        foreach (var sensor in environment.Scenario.Sensors)
        {
            if (sensor.Instrument is CameraSettings) continue;
            environment.Open([sensor.Name]);
            _sensors.Add(new Sensor(sensor.Name, environment.ChannelSpec(sensor.Name)));
        }
    }

    /// <summary>Writes a step, as the environment is now.</summary>
    public void Write(RolloutStep step)
    {
        var overlays = new List<EgoOverlay>();
        for (int ego = 0; ego < _environment.Vehicles.Egos; ego++)
        {
            foreach (var source in _sources)
            {
                foreach (var overlay in source.Overlays(world: 0, ego)) overlays.Add(new(ego, overlay));
            }
        }
        _writer.Write(step with { Sensors = _sensors.ConvertAll(sensor => sensor.Read(_environment)), Overlays = overlays });
        _writer.Write(WriteScene);
    }

    /// <summary>Writes the frames of that step: [egos x FrameSpec.Size].</summary>
    public void Write(ReadOnlySpan<byte> frames)
    {
        if (_camera is null) return;
        byte[] copy = frames.ToArray();
        _writer.Write((file, timeNs) => _camera.Write(file, timeNs, copy));
    }

    private void WriteScene(JsonChannels file, ulong timeNs)
    {
        if (_scene is null)
        {
            _scene = new Scene(
                file.Add(VehiclesTopic, FoxgloveSchemas.SceneUpdateName, FoxgloveSchemas.SceneUpdate),
                file.Add(FramesTopic, FoxgloveSchemas.FrameTransformsName, FoxgloveSchemas.FrameTransforms));
            file.Json.WriteScene(timeNs, Road(), deletesOthers: false);
            file.Send(file.Add(RoadTopic, FoxgloveSchemas.SceneUpdateName, FoxgloveSchemas.SceneUpdate), timeNs);
        }
        file.Json.WriteScene(timeNs, [VehicleEntities.Of(_environment, world: 0)], deletesOthers: false);
        file.Send(_scene.Vehicles, timeNs);
        file.Json.WriteTransforms(timeNs, VehicleEntities.Frames(_environment, world: 0));
        file.Send(_scene.Frames, timeNs);
    }

    private List<SceneEntity> Road()
    {
        var road = _environment.Frame.Road(0);
        if (float.IsFinite(road.Length)) return RoadEntities.Of(road, 0f, road.Length);
        float start = _environment.Vehicles.S[0];
        return RoadEntities.Of(road, start - Behind, start + Beyond + Haste * road.SpeedLimit * _environment.Scenario.Episode.Duration);
    }

    /// <summary>Ids of channels.</summary>
    private sealed record Scene(ushort Vehicles, ushort Frames);

    private sealed class Sensor(string name, ObservationSpec spec)
    {
        private readonly string[] _fields = Array.ConvertAll([.. spec.Fields], field => field.Name);
        private readonly string[] _units = Array.ConvertAll([.. spec.Fields], field => field.Unit);

        public SensorReading Read(DrivingEnv environment)
        {
            var rows = environment.Channel(name);
            var values = new float[environment.Agents][];
            for (int ego = 0; ego < values.Length; ego++)
            {
                var row = values[ego] = rows.Slice(ego * spec.Size, spec.Size).ToArray();
                for (int i = 0; i < row.Length; i++) row[i] = row[i] * spec.Fields[i].Scale + spec.Fields[i].Offset;
            }
            return new SensorReading(name, _fields, _units, values);
        }
    }
}
