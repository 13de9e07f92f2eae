using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes;

/// <summary>One picture to be drawn.</summary>
public struct CameraView
{
    /// <summary>Where the camera is.</summary>
    public CameraPose Pose;

    /// <summary>Focal length, pixels.</summary>
    public float FocalLength;

    /// <summary>Number of the scene, from <see cref="IFrameRenderer.Add"/>.</summary>
    public int Scene;

    /// <summary>Vehicles: places in <see cref="FrameBatch.Vehicles"/>.</summary>
    public int FirstVehicle, Vehicles;

    /// <summary>Light and weather.</summary>
    public Atmosphere Atmosphere;
}
