using System.Text.Json;
using Snowball.Sim.Recording.Foxglove;
using Snowball.Sim.Recording.Mcap;
using static Snowball.Sim.Recording.JsonFields;

namespace Snowball.Sim.Recording;

/// <summary>
/// Reads what <see cref="RolloutWriter"/> wrote, step by step, bit for bit. Channels that it does not know are skipped.
/// </summary>
/// <remarks>What is wrong with a file is an <see cref="InputException"/> that names the file, byte offset, channel and field.</remarks>
public sealed class RolloutReader : IDisposable
{
    private static readonly JsonDocumentOptions s_strictJson = new() { AllowDuplicateProperties = false };

    private readonly string _path;
    private readonly McapReader _file;
    private readonly Dictionary<ushort, ExtraChannel?> _extras = [];
    private bool _hasMessage;
    private int _stepCount;

    /// <summary>Opens a recording and reads its header.</summary>
    /// <exception cref="InputException">The file is missing, damaged, or not a rollout.</exception>
    public RolloutReader(string path)
    {
        _path = path;
        _file = new McapReader(path);
        try
        {
            _hasMessage = _file.Read();
            RequireFormat();
            if (!_hasMessage || _file.Channel.Topic != RolloutChannels.Scenario)
            {
                throw new InputException($"a rollout begins with a message on {RolloutChannels.Scenario}", path);
            }

            Header = Parse(ReadHeader);
            _hasMessage = ReadStepMessage();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>What was run.</summary>
    public RolloutHeader Header { get; }

    /// <summary>Reads a whole recording.</summary>
    /// <exception cref="InputException">The file is missing, damaged, or not a rollout.</exception>
    public static Rollout ReadAll(string path)
    {
        using var reader = new RolloutReader(path);
        var steps = new List<RolloutStep>();
        while (reader.Read() is { } step)
        {
            steps.Add(step);
        }

        return new Rollout(reader.Header, steps);
    }

    /// <summary>Reads the next step: all messages of one time. Null at the end.</summary>
    /// <exception cref="InputException">The file is damaged, or the step lacks a channel.</exception>
    public RolloutStep? Read()
    {
        if (!_hasMessage)
        {
            return null;
        }

        ulong time = _file.LogTime;
        RolloutVehicles? vehicles = null;
        float[][]? observations = null;
        float[][]? actions = null;
        RolloutReward[]? rewards = null;
        float[]? metrics = null;
        var sensors = new List<SensorReading>();
        var overlays = new List<EgoOverlay>();
        while (_hasMessage && _file.LogTime == time)
        {
            switch (_file.Channel.Topic)
            {
                case RolloutChannels.State:
                    vehicles = Parse(ReadVehicles);
                    break;
                case RolloutChannels.Observation:
                    observations = Parse(ReadEgoValues);
                    break;
                case RolloutChannels.Action:
                    actions = Parse(ReadEgoValues);
                    break;
                case RolloutChannels.Reward:
                    rewards = Parse(ReadRewards);
                    break;
                case RolloutChannels.Metrics:
                    metrics = Parse(json => ReadNamed(json, Header.Metrics));
                    break;
                default:
                    ReadExtra(sensors, overlays);
                    break;
            }

            _hasMessage = ReadStepMessage();
        }

        RolloutTransition? transition = null;
        if (_stepCount > 0)
        {
            transition = new RolloutTransition(
                actions ?? throw Missing(time, RolloutChannels.Action),
                rewards ?? throw Missing(time, RolloutChannels.Reward),
                metrics ?? throw Missing(time, RolloutChannels.Metrics));
        }

        var step = new RolloutStep(
            time,
            vehicles ?? throw Missing(time, RolloutChannels.State),
            observations ?? throw Missing(time, RolloutChannels.Observation),
            transition)
        {
            Sensors = sensors,
            Overlays = overlays,
        };
        _stepCount++;
        return step;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Goes to the next message that belongs to a step.</summary>
    private bool ReadStepMessage()
    {
        while (_file.Read())
        {
            if (_file.Channel.Topic is RolloutChannels.State or RolloutChannels.Observation or RolloutChannels.Action
                or RolloutChannels.Reward or RolloutChannels.Metrics || Extra(_file.Channel) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a channel beside those of every rollout has; null where it is none of ours.</summary>
    private ExtraChannel? Extra(McapChannel channel)
    {
        if (!_extras.TryGetValue(channel.Id, out ExtraChannel? extra))
        {
            _extras[channel.Id] = extra = ExtraChannel.Of(channel);
        }

        return extra;
    }

    private void ReadExtra(List<SensorReading> sensors, List<EgoOverlay> overlays)
    {
        switch (Extra(_file.Channel))
        {
            case SensorChannel sensor:
                sensors.Add(new SensorReading(sensor.Name, sensor.Fields, sensor.Units, Parse(json => ReadReading(json, sensor))));
                break;
            case OverlayChannel overlay:
                overlays.Add(new EgoOverlay(overlay.Ego, Parse(json => OverlayMessages.Read(json, overlay.Kind, overlay.Name))));
                break;
        }
    }

    private void RequireFormat()
    {
        foreach (McapMetadata metadata in _file.Metadata)
        {
            if (metadata.Name == RolloutChannels.MetadataName)
            {
                string? format = metadata.Values.GetValueOrDefault(RolloutChannels.FormatKey);
                if (format != RolloutChannels.Format)
                {
                    throw new InputException($"rollout format {format} is not supported, only {RolloutChannels.Format}", _path);
                }

                return;
            }
        }

        throw new InputException($"this MCAP file is not a rollout: it has no metadata '{RolloutChannels.MetadataName}'", _path);
    }

    private static RolloutHeader ReadHeader(JsonElement json) => new()
    {
        Scenario = Text(Field(json, "name")),
        ScenarioHash = Text(Field(json, "hash")),
        ScenarioYaml = Text(Field(json, "yaml")),
        EpisodeSeed = ulong.Parse(Text(Field(json, "episode_seed"))),
        Policy = Text(Field(json, "policy")),
        SimulationHz = Field(json, "simulation_hz").GetDouble(),
        PolicyHz = Field(json, "policy_hz").GetDouble(),
        RewardTerms = Array(json, "reward_terms", Text),
        Costs = Array(json, "costs", Text),
        Metrics = Array(json, "metrics", Text),
    };

    private static RolloutVehicles ReadVehicles(JsonElement json)
    {
        int[] ids = Array(json, "id", id => id.GetInt32());
        return new RolloutVehicles
        {
            Id = ids,
            X = Column("x_m", Number),
            Y = Column("y_m", Number),
            Heading = Column("heading_rad", Number),
            Speed = Column("speed_mps", Number),
            Steering = Column("steering_rad", Number),
            S = Column("s_m", Number),
            D = Column("d_m", Number),
            Lane = Column("lane", lane => lane.GetInt32()),
            Length = Column("length_m", Number),
            Width = Column("width_m", Number),
            Crashed = Column("crashed", crashed => crashed.GetBoolean()),
        };

        T[] Column<T>(string name, Func<JsonElement, T> read)
        {
            T[] values = Array(json, name, read);
            return values.Length == ids.Length
                ? values
                : throw new FormatException($"'{name}' has {values.Length} values for {ids.Length} vehicles");
        }
    }

    private static float[][] ReadEgoValues(JsonElement json) => Array(json, "egos", ego => Array(ego, "values", Number));

    private static float[][] ReadReading(JsonElement json, SensorChannel sensor)
    {
        float[][] values = ReadEgoValues(json);
        foreach (float[] row in values)
        {
            if (row.Length != sensor.Fields.Length)
            {
                throw new FormatException($"there are {row.Length} values, where the channel has {sensor.Fields.Length} fields");
            }
        }

        return values;
    }

    private RolloutReward[] ReadRewards(JsonElement json) => Array(json, "egos", ego => new RolloutReward(
        Number(Field(ego, "total")),
        ReadNamed(Field(ego, "terms"), Header.RewardTerms),
        ReadNamed(Field(ego, "costs"), Header.Costs),
        Field(ego, "terminated").GetBoolean(),
        Field(ego, "truncated").GetBoolean()));

    private static float[] ReadNamed(JsonElement json, string[] names)
    {
        if (json.GetPropertyCount() != names.Length)
        {
            throw new FormatException($"there are {json.GetPropertyCount()} named values, where the header names {names.Length}");
        }

        var values = new float[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            values[i] = Number(Field(json, names[i]));
        }

        return values;
    }

    /// <summary>Reads the present message; whatever is wrong with it is told with its place.</summary>
    private T Parse<T>(Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(_file.Data, s_strictJson);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw McapError.At(_path, _file.Offset, $"message {_file.Sequence} on {_file.Channel.Topic}: {e.Message}");
        }
    }

    private InputException Missing(ulong time, string topic) =>
        new($"step {_stepCount}, at {time} ns, has no message on {topic}", _path);
}
