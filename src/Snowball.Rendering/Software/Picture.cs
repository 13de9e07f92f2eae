using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>
/// The picture that a thread draws: its planes, in rows of whole vectors, and what all its pixels have in common. Colours are in [0, 255].
/// </summary>
internal sealed unsafe class Picture
{
    private readonly float[] _nearness;
    private readonly int[] _colour, _class;
    private CameraView _view;

    public Picture(int width, int height)
    {
        (Width, Height) = (width, height);
        // A vector may start at the last pixel of a row.
        Stride = (width + 2 * Lanes.Count - 1) / Lanes.Count * Lanes.Count;
        _nearness = GC.AllocateArray<float>(Stride * height, pinned: true);
        _colour = GC.AllocateArray<int>(Stride * height, pinned: true);
        _class = GC.AllocateArray<int>(Stride * height, pinned: true);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>From a row to the next.</summary>
    public int Stride { get; }

    /// <summary>1 / depth, 1/m; 0 where nothing was drawn.</summary>
    public float* Nearness => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_nearness));

    /// <summary>Red, green, blue and id; valid where something was drawn.</summary>
    public int* Colour => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_colour));

    /// <summary>Semantic classes; valid where something was drawn.</summary>
    public int* Class => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_class));

    public CameraView View => _view;

    public ref readonly Atmosphere Atmosphere => ref _view.Atmosphere;

    /// <summary>Whether classes are drawn.</summary>
    public bool HasClasses { get; private set; }

    /// <summary>Whether headlamps shine.</summary>
    public bool IsNight { get; private set; }

    /// <summary>What fog fades to.</summary>
    public Vector3 Haze { get; private set; }

    /// <summary>Starts a picture in which there is nothing yet.</summary>
    public void Begin(in CameraView view, bool hasClasses)
    {
        (_view, HasClasses, IsNight, Haze) = (view, hasClasses, view.Atmosphere.Headlights > 0f, 255f * view.Atmosphere.Horizon);
        _nearness.AsSpan().Clear();
    }
}
