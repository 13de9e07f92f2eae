using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl.Rich;

/// <summary>Shadow maps and beams of a picture: the uniform block Light of the shaders.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LightBlock
{
    public const int Cascades = 3, MaxBeams = 12;

    public CascadeRows Rows;
    public BeamRows Places, Axes;
    public int Beams;
    public float SunShadow;
    public float Darkness;
    private float _padding;

    [InlineArray(3 * Cascades)]
    internal struct CascadeRows
    {
        private Vector4 _first;
    }

    [InlineArray(MaxBeams)]
    internal struct BeamRows
    {
        private Vector4 _first;
    }

    /// <summary>How dark a scene is: 0 where a white wall in the sun is brighter than one half, 1 where it is darker than a seventh.</summary>
    public static float DarknessOf(in Atmosphere air)
    {
        var light = air.Ambient + 0.6f * air.Sun;
        return Math.Clamp(1.4f - 2.8f * (0.3f * light.X + 0.6f * light.Y + 0.1f * light.Z), 0f, 1f);
    }
}
