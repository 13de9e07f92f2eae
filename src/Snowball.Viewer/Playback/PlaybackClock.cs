namespace Snowball.Viewer.Playback;

/// <summary>What time it is in what is played. Real time drives it; the simulation never sees either.</summary>
internal sealed class PlaybackClock
{
    // A picture that took longer, such as one during which the window was dragged, must not skip what happens.
    private const double LongestPicture = 0.25;
    private static readonly double[] s_speeds = [0.1, 0.25, 0.5, 1, 2, 4, 8];
    private int _speed = Array.IndexOf(s_speeds, 1.0);

    /// <summary>Simulated time, s.</summary>
    public double Time { get; private set; }

    /// <summary>Simulated seconds a real one.</summary>
    public double Speed => s_speeds[_speed];

    /// <summary>Whether time passes.</summary>
    public bool IsPlaying { get; private set; } = true;

    /// <summary>Lets real time pass since the last call, s.</summary>
    public void Advance(double seconds)
    {
        if (IsPlaying) Time += Math.Min(seconds, LongestPicture) * Speed;
    }

    /// <summary>Pauses or goes on.</summary>
    public void Toggle() => IsPlaying = !IsPlaying;

    /// <summary>Pauses.</summary>
    public void Pause() => IsPlaying = false;

    /// <summary>Goes to a time.</summary>
    public void Seek(double time) => Time = time;

    /// <summary>The next faster (1) or slower (-1) speed.</summary>
    public void ChangeSpeed(int direction) => _speed = Math.Clamp(_speed + direction, 0, s_speeds.Length - 1);

    /// <summary>The time of the next moment (1), or the one before (-1).</summary>
    /// <param name="time">Now, s.</param>
    /// <param name="direction">Which.</param>
    /// <param name="interval">Between moments, s.</param>
    public static double NextMoment(double time, int direction, double interval)
    {
        // A hair's breadth, so that a moment counts as itself in spite of rounding.
        double place = time / interval + direction * 1e-6;
        return (direction > 0 ? Math.Floor(place) + 1 : Math.Ceiling(place) - 1) * interval;
    }
}
