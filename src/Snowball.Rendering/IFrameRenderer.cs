using Snowball.Rendering.Scenes;

namespace Snowball.Rendering;

/// <summary>
/// Draws pictures in batches. Every implementation draws the same triangles, those of <see cref="VisibleSet"/>, shaded by the formulas of
/// <see cref="Shading"/>. Not thread-safe; it uses its own threads. What a picture shows depends neither on the batch nor on the threads.
/// </summary>
public interface IFrameRenderer : IDisposable
{
    /// <summary>What draws, for logs, such as <c>software</c> or <c>opengl (llvmpipe)</c>.</summary>
    string Name { get; }

    /// <summary>Pixels of every picture.</summary>
    int Width { get; }

    /// <inheritdoc cref="Width"/>
    int Height { get; }

    /// <summary>Takes a scene up, to be drawn from now on.</summary>
    /// <returns>Its number, from 0.</returns>
    int Add(RoadScene scene);

    /// <summary>Draws every view of the batch into the targets.</summary>
    /// <exception cref="ArgumentException">A target has the wrong size.</exception>
    /// <exception cref="Sim.MachineException">The renderer is lost, or a picture has one colour only.</exception>
    void Draw(in FrameBatch batch, in FrameTargets targets);
}

/// <summary>What is to be drawn.</summary>
public readonly ref struct FrameBatch
{
    /// <summary>[N], the pictures.</summary>
    public ReadOnlySpan<CameraView> Views { get; init; }

    /// <summary>Vehicles of all views.</summary>
    public ReadOnlySpan<VehicleInstance> Vehicles { get; init; }
}

/// <summary>Where it is drawn to; an empty depth or semantic plane is not drawn.</summary>
public readonly ref struct FrameTargets
{
    /// <summary>[N][height][width][4], bytes: red, green, blue, and the id of the vehicle or 0; rows from the top.</summary>
    public Span<byte> Colour { get; init; }

    /// <summary>[N][height][width], m along the optical axis; infinite where the sky is.</summary>
    public Span<float> Depth { get; init; }

    /// <summary>[N][height][width], a <see cref="Sim.Sensors.Cameras.SemanticClass"/> each.</summary>
    public Span<byte> Semantic { get; init; }
}
