using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>A batch, pinned while it is drawn. Places and counts are those of pixels but for views.</summary>
internal readonly unsafe struct DrawingJob(CameraView* views, VehicleInstance* vehicles, int vehicleCount, byte* colour, float* depth, byte* semantic)
{
    public ReadOnlySpan<VehicleInstance> Vehicles => new(vehicles, vehicleCount);

    public bool HasDepth => depth != null;

    public bool HasSemantic => semantic != null;

    public ReadOnlySpan<CameraView> Views(int first, int count) => new(views + first, count);

    public Span<byte> Colour(int first, int count) => new(colour + 4L * first, 4 * count);

    public Span<float> Depth(int first, int count) => HasDepth ? new(depth + first, count) : default;

    public Span<byte> Semantic(int first, int count) => HasSemantic ? new(semantic + first, count) : default;
}
