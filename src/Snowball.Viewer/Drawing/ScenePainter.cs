using Snowball.Rendering;
using Snowball.Rendering.OpenGl;
using Snowball.Rendering.Playback;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Roads;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Viewer.Windows;

namespace Snowball.Viewer.Drawing;

/// <summary>Draws the world of a moment, and what is painted over it, into the window whose context is current.</summary>
internal sealed class ScenePainter : IDisposable
{
    // A renderer keeps the scenes it was given: after so many roads another one is made.
    private const int MostScenes = 12;

    private WindowRenderer _renderer;
    private RoadScenes _scenes;

    public ScenePainter() => (_renderer, _scenes) = New();

    /// <summary>Draws a moment.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="pose">Where the camera is.</param>
    /// <param name="lens">The camera; its picture has the window's size.</param>
    /// <param name="air">Light and weather.</param>
    /// <param name="isAboard">Whether the camera is in a car, whose headlamps light the road ahead of it.</param>
    public void Draw(Moment moment, in CameraPose pose, in Pinhole lens, Atmosphere air, bool isAboard)
    {
        var vehicles = Lit(moment, isDark: air.Headlights > 0f);
        if (!isAboard) air.Headlights = 0f;
        var view = new CameraView
        {
            Pose = pose,
            FocalLength = lens.FocalLength,
            Scene = SceneOf(moment),
            FirstVehicle = 0,
            Vehicles = vehicles.Length,
            Atmosphere = air,
        };
        _renderer.Draw(view, vehicles, lens.Width, lens.Height);
    }

    /// <summary>Lays a picture over what was drawn.</summary>
    /// <param name="rgba">[height][width][4], bytes, multiplied by their opacity.</param>
    /// <param name="lens">Of the window's size.</param>
    public void Lay(ReadOnlySpan<byte> rgba, in Pinhole lens) => _renderer.DrawOverlay(rgba, lens.Width, lens.Height);

    /// <inheritdoc/>
    public void Dispose() => _renderer.Dispose();

    private static (WindowRenderer, RoadScenes) New()
    {
        var renderer = new WindowRenderer(GlfwWindow.FunctionAddress);
        return (renderer, new RoadScenes(renderer.Add, DetailLevel.Rich));
    }

    /// <summary>The vehicles with the lamps that suit the light, which may be another one than that in which the episode was played.</summary>
    private static VehicleInstance[] Lit(Moment moment, bool isDark)
    {
        const Lamps Night = Lamps.Head | Lamps.Tail;
        if (isDark == moment.Episode.Atmosphere.Headlights > 0f) return moment.Vehicles;
        return Array.ConvertAll(moment.Vehicles, vehicle => vehicle with { Lamps = isDark ? vehicle.Lamps | Night : vehicle.Lamps & ~Night });
    }

    private int SceneOf(Moment moment)
    {
        if (_scenes.Count >= MostScenes)
        {
            _renderer.Dispose();
            (_renderer, _scenes) = New();
        }
        return _scenes.Of(moment.Episode.Road, moment.Truth.Length > 0 ? moment.Truth[0].S : 0f);
    }
}
