using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Inputs;

/// <summary>What agents see and what draws it, as the command line says.</summary>
/// <param name="Observation">What takes the place of the scenario's observation; null for its own.</param>
/// <param name="Renderer">Of <see cref="Renderers.Names"/>.</param>
internal sealed record Sight(string? Observation, string Renderer)
{
    /// <summary>What draws frames.</summary>
    public CameraRigFactory Cameras { get; } = Renderers.Cameras(Renderer);
}
