using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Viewer.Cameras;

/// <summary>The cameras to choose from, one of which is looked through.</summary>
internal sealed class CameraSet
{
    private readonly ViewCamera[] _cameras = [new ChaseCamera(), new CockpitCamera(), new OrbitCamera(), new TopDownCamera(), new FreeCamera(), new FrontCamera()];
    private CameraPose _pose;
    private bool _isStarting = true;

    /// <summary>Names of those that need nobody to move them: for films.</summary>
    public static IReadOnlyList<string> Filming { get; } = ["chase", "cockpit", "orbit", "top-down", "front"];

    /// <summary>How many there are.</summary>
    public int Count => _cameras.Length;

    /// <summary>What they are called.</summary>
    public IReadOnlyList<string> Names => Array.ConvertAll(_cameras, camera => camera.Name);

    /// <summary>The one that is looked through.</summary>
    public ViewCamera Chosen => _cameras[Index];

    /// <summary>Its place, from 0.</summary>
    public int Index { get; private set; }

    /// <summary>Looks through another one; choosing the same again starts it anew.</summary>
    public void Choose(int index) => (Index, _isStarting) = (index, true);

    /// <summary>Looks through the one of a name.</summary>
    public void Choose(string name) => Choose(Array.FindIndex(_cameras, camera => camera.Name == name));

    /// <summary>Looks through the next one.</summary>
    public void Next() => Choose((Index + 1) % Count);

    /// <summary>Where the chosen camera is some real time after the last call.</summary>
    public CameraPose Follow(in VehicleInstance target, in CameraInput input, float seconds)
    {
        if (_isStarting) Chosen.Start(target, _pose);
        _isStarting = false;
        return _pose = Chosen.Follow(target, input, seconds);
    }
}
