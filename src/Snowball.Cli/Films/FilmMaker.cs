using Snowball.Rendering;
using Snowball.Rendering.Overlays;
using Snowball.Rendering.Playback;
using Snowball.Sim;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Viewer.Cameras;

namespace Snowball.Cli.Films;

/// <summary>Turns what a player plays into pictures: one every so often, drawn, painted over, and given to a file.</summary>
internal sealed class FilmMaker : IDisposable
{
    /// <summary>Pictures drawn at once: two for each thread, as long as they fit into this many bytes.</summary>
    private const long BatchBytes = 128L << 20;

    /// <summary>Memory for the moments of an episode.</summary>
    public const long Bytes = 2L << 30;

    private readonly FilmSettings _settings;
    private readonly MomentPainter _scenes;
    private readonly OverlayPainter _overlays = new();
    private readonly Shot[] _shots;
    private readonly byte[] _pictures;

    /// <param name="settings">How the film looks.</param>
    /// <param name="makeRenderer">Makes a renderer for a width, a height and a number of threads.</param>
    public FilmMaker(FilmSettings settings, Func<int, int, int, IFrameRenderer> makeRenderer)
    {
        _settings = settings;
        long picture = 4L * settings.Width * settings.Height;
        int threads = Environment.ProcessorCount;
        _shots = new Shot[Math.Clamp(BatchBytes / picture, 1, 2 * threads)];
        _pictures = new byte[_shots.Length * picture];
        _scenes = new MomentPainter(makeRenderer(settings.Width, settings.Height, threads), settings.Level);
    }

    /// <summary>What draws.</summary>
    public string Renderer => _scenes.Renderer.Name;

    /// <summary>Appends an episode to a file.</summary>
    /// <param name="player">Plays it; it is played to the end of its first episode.</param>
    /// <param name="file">The file.</param>
    /// <param name="progress">Is told which share is done, 0 to 1.</param>
    /// <returns>How many pictures were made.</returns>
    /// <exception cref="InputException">The episode has no such time or vehicle.</exception>
    public int Make(Player player, IFilmWriter file, Action<double> progress)
    {
        double end = PlayOut(player);
        double to = Math.Min(_settings.To ?? end, end);
        if (_settings.From > end) throw new InputException($"is {_settings.From:0.##} s, but the episode ends after {end:0.##} s", key: "--from");
        if (player.First > 0) throw new InputException($"the episode is too long to be filmed: {player[player.First].Time:0} s of it do not fit into memory");
        // A picture stands until the next one; the last moment is shown too.
        int pictures = (int)Math.Min(file.Most, Math.Floor((to - _settings.From) * _settings.Rate + 1e-6) + 1);
        var camera = new CameraSet();
        camera.Choose(_settings.Camera);
        var lens = Pinhole.WithFieldOfView(_settings.Width, _settings.Height, Horizontal(camera.Chosen.FieldOfView));
        for (int first = 0; first < pictures; first += _shots.Length)
        {
            int count = Math.Min(_shots.Length, pictures - first);
            for (int i = 0; i < count; i++) _shots[i] = Aim(player.At(_settings.From + (double)(first + i) / _settings.Rate), camera);
            int bytes = _pictures.Length / _shots.Length;
            _scenes.Draw(_shots.AsSpan(0, count), lens.FocalLength, _pictures.AsSpan(0, count * bytes));
            for (int i = 0; i < count; i++)
            {
                var picture = _pictures.AsSpan(i * bytes, bytes);
                if (_settings.Layers != OverlayLayers.None) Paint(player, _shots[i], lens, picture);
                file.Write(picture);
                progress((first + i + 1.0) / pictures);
            }
        }
        return pictures;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _overlays.Dispose();
        _scenes.Dispose();
    }

    /// <summary>Plays to the end of the first episode, so that its whole time line is known.</summary>
    private double PlayOut(Player player)
    {
        while (!HasEnded(player.Latest) && (_settings.To is not { } to || player.Latest.Time < to) && player.Advance())
        {
        }
        return player.Latest.Time;
    }

    private static bool HasEnded(Moment moment) => moment.Report.Egos[0].Terminated || moment.Report.Egos[0].Truncated;

    private Shot Aim(Moment moment, CameraSet camera)
    {
        int place = moment.PlaceOf(_settings.Slot);
        if (place < 0)
        {
            throw new InputException(
                $"is {_settings.Slot}, but at {moment.Time:0.##} s the road has the vehicles {string.Join(", ", moment.Truth.Select(vehicle => vehicle.Slot))}", key: "--vehicle");
        }
        return new(moment, camera.Follow(moment.Vehicles[place], default, 1f / _settings.Rate));
    }

    private void Paint(Player player, in Shot shot, in Pinhole lens, Span<byte> picture) => _overlays.Paint(picture, new OverlayView
    {
        Player = player, Moment = shot.Moment, Pose = shot.Pose, Camera = lens, Slot = _settings.Slot, Layers = _settings.Layers,
    });

    private float Horizontal(float vertical) => 2f * MathF.Atan(MathF.Tan(0.5f * vertical) * _settings.Width / _settings.Height);
}
