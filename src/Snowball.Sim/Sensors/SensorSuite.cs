using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Instruments;

namespace Snowball.Sim.Sensors;

/// <summary>
/// The sensors of a scenario that tell numbers, which cameras do not. One that nobody reads does not run: its columns stay zero. The observation reads sensors directly;
/// those that a policy reads are written to buffers after each policy step.
/// </summary>
internal sealed class SensorSuite
{
    private readonly SensedWorld _sensed;
    private readonly SampledSensor[] _sensors;
    private readonly bool[] _isRunning;
    private readonly float[]?[] _channels;

    public SensorSuite(SensedWorld sensed)
    {
        _sensed = sensed;
        var sensors = new List<SampledSensor>();
        foreach (var settings in sensed.Scenario.Sensors)
        {
            if (settings.Instrument is not CameraSettings) sensors.Add(new SampledSensor(settings, Instrument.Create(settings, sensed), sensed));
        }
        _sensors = [.. sensors];
        _isRunning = new bool[_sensors.Length];
        _channels = new float[]?[_sensors.Length];
    }

    /// <summary>A sensor for an observation to read; it runs from the next reset on.</summary>
    public SampledSensor Connect(string name)
    {
        int sensor = IndexOf(name);
        _isRunning[sensor] = true;
        return _sensors[sensor];
    }

    /// <summary>Lets a sensor run from now on, and its rows be written to its channel.</summary>
    /// <exception cref="InputException">The scenario has no such sensor.</exception>
    public void Open(string name)
    {
        int sensor = IndexOf(name);
        if (_channels[sensor] is not null) return;
        var rows = _channels[sensor] = new float[_sensed.Store.Worlds * _sensed.Vehicles.Egos * _sensors[sensor].Spec.Size];
        for (int world = 0; world < _sensed.Store.Worlds; world++)
        {
            if (!_isRunning[sensor]) _sensors[sensor].Reset(world);
            Write(sensor, world, rows);
        }
        _isRunning[sensor] = true;
    }

    /// <summary>[agents x size], what a sensor that was opened says now.</summary>
    /// <exception cref="InvalidOperationException">It was not opened.</exception>
    public ReadOnlySpan<float> Channel(string name)
        => _channels[IndexOf(name)] ?? throw new InvalidOperationException($"The channel {name} was not opened.");

    /// <summary>Layout of a row of a channel.</summary>
    public ObservationSpec Spec(string name) => _sensors[IndexOf(name)].Spec;

    /// <summary>Starts an episode.</summary>
    public void Reset(int world)
    {
        for (int i = 0; i < _sensors.Length; i++)
        {
            if (_isRunning[i]) _sensors[i].Reset(world);
        }
    }

    /// <summary>Takes the samples that are due after a substep of worlds [first, end).</summary>
    public void Sample(int first, int end)
    {
        for (int i = 0; i < _sensors.Length; i++)
        {
            if (!_isRunning[i]) continue;
            for (int world = first; world < end; world++) _sensors[i].Sample(world);
        }
    }

    /// <summary>Writes a world's rows of the channels that are open.</summary>
    public void Write(int world)
    {
        for (int i = 0; i < _sensors.Length; i++)
        {
            if (_channels[i] is { } rows) Write(i, world, rows);
        }
    }

    /// <summary>What the sensors that run have to show of an ego.</summary>
    public IEnumerable<Overlay> Overlays(int world, int ego)
    {
        for (int i = 0; i < _sensors.Length; i++)
        {
            if (_isRunning[i] && _sensors[i].Show(world, ego) is { } overlay) yield return overlay;
        }
    }

    private void Write(int sensor, int world, float[] rows)
    {
        int width = _sensed.Vehicles.Egos * _sensors[sensor].Spec.Size;
        _sensors[sensor].Write(world, rows.AsSpan(world * width, width));
    }

    private int IndexOf(string name)
    {
        for (int i = 0; i < _sensors.Length; i++)
        {
            if (_sensors[i].Name == name) return i;
        }
        foreach (var sensor in _sensed.Scenario.Sensors)
        {
            if (sensor.Name == name) throw new InputException($"'{name}' is a camera, which has no channel of numbers: its frames are the observation of kind camera");
        }
        var known = new List<string>();
        foreach (var sensor in _sensors) known.Add(sensor.Name);
        throw new InputException(
            $"there is no channel '{name}': the scenario {_sensed.Scenario.Name} has {(known.Count == 0 ? "no sensors" : $"the sensors {string.Join(", ", known)}")}");
    }
}
