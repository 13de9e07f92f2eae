using Snowball.Sim.Environments;

namespace Snowball.Sim.Sensors.Observations;

/// <summary>The vector of an observation that is seen in the frames of the environment alone; see <see cref="Cameras.CameraFrames"/>.</summary>
internal sealed class NoNumbers : ISensor
{
    public string Name => "camera";

    public ObservationSpec Spec { get; } = new([]);

    public void Write(int world, Span<float> rows)
    {
    }
}
