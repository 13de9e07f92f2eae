using System.Numerics;
using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>What holds for a picture: the uniform block View of the shaders.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct ViewBlock
{
    /// <summary>Of a block: the largest alignment that a driver may ask for.</summary>
    public const int Bytes = 256;

    private Vector4 _eye, _right, _up, _forward, _toSun, _sun, _ambient, _zenith, _horizon, _roadTint, _terrainTint;

    public ViewBlock(in CameraView view, int width, int height, int layer)
    {
        ref readonly var pose = ref view.Pose;
        ref readonly var air = ref view.Atmosphere;
        _eye = new(pose.Position, layer);
        _right = new(-pose.Left, 2f * view.FocalLength / width);
        _up = new(pose.Up, 2f * view.FocalLength / height);
        _forward = new(pose.Forward, Shading.Near);
        _toSun = new(air.ToSun, air.FogDensity);
        _sun = new(air.Sun, air.Headlights);
        _ambient = new(air.Ambient, air.Shadow);
        _zenith = new(air.Zenith, air.MarkingWear);
        _horizon = new(air.Horizon, air.Rain);
        _roadTint = new(air.RoadTint, 0.5f * width);
        _terrainTint = new(air.TerrainTint, 1f / view.FocalLength);
    }
}
