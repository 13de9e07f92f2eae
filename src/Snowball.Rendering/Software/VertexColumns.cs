using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Snowball.Rendering.Software;

/// <summary>The vertices of a patch in the camera's frame, lit: columns that a thread fills for each patch anew.</summary>
internal sealed unsafe class VertexColumns
{
    private const int Columns = 15;
    private readonly float[] _values;

    /// <param name="capacity">Vertices of the largest patch.</param>
    public VertexColumns(int capacity)
    {
        Capacity = capacity;
        _values = GC.AllocateArray<float>(Columns * capacity, pinned: true);
    }

    public int Capacity { get; }

    /// <summary>m along the axis; likewise to the left and up.</summary>
    public float* Depth => Column(0);

    public float* Left => Column(1);

    public float* Up => Column(2);

    /// <summary>In the picture, pixels from the left; likewise from the top. Of use only where the depth is at least <see cref="Scenes.Shading.Near"/>.</summary>
    public float* X => Column(3);

    public float* Y => Column(4);

    /// <summary>1 / depth.</summary>
    public float* Nearness => Column(5);

    /// <summary>Colour as lit by ambient and sun, 0 to 255; likewise green and blue.</summary>
    public float* Red => Column(6);

    public float* Green => Column(7);

    public float* Blue => Column(8);

    /// <summary>Light alone, for paint; likewise green and blue.</summary>
    public float* LightRed => Column(9);

    public float* LightGreen => Column(10);

    public float* LightBlue => Column(11);

    /// <summary>Albedo alone, 0 to 255, for headlights; likewise green and blue.</summary>
    public float* AlbedoRed => Column(12);

    public float* AlbedoGreen => Column(13);

    public float* AlbedoBlue => Column(14);

    private float* Column(int column) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values)) + column * Capacity;
}
