using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>Draws pictures of one level in a context.</summary>
internal interface IPainter : IDisposable
{
    /// <summary>Draws the views, one a layer.</summary>
    /// <param name="views">No more than the targets have layers.</param>
    /// <param name="vehicles">Of all views of the batch.</param>
    /// <param name="targets">Where to.</param>
    void Draw(ReadOnlySpan<CameraView> views, ReadOnlySpan<VehicleInstance> vehicles, PictureTargets targets);
}
