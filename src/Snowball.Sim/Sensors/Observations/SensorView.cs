using Snowball.Sim.Environments;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>A sensor of the scenario as the observation; the sensor itself is sampled with the others.</summary>
internal sealed class SensorView(ISensor sensor) : ISensor
{
    public string Name => sensor.Name;

    public ObservationSpec Spec => sensor.Spec;

    public void Write(int world, Span<float> rows) => sensor.Write(world, rows);
}
