using Silk.NET.OpenGL;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl.Rich;

/// <summary>Draws pictures of level <see cref="DetailLevel.Rich"/> one after the other.</summary>
internal sealed class RichPainter(GL gl, SceneLibrary library, int width, int height) : IPainter
{
    private readonly RichScene _scene = new(gl, library, width, height);
    private ShaderProgram? _resolve, _resolveWithClasses;

    /// <inheritdoc/>
    public void Draw(ReadOnlySpan<CameraView> views, ReadOnlySpan<VehicleInstance> vehicles, PictureTargets targets)
    {
        for (int i = 0; i < views.Length; i++)
        {
            _scene.Draw(views[i], vehicles);
            targets.Bind();
            targets.Attach(i);
            _scene.Resolve(targets.HasSemantic
                ? _resolveWithClasses ??= new(gl, "resolve.vert.glsl", "resolve.frag.glsl", $"SAMPLES {SampledTargets.Samples}", "SEMANTIC")
                : _resolve ??= new(gl, "resolve.vert.glsl", "resolve.frag.glsl", $"SAMPLES {SampledTargets.Samples}"));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _resolve?.Dispose();
        _resolveWithClasses?.Dispose();
        _scene.Dispose();
    }
}
