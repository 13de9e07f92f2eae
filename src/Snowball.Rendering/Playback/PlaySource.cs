using Snowball.Sim.Environments;
using Snowball.Sim.Recording;

namespace Snowball.Rendering.Playback;

/// <summary>Fills the actions of the next step; false where there is none.</summary>
internal delegate bool ActionChooser(DrivingEnv environment, float[] actions);

/// <summary>Where a player's moments come from.</summary>
internal interface IPlaySource
{
    /// <summary>What takes the moments of its environment.</summary>
    MomentRecorder Recorder { get; }

    /// <summary>Gives the first moment, and from now on all others.</summary>
    void Begin(Action<Moment> take);

    /// <summary>Gives the moments of one more policy step; false where there is none.</summary>
    bool Advance();
}

/// <summary>An environment that is driven: a moment a substep.</summary>
internal sealed class DrivenSource(MomentRecorder recorder, ActionChooser choose, bool endsWithEpisode) : IPlaySource
{
    private readonly float[] _actions = new float[recorder.Environment.Agents * recorder.Environment.Action.Dimensions];
    private Action<Moment> _take = static _ => { };
    private Moment? _last;
    private int _substep;
    private bool _hasEnded;

    public MomentRecorder Recorder => recorder;

    /// <summary>Whether it stops where the episode ends.</summary>
    public bool EndsWithEpisode => endsWithEpisode;

    /// <inheritdoc cref="Player.HandActions"/>
    public float[]? HandActions { get; set; }

    public void Begin(Action<Moment> take)
    {
        _take = take;
        var environment = recorder.Environment;
        environment.AfterSubstep = () =>
        {
            // The last substep's moment is taken after the step, with what came of it.
            if (++_substep < environment.Scenario.Simulation.Substeps) _take(recorder.Substep());
        };
        environment.AfterStep = () =>
        {
            _hasEnded = environment.Terminated[0] || environment.Truncated[0];
            _last = recorder.Step(_actions, _hasEnded);
        };
        _take(recorder.Start());
    }

    public bool Advance()
    {
        var environment = recorder.Environment;
        if (_hasEnded && endsWithEpisode) return false;
        if (_hasEnded) _take(recorder.Start());
        if (!choose(environment, _actions)) return false;
        HandActions?.CopyTo(_actions, 0);
        (_substep, _hasEnded) = (0, false);
        environment.Step(_actions);
        // Frames are drawn after the step.
        _take(recorder.WithFrames(_last!, _hasEnded));
        return true;
    }
}

/// <summary>The states of a rollout, one after another: a moment a policy step.</summary>
internal sealed class StatesSource(MomentRecorder recorder, Rollout rollout) : IPlaySource
{
    private Action<Moment> _take = static _ => { };
    private int _next;

    public MomentRecorder Recorder => recorder;

    public void Begin(Action<Moment> take)
    {
        _take = take;
        Advance();
    }

    public bool Advance()
    {
        if (_next == rollout.Steps.Count) return false;
        _take(recorder.Recorded(rollout, _next++));
        return true;
    }
}
