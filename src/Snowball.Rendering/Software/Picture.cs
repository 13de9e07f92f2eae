using System.Numerics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>
/// The picture that a thread draws: its planes, in rows of whole vectors, and what all its pixels have in common. Colours are in [0, 255].
/// </summary>
internal sealed unsafe class Picture
{
    private readonly AlignedColumn<float> _nearness;
    private readonly AlignedColumn<int> _colour, _class;
    private CameraView _view;

    public Picture(int width, int height)
    {
        (Width, Height) = (width, height);
        Stride = (width + Lanes.Count - 1) / Lanes.Count * Lanes.Count;
        _nearness = new(Stride * height);
        _colour = new(Stride * height);
        _class = new(Stride * height);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>From a row to the next.</summary>
    public int Stride { get; }

    /// <summary>1 / depth, 1/m; 0 where nothing was drawn.</summary>
    public float* Nearness => _nearness.Start;

    /// <summary>Red, green, blue and id; valid where something was drawn.</summary>
    public int* Colour => _colour.Start;

    /// <summary>Semantic classes; valid where something was drawn.</summary>
    public int* Class => _class.Start;

    public CameraView View => _view;

    public ref readonly Atmosphere Atmosphere => ref _view.Atmosphere;

    /// <summary>Whether classes are drawn.</summary>
    public bool HasClasses { get; private set; }

    /// <summary>Whether headlamps shine.</summary>
    public bool IsNight { get; private set; }

    /// <summary>What fog fades to.</summary>
    public Vector3 Haze { get; private set; }

    /// <summary>Of a pixel at a depth of 1 m, m.</summary>
    public float PixelSize { get; private set; }

    /// <summary>Starts a picture in which there is nothing yet.</summary>
    public void Begin(in CameraView view, bool hasClasses)
    {
        (_view, HasClasses, IsNight, Haze) = (view, hasClasses, view.Atmosphere.Headlights > 0f, 255f * view.Atmosphere.Horizon);
        PixelSize = 1f / view.FocalLength;
        _nearness.Span.Clear();
    }
}
