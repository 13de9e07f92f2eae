namespace Snowball.Sim.Sensors.Cameras;

/// <summary>
/// The cameras of an environment's agents: what a renderer gives to a simulation that knows none. The environment captures worlds while it
/// steps them, then has all pictures drawn at once.
/// </summary>
public interface ICameraRig : IDisposable
{
    /// <summary>Remembers how the world of an agent's picture looks now. Called once for each picture before <see cref="Draw"/>, from several
    /// threads for different pictures.</summary>
    /// <param name="picture">Place of the picture, below the capacity that the rig was made for.</param>
    /// <param name="world">The world.</param>
    /// <param name="ego">The agent's slot in it.</param>
    void Capture(int picture, int world, int ego);

    /// <summary>How a picture that was captured is taken.</summary>
    /// <param name="picture">Its place.</param>
    PictureView View(int picture);

    /// <summary>Draws pictures that were captured.</summary>
    /// <param name="pictures">Their places.</param>
    /// <param name="frames">[pictures.Length x channels of one picture x height x width], in the order of the places.</param>
    /// <exception cref="MachineException">The renderer cannot draw: it is lost, or drew nothing.</exception>
    void Draw(ReadOnlySpan<int> pictures, Span<byte> frames);
}

/// <summary>How a picture is taken: the camera as its episode has it, errors of mounting and lens included, and in which light.</summary>
/// <param name="Camera">Its lens.</param>
/// <param name="Pose">Where it is in the world.</param>
/// <param name="Carrier">Where the vehicle is that carries it: the middle of its footprint on the road, and its axes.</param>
/// <param name="Weather">What the sky does.</param>
/// <param name="SunElevation">Of the sun above the horizon, rad.</param>
public readonly record struct PictureView(Pinhole Camera, CameraPose Pose, CameraPose Carrier, Scenarios.Weather Weather, float SunElevation);

/// <summary>Makes the rig of an environment whose worlds are not yet placed.</summary>
/// <param name="environment">Its vehicles, roads and episodes.</param>
/// <param name="camera">What every agent has.</param>
/// <param name="pictures">Capacity.</param>
/// <param name="threads">Threads that may draw.</param>
public delegate ICameraRig CameraRigFactory(Environments.DrivingEnv environment, Scenarios.CameraSettings camera, int pictures, int threads);
