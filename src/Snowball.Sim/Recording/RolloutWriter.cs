using System.Text.Json;
using Snowball.Sim.Recording.Foxglove;
using Snowball.Sim.Recording.Mcap;

namespace Snowball.Sim.Recording;

/// <summary>
/// Records an episode as an MCAP file of JSON messages, readable by Foxglove and by <see cref="RolloutReader"/>. The
/// log time of a message is the simulated time. A number is written with the fewest digits that read back as the same
/// bits; an infinite one as ±1e999, which JSON readers take as infinity. NaN is refused: it is always a defect.
/// </summary>
/// <remarks>The file appears under its name with <see cref="Complete"/>, whole, or not at all.</remarks>
public sealed class RolloutWriter : IDisposable
{
    private readonly RolloutHeader _header;
    private readonly JsonChannels _file;
    private readonly Dictionary<string, ushort> _channels = [];
    private readonly Utf8JsonWriter _json;
    private int _stepCount;
    private ulong _lastTime;

    /// <summary>Starts a recording.</summary>
    /// <param name="path">The file to be, by convention <c>*.mcap</c>; one that exists is replaced.</param>
    /// <param name="header">What is run.</param>
    /// <exception cref="ArgumentException">A name stands for two columns, or a frequency is not finite.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public RolloutWriter(string path, RolloutHeader header)
    {
        RequireDistinct(header.RewardTerms);
        RequireDistinct(header.Costs);
        RequireDistinct(header.Metrics);
        if (!double.IsFinite(header.SimulationHz) || !double.IsFinite(header.PolicyHz))
        {
            throw new ArgumentException("frequencies must be finite", nameof(header));
        }

        _header = header;
        var file = new McapWriter(path, "snowball");
        _file = new JsonChannels(file);
        _json = _file.Json;
        file.WriteMetadata(
            RolloutChannels.MetadataName,
            new Dictionary<string, string> { [RolloutChannels.FormatKey] = RolloutChannels.Format });
        foreach ((string topic, string schema) in RolloutChannels.All)
        {
            _channels[topic] = _file.Add(topic, "snowball." + topic[1..], schema);
        }

        WriteHeader();
    }

    /// <summary>Appends a step. Its memory may be used again afterwards. An error drops the recording.</summary>
    /// <exception cref="ArgumentException">
    /// Time does not grow, columns differ in length, the transition is missing (or present in the first step), or a
    /// number is NaN.
    /// </exception>
    public void Write(RolloutStep step)
    {
        try
        {
            Append(step);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Ends the recording and gives the file its name.</summary>
    public void Complete() => _file.Complete();

    /// <summary>Drops the recording unless it is complete.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Lets a recorder add messages of its own to the last step; an error drops the recording.</summary>
    internal void Write(Action<JsonChannels, ulong> write)
    {
        try
        {
            write(_file, _lastTime);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    private static void RequireDistinct(string[] names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!seen.Add(name))
            {
                throw new ArgumentException($"the name '{name}' stands for two columns");
            }
        }
    }

    private void Append(RolloutStep step)
    {
        if (_stepCount > 0 && step.TimeNs <= _lastTime)
        {
            throw new ArgumentException($"step {_stepCount}: time {step.TimeNs} ns does not follow {_lastTime} ns", nameof(step));
        }

        if (step.Transition is null != (_stepCount == 0))
        {
            throw new ArgumentException($"step {_stepCount}: all steps but the first have a transition", nameof(step));
        }

        _lastTime = step.TimeNs;
        if (step.Transition is { } transition)
        {
            WriteEgoValues(RolloutChannels.Action, transition.Actions);
            WriteRewards(transition.Rewards);
            _json.WriteStartObject();
            WriteNamed(RolloutChannels.Metrics, _header.Metrics, transition.Metrics);
            _json.WriteEndObject();
            EndMessage(RolloutChannels.Metrics);
        }

        WriteVehicles(step.Vehicles);
        WriteEgoValues(RolloutChannels.Observation, step.Observations);
        foreach (SensorReading reading in step.Sensors)
        {
            WriteReading(reading);
        }

        foreach (EgoOverlay overlay in step.Overlays)
        {
            WriteOverlay(overlay);
        }

        _stepCount++;
    }

    private void WriteHeader()
    {
        _json.WriteStartObject();
        _json.WriteString("name", _header.Scenario);
        _json.WriteString("hash", _header.ScenarioHash);
        _json.WriteString("yaml", _header.ScenarioYaml);
        // As text: a JSON number loses the low bits of a large integer in most readers.
        _json.WriteString("episode_seed", _header.EpisodeSeed.ToString());
        _json.WriteString("policy", _header.Policy);
        _json.WriteNumber("simulation_hz", _header.SimulationHz);
        _json.WriteNumber("policy_hz", _header.PolicyHz);
        WriteNames("reward_terms", _header.RewardTerms);
        WriteNames("costs", _header.Costs);
        WriteNames("metrics", _header.Metrics);
        _json.WriteEndObject();
        EndMessage(RolloutChannels.Scenario);
    }

    private void WriteNames(string key, string[] names)
    {
        _json.WriteStartArray(key);
        foreach (string name in names)
        {
            _json.WriteStringValue(name);
        }

        _json.WriteEndArray();
    }

    private void WriteVehicles(RolloutVehicles vehicles)
    {
        _json.WriteStartObject();
        _json.WriteStartArray("id");
        foreach (int id in vehicles.Id)
        {
            _json.WriteNumberValue(id);
        }

        _json.WriteEndArray();
        foreach ((string name, Func<RolloutVehicles, float[]> column) in RolloutVehicles.FloatColumns)
        {
            WriteColumn(RolloutChannels.State, name, column(vehicles), vehicles.Count);
        }

        RequireLength(RolloutChannels.State, "lane", vehicles.Lane.Length, vehicles.Count);
        _json.WriteStartArray("lane");
        foreach (int lane in vehicles.Lane)
        {
            _json.WriteNumberValue(lane);
        }

        _json.WriteEndArray();
        RequireLength(RolloutChannels.State, "crashed", vehicles.Crashed.Length, vehicles.Count);
        _json.WriteStartArray("crashed");
        foreach (bool crashed in vehicles.Crashed)
        {
            _json.WriteBooleanValue(crashed);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        EndMessage(RolloutChannels.State);
    }

    private void WriteEgoValues(string topic, float[][] egos)
    {
        _json.WriteStartObject();
        _json.WriteStartArray("egos");
        foreach (float[] values in egos)
        {
            _json.WriteStartObject();
            WriteColumn(topic, "values", values, values.Length);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        EndMessage(topic);
    }

    private void WriteReading(SensorReading reading)
    {
        string topic = RolloutChannels.Sensors + reading.Sensor;
        if (!_channels.ContainsKey(topic))
        {
            RequireLength(topic, "units", reading.Units.Length, reading.Fields.Length);
            _channels[topic] = _file.Add(
                topic, RolloutChannels.SensorSchemaName, RolloutChannels.SensorSchema,
                new SensorChannel(reading.Sensor, reading.Fields, reading.Units).ToMetadata());
        }

        foreach (float[] values in reading.Values)
        {
            RequireLength(topic, "values", values.Length, reading.Fields.Length);
        }

        WriteEgoValues(topic, reading.Values);
    }

    private void WriteOverlay(EgoOverlay shown)
    {
        (string kind, string schemaName, string schema) = OverlayMessages.Describe(shown.Overlay);
        var channel = new OverlayChannel(shown.Overlay.Channel, shown.Ego, kind);
        string key = $"{channel.Topic} {kind}";
        if (!_channels.ContainsKey(key))
        {
            _channels[key] = _file.Add(channel.Topic, schemaName, schema, channel.ToMetadata());
        }

        try
        {
            OverlayMessages.Write(_json, _lastTime, shown.Overlay);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"step {_stepCount}: {channel.Topic}: {e.Message}", e);
        }

        EndMessage(key);
    }

    private void WriteRewards(RolloutReward[] egos)
    {
        _json.WriteStartObject();
        _json.WriteStartArray("egos");
        foreach (RolloutReward reward in egos)
        {
            _json.WriteStartObject();
            _json.WritePropertyName("total");
            WriteNumber(RolloutChannels.Reward, "total", reward.Total);
            _json.WriteStartObject("terms");
            WriteNamed(RolloutChannels.Reward, _header.RewardTerms, reward.Terms);
            _json.WriteEndObject();
            _json.WriteStartObject("costs");
            WriteNamed(RolloutChannels.Reward, _header.Costs, reward.Costs);
            _json.WriteEndObject();
            _json.WriteBoolean("terminated", reward.Terminated);
            _json.WriteBoolean("truncated", reward.Truncated);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        EndMessage(RolloutChannels.Reward);
    }

    private void WriteNamed(string topic, string[] names, float[] values)
    {
        RequireLength(topic, "values", values.Length, names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            _json.WritePropertyName(names[i]);
            WriteNumber(topic, names[i], values[i]);
        }
    }

    private void WriteColumn(string topic, string name, float[] values, int length)
    {
        RequireLength(topic, name, values.Length, length);
        _json.WriteStartArray(name);
        foreach (float value in values)
        {
            WriteNumber(topic, name, value);
        }

        _json.WriteEndArray();
    }

    private void WriteNumber(string topic, string field, float value)
    {
        if (float.IsFinite(value))
        {
            _json.WriteNumberValue(value);
        }
        else if (float.IsInfinity(value))
        {
            _json.WriteRawValue(value > 0 ? "1e999"u8 : "-1e999"u8, skipInputValidation: true);
        }
        else
        {
            throw new ArgumentException($"step {_stepCount}: {topic}.{field} is not a number");
        }
    }

    private void RequireLength(string topic, string field, int actual, int expected)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"step {_stepCount}: {topic}.{field} has {actual} values, not {expected}");
        }
    }

    private void EndMessage(string channel) => _file.Send(_channels[channel], _lastTime);
}
