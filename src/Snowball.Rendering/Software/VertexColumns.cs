namespace Snowball.Rendering.Software;

/// <summary>The vertices of a patch in the camera's frame, lit: columns that a thread fills for each patch anew.</summary>
internal sealed unsafe class VertexColumns
{
    private const int Columns = 13;
    private readonly AlignedColumn<float> _values;

    /// <param name="capacity">Vertices of the largest patch.</param>
    public VertexColumns(int capacity)
    {
        Capacity = capacity;
        _values = new(Columns * capacity);
    }

    public int Capacity { get; }

    /// <summary>m along the axis.</summary>
    public float* Depth => Column(0);

    /// <summary>In the picture, pixels from the left; likewise from the top. Of use only where the depth is at least <see cref="Scenes.Shading.Near"/>.</summary>
    public float* X => Column(1);

    public float* Y => Column(2);

    /// <summary>1 / depth.</summary>
    public float* Nearness => Column(3);

    /// <summary>Colour as lit by ambient and sun, 0 to 255; likewise green and blue.</summary>
    public float* Red => Column(4);

    public float* Green => Column(5);

    public float* Blue => Column(6);

    /// <summary>Light alone, where there is paint; likewise green and blue.</summary>
    public float* LightRed => Column(7);

    public float* LightGreen => Column(8);

    public float* LightBlue => Column(9);

    /// <summary>Albedo alone, 0 to 255, where headlights shine; likewise green and blue.</summary>
    public float* AlbedoRed => Column(10);

    public float* AlbedoGreen => Column(11);

    public float* AlbedoBlue => Column(12);

    private float* Column(int column) => _values.Start + column * Capacity;
}
