using Snowball.Rendering.Playback;
using Snowball.Viewer.Driving;

namespace Snowball.Viewer.Playback;

/// <summary>
/// Where in what a player plays the viewer is. It lets the player play on when it gets to what was not played yet. Times are seconds since
/// the player began.
/// </summary>
/// <param name="player">What is played.</param>
/// <param name="driver">Who drives the first ego while <see cref="IsHandDriven"/>.</param>
internal sealed class Playhead(Player player, KeyboardDriver driver)
{
    /// <summary>Real seconds for which the end of an episode stays before the next one begins.</summary>
    internal const double RestAtEnd = 1.5;

    private readonly PlaybackClock _clock = new();
    private readonly float[] _action = new float[player.Environment.Action.Dimensions];
    private double _rest;

    /// <summary>What is played.</summary>
    public Player Player => player;

    /// <summary>The world as it is shown.</summary>
    public Moment Now { get; private set; } = player.Latest;

    /// <summary>Simulated seconds a real one.</summary>
    public double Speed => _clock.Speed;

    /// <summary>Whether time passes.</summary>
    public bool IsPlaying => _clock.IsPlaying;

    /// <summary>Whether a person drives the first ego by the keyboard.</summary>
    public bool IsHandDriven { get; private set; }

    /// <summary>Time of the first moment that is kept.</summary>
    public double Earliest => player[player.First].Time;

    /// <summary>Time of the last moment that is known to come.</summary>
    public double Latest => Math.Max(player.Duration ?? 0, player.Latest.Time);

    /// <summary>Lets real time pass.</summary>
    public void Advance(double seconds)
    {
        if (!_clock.IsPlaying) return;
        if (_rest > 0)
        {
            if ((_rest -= seconds) <= 0) NextEpisode();
            return;
        }
        _clock.Advance(seconds);
        PlayTo(_clock.Time);
        if (EndOfEpisode is { } end && _clock.Time >= end)
        {
            _clock.Seek(end);
            if (EndsByItself) _clock.Pause();
            else _rest = RestAtEnd;
        }
        Now = player.At(_clock.Time);
    }

    /// <summary>Pauses or goes on; at the end of what there is, it starts again.</summary>
    public void Toggle()
    {
        if (!_clock.IsPlaying && EndsByItself && _clock.Time >= Latest) Seek(Earliest);
        _clock.Toggle();
    }

    /// <summary>Goes to a time; where it was not played yet, at most to the end of the episode that is played.</summary>
    public void Seek(double time)
    {
        PlayTo(time);
        _rest = 0;
        _clock.Seek(Math.Clamp(time, Earliest, player.Latest.Time));
        Now = player.At(_clock.Time);
    }

    /// <summary>Pauses at the next moment (1), or the one before (-1).</summary>
    public void Step(int direction)
    {
        _clock.Pause();
        Seek(PlaybackClock.NextMoment(_clock.Time, direction, player.MomentSeconds));
    }

    /// <summary>The next faster (1) or slower (-1) speed.</summary>
    public void ChangeSpeed(int direction) => _clock.ChangeSpeed(direction);

    /// <summary>Goes to the start of the episode.</summary>
    public void SeekStart() => Seek(Now.Episode.FirstMoment * player.MomentSeconds);

    /// <summary>Goes to the end of the episode; of one that is driven by hand, to now.</summary>
    public void SeekEnd() => Seek(EndOfEpisode ?? (IsHandDriven ? player.Latest.Time : double.PositiveInfinity));

    /// <summary>Goes to the start of the next episode; where there is none, to the end of this one.</summary>
    public void NextEpisode()
    {
        Seek(EndOfEpisode ?? double.PositiveInfinity);
        if (NextStart is null && HasEnded && !PlayStep()) return;
        if (NextStart is { } next) Seek(next);
    }

    /// <summary>Gives the wheel of the first ego to a person, or back to the policy.</summary>
    public void ToggleHands()
    {
        if (!player.CanBeDriven) return;
        IsHandDriven = !IsHandDriven;
        if (!IsHandDriven) player.HandActions = null;
        // What was played cannot be driven any more.
        else Seek(player.Latest.Time);
    }

    private bool EndsByItself => player.Duration is not null;

    /// <summary>When the next episode starts; null where that was not played yet.</summary>
    private double? NextStart
    {
        get
        {
            foreach (var happened in player.Events)
            {
                if (happened.Kind == PlayedEventKind.Start && happened.Moment > Now.Episode.FirstMoment) return happened.Time;
            }
            return null;
        }
    }

    /// <summary>When the episode that is shown ends; null where that was not played yet.</summary>
    private double? EndOfEpisode =>
        NextStart is { } next ? next - player.MomentSeconds : HasEnded ? player.Latest.Time : null;

    /// <summary>Whether the newest episode was played to its end.</summary>
    private bool HasEnded
    {
        get
        {
            foreach (var ego in player.Latest.Report.Egos)
            {
                if (ego.Terminated || ego.Truncated) return true;
            }
            return player.IsOver;
        }
    }

    private void PlayTo(double time)
    {
        while (player.Latest.Time < time && !HasEnded && PlayStep())
        {
        }
    }

    private bool PlayStep()
    {
        if (IsHandDriven)
        {
            driver.Act(player.Environment, ego: 0, _action);
            player.HandActions = _action;
        }
        return player.Advance();
    }
}
