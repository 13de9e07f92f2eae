using Snowball.Rendering;
using Snowball.Rendering.OpenGl;
using Snowball.Rendering.Playback;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Sim;
using Snowball.Sim.Roads;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Viewer.Drawing;

/// <summary>Draws the world of a moment at level rich.</summary>
internal sealed class ScenePainter : IDisposable
{
    // A renderer keeps the scenes it was given: after so many roads another one is made.
    private const int MostScenes = 12;

    // Of roads without an end, what vehicles can reach in an episode, m/s; m.
    private const float FastestVehicle = 50f, Margin = 500f;

    private readonly List<(Carriageway Road, float From, float To)> _scenes = [];
    private OpenGlRenderer? _renderer;

    /// <summary>Draws a moment.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="seconds">Length of its episode, s.</param>
    /// <param name="pose">Where the camera is.</param>
    /// <param name="lens">The camera.</param>
    /// <param name="atmosphere">Light and weather.</param>
    /// <param name="rgba">[height][width][4], bytes; the last of them is no opacity.</param>
    /// <exception cref="MachineException">OpenGL is missing or lost.</exception>
    public void Draw(Moment moment, double seconds, in CameraPose pose, in Pinhole lens, in Atmosphere atmosphere, Span<byte> rgba)
    {
        if (_renderer is null || (_renderer.Width, _renderer.Height) != (lens.Width, lens.Height)) Start(lens.Width, lens.Height);
        var vehicles = (ReadOnlySpan<VehicleInstance>)moment.Vehicles;
        var view = new CameraView
        {
            Pose = pose,
            FocalLength = lens.FocalLength,
            Scene = SceneOf(moment, seconds),
            FirstVehicle = 0,
            Vehicles = vehicles.Length,
            Atmosphere = atmosphere,
        };
        _renderer!.Draw(new FrameBatch { Views = [view], Vehicles = vehicles }, new FrameTargets { Colour = rgba });
    }

    /// <inheritdoc/>
    public void Dispose() => _renderer?.Dispose();

    private void Start(int width, int height)
    {
        _renderer?.Dispose();
        _scenes.Clear();
        _renderer = new OpenGlRenderer(width, height, DetailLevel.Rich, threads: 1);
    }

    private int SceneOf(Moment moment, double seconds)
    {
        var road = moment.Episode.Road;
        var (first, last) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var vehicle in moment.Truth) (first, last) = (MathF.Min(first, vehicle.S), MathF.Max(last, vehicle.S));
        for (int i = 0; i < _scenes.Count; i++)
        {
            if (ReferenceEquals(_scenes[i].Road, road) && _scenes[i].From <= first && last <= _scenes[i].To) return i;
        }
        bool isEndless = float.IsInfinity(road.Length);
        float from = isEndless ? first - Margin : 0f, to = isEndless ? last + (float)seconds * FastestVehicle + Margin : road.Length;
        if (!isEndless) (from, to) = (MathF.Min(from, first), MathF.Max(to, last));
        if (_scenes.Count == MostScenes) Start(_renderer!.Width, _renderer.Height);
        _scenes.Add((road, from, to));
        return _renderer!.Add(RoadSceneBuilder.Build(road, from, to, DetailLevel.Rich));
    }
}
