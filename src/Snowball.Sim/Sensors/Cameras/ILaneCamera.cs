using Snowball.Sim.Overlays;

namespace Snowball.Sim.Sensors.Cameras;

/// <summary>Cameras that tell where their carriers are in their lanes: what perception gives to a simulation that knows none.</summary>
public interface ILaneCamera : ICameraRig
{
    /// <summary>Tells the lanes that frames show. The same frame gives the same lane.</summary>
    /// <param name="frames">[lanes.Length x the camera's <see cref="FrameSpec"/>].</param>
    /// <param name="lanes">Receives one for each.</param>
    void Estimate(ReadOnlyMemory<byte> frames, Memory<SeenLane> lanes);

    /// <summary>What it has to show of a frame, such as where in it the lane was seen. For viewers: it may take its time.</summary>
    /// <param name="frame">One frame of the camera.</param>
    IEnumerable<Overlay> Show(ReadOnlyMemory<byte> frame) => [];
}
