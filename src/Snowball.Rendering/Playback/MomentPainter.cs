using Snowball.Rendering.OpenGl;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Playback;

/// <summary>A moment and where it is seen from.</summary>
public readonly record struct Shot(Moment Moment, CameraPose Pose);

/// <summary>Draws moments of any player with a renderer, which it owns.</summary>
/// <param name="renderer">What draws.</param>
/// <param name="level">How much of the roads is built.</param>
public sealed class MomentPainter(IFrameRenderer renderer, DetailLevel level) : IDisposable
{
    // OpenGL at level rich draws rain itself, and the light of every vehicle's lamps.
    private readonly bool _drawsWeather = renderer is OpenGlRenderer && level == DetailLevel.Rich;
    private readonly RoadScenes _scenes = new(renderer.Add, level);
    private VehicleInstance[] _vehicles = [];

    /// <summary>What draws.</summary>
    public IFrameRenderer Renderer => renderer;

    /// <summary>Draws shots.</summary>
    /// <param name="shots">[N]</param>
    /// <param name="focalLength">Pixels.</param>
    /// <param name="rgba">[N][height][width][4], bytes; the last of each pixel is no opacity but an id.</param>
    /// <exception cref="Sim.MachineException">The renderer is lost.</exception>
    public void Draw(ReadOnlySpan<Shot> shots, float focalLength, Span<byte> rgba)
    {
        var views = new CameraView[shots.Length];
        int count = 0;
        for (int i = 0; i < shots.Length; i++)
        {
            var moment = shots[i].Moment;
            views[i] = new CameraView
            {
                Pose = shots[i].Pose,
                FocalLength = focalLength,
                Scene = _scenes.Of(moment.Episode.Road, moment.Truth.Length > 0 ? moment.Truth[0].S : 0f),
                FirstVehicle = count,
                Vehicles = moment.Vehicles.Length,
                Atmosphere = moment.Episode.Atmosphere,
            };
            if (_drawsWeather) views[i].Atmosphere.Headlights = 0f;
            count += moment.Vehicles.Length;
            if (_vehicles.Length < count) Array.Resize(ref _vehicles, 2 * count);
            moment.Vehicles.CopyTo(_vehicles, views[i].FirstVehicle);
        }
        renderer.Draw(new FrameBatch { Views = views, Vehicles = _vehicles.AsSpan(0, count) }, new FrameTargets { Colour = rgba });
        if (_drawsWeather) return;
        int bytes = 4 * renderer.Width * renderer.Height;
        for (int i = 0; i < shots.Length; i++)
        {
            var moment = shots[i].Moment;
            PictureEffects.Apply(rgba.Slice(i * bytes, bytes), renderer.Width, renderer.Height, views[i], moment.Episode.Seed, (uint)moment.Index);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => renderer.Dispose();
}
