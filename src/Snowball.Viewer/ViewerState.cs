using System.Numerics;
using Snowball.Rendering.Overlays;
using Snowball.Rendering.Playback;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Viewer.Cameras;
using Snowball.Viewer.Drawing;
using Snowball.Viewer.Driving;
using Snowball.Viewer.Playback;

namespace Snowball.Viewer;

/// <summary>All that a person can change in the viewer, and nothing of windows or graphics.</summary>
internal sealed class ViewerState
{
    private int _chosenSlot;
    private int _weather = -1;

    /// <param name="player">What is played.</param>
    public ViewerState(Player player) => Playhead = new Playhead(player, new KeyboardDriver(Pedals));

    /// <summary>Where in the playback it is.</summary>
    public Playhead Playhead { get; }

    /// <summary>The cameras.</summary>
    public CameraSet Cameras { get; } = new();

    /// <summary>The keys a person drives with.</summary>
    public Pedals Pedals { get; } = new();

    /// <summary>What is painted over the picture.</summary>
    public OverlayLayers Layers { get; private set; } = OverlayLayers.All;

    /// <summary>Whether the keys are explained.</summary>
    public bool IsHelpShown { get; set; }

    /// <summary>Whether a picture is to be saved.</summary>
    public bool WantsScreenshot { get; set; }

    /// <summary>Whether the viewer is to close.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Name of the weather that replaces the episode's own; null where that is shown.</summary>
    public string? Weather => _weather < 0 ? null : Atmospheres.Names[_weather];

    /// <summary>The light and weather that are shown.</summary>
    public Atmosphere Atmosphere => Weather is { } weather ? Atmospheres.Named(weather) : Playhead.Now.Episode.Atmosphere;

    /// <summary>Where the camera is.</summary>
    public CameraPose Pose { get; private set; }

    /// <summary>Slot of the vehicle that is followed.</summary>
    public int Slot => Playhead.Now.Truth[Place].Slot;

    /// <summary>Place in the moment of the vehicle that is followed: the chosen one, or the first while that is not on the road.</summary>
    public int Place => Math.Max(0, Playhead.Now.PlaceOf(_chosenSlot));

    /// <summary>What is out of the ordinary; null where nothing is.</summary>
    public string? Notice
    {
        get
        {
            var parts = new List<string>();
            if (!Playhead.IsPlaying) parts.Add("paused");
            if (Playhead.Speed != 1) parts.Add($"{Playhead.Speed:0.##}x");
            if (Playhead.IsHandDriven) parts.Add("you drive");
            if (Weather is { } weather) parts.Add(weather);
            return parts.Count == 0 ? null : string.Join("  \u00b7  ", parts);
        }
    }

    /// <summary>Lets real time pass.</summary>
    public void Advance(float seconds, in CameraInput camera)
    {
        Playhead.Advance(seconds);
        Pose = Cameras.Follow(Playhead.Now.Vehicles[Place], camera, seconds);
    }

    /// <summary>Shows or hides something.</summary>
    public void Toggle(OverlayLayers layers) => Layers ^= layers;

    /// <summary>Follows the next vehicle, or the one before.</summary>
    public void ChooseNext(int direction)
    {
        var truth = Playhead.Now.Truth;
        _chosenSlot = truth[(Place + direction + truth.Length) % truth.Length].Slot;
    }

    /// <summary>Follows the vehicle under a point of the picture, if there is one.</summary>
    public void ChooseAt(Vector2 point, in Pinhole lens)
    {
        int place = VehiclePicker.At(Playhead.Now.Vehicles, lens, Pose, point);
        if (place >= 0) _chosenSlot = Playhead.Now.Truth[place].Slot;
    }

    /// <summary>The next weather; after the last one the episode's own.</summary>
    public void ChangeWeather() => _weather = _weather + 1 < Atmospheres.Names.Length ? _weather + 1 : -1;

    /// <summary>A person takes the wheel of the first ego, which is followed, or gives it back.</summary>
    public void ToggleHands()
    {
        Playhead.ToggleHands();
        if (Playhead.IsHandDriven) _chosenSlot = 0;
    }
}
