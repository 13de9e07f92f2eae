using Snowball.Rendering.Scenes;
using Snowball.Sim.Environments;
using Snowball.Sim.Overlays;
using Snowball.Sim.Recording;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Playback;

/// <summary>How something is played.</summary>
public sealed record PlayerOptions
{
    /// <summary>Light and weather; null for those that the scenario draws.</summary>
    public Atmosphere? Atmosphere { get; init; }

    /// <summary>What draws the frames that the policy sees, where the observation has any.</summary>
    public CameraRigFactory? Cameras { get; init; }

    /// <summary>The number of the first episode of a policy that is played.</summary>
    public int Episode { get; init; }

    /// <summary>Memory for moments, about; the default is some 30,000 moments of dense traffic.</summary>
    public long Bytes { get; init; } = 256L << 20;
}

/// <summary>
/// Plays one world moment by moment: a recorded episode, or a policy's episodes one after another. It plays on demand, by
/// <see cref="Advance"/>, and keeps what it played for scrubbing. Not thread-safe.
/// </summary>
public sealed class Player : IDisposable
{
    private readonly IPlaySource _source;
    private readonly MomentHistory _history;
    private readonly List<PlayedEvent> _events = [];
    private readonly Func<string> _driver;

    private Player(IPlaySource source, Func<string> driver, long bytes)
    {
        (_source, _driver, _history) = (source, driver, new MomentHistory(bytes));
        source.Begin(Take);
    }

    /// <summary>
    /// Plays a rollout. Its actions are driven again, at the rate of the simulation; where that does not lead to the recorded states to the bit,
    /// <see cref="Deviation"/> says so and the recorded states are played, at the rate of the policy. Overlays are the recorded ones, if there are any.
    /// </summary>
    /// <param name="rollout">The recorded episode.</param>
    /// <param name="options">How it is played.</param>
    /// <param name="scenarioFolder">The scenario's folder, where a map lies that it names; null where it names none.</param>
    /// <exception cref="Sim.InputException">The rollout's scenario is not valid any more, or its states do not fit the scenario.</exception>
    public static Player OfRollout(Rollout rollout, PlayerOptions? options = null, string? scenarioFolder = null)
    {
        options ??= new();
        var scenario = RolloutReplay.ScenarioOf(rollout, scenarioFolder);
        var comparison = RolloutComparison.Compare(rollout, RolloutReplay.Run(rollout, scenario, options.Cameras));
        var environment = new DrivingEnv(scenario, worlds: 1, cameras: options.Cameras);
        environment.ResetWorld(0, rollout.Header.EpisodeSeed);
        try
        {
            OpenSensors(environment);
            var recorded = new RecordedOverlays(rollout, environment);
            double duration = (rollout.Steps.Count - 1) / rollout.Header.PolicyHz;
            if (comparison.First is { } first)
            {
                var states = new StatesSource(new(environment, [], options.Atmosphere, 1 / rollout.Header.PolicyHz), rollout);
                return new(states, () => rollout.Header.Policy, options.Bytes) { Duration = duration, Deviation = first.ToString() };
            }
            IOverlaySource shown = recorded.HasAny ? recorded : environment;
            var driven = new DrivenSource(new(environment, [shown], options.Atmosphere, 1.0 / scenario.Simulation.SimulationFrequency), Recorded(rollout), endsWithEpisode: true);
            return new(driven, () => rollout.Header.Policy, options.Bytes) { Duration = duration };
        }
        catch
        {
            environment.Dispose();
            throw;
        }
    }

    /// <summary>Plays a policy's episodes one after another; it does not end by itself.</summary>
    /// <param name="scenario">What is driven.</param>
    /// <param name="makePolicy">Makes the policy for the environment it will drive. What it has to show is shown, if it is an <see cref="IOverlaySource"/>.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="split">Family of the episodes.</param>
    /// <param name="options">How it is played.</param>
    public static Player OfPolicy(
        Scenario scenario, Func<DrivingEnv, IPolicy> makePolicy, ulong seed = 0, SeedSplit split = SeedSplit.Test, PlayerOptions? options = null)
    {
        options ??= new();
        // Outside training an episode's number is that of its world and of those before it.
        var environment = new DrivingEnv(scenario, worlds: 1, split: split, firstWorld: options.Episode, cameras: options.Cameras);
        try
        {
            environment.Reset(seed);
            var policy = makePolicy(environment);
            environment.Open(policy.ChannelsRead);
            OpenSensors(environment);
            var recorder = new MomentRecorder(environment, policy is IOverlaySource source ? [environment, source] : [environment], options.Atmosphere, 1.0 / scenario.Simulation.SimulationFrequency);
            var driven = new DrivenSource(recorder, (driving, actions) =>
            {
                policy.Act(driving, actions);
                return true;
            }, endsWithEpisode: false);
            return new(driven, () => policy.Name, options.Bytes);
        }
        catch
        {
            environment.Dispose();
            throw;
        }
    }

    /// <summary>The environment that is played; not to be stepped.</summary>
    public DrivingEnv Environment => _source.Recorder.Environment;

    /// <summary>Who drives now: a policy may be renewed while it is trained.</summary>
    public string Driver => _driver();

    /// <summary>Where a rollout that is driven again parts from what was recorded, which is played then; null where it does not.</summary>
    public string? Deviation { get; private init; }

    /// <summary>Time from one moment to the next, s.</summary>
    public double MomentSeconds => _source.Recorder.MomentSeconds;

    /// <summary>Time of the last moment of what is played, s; null where it does not end by itself.</summary>
    public double? Duration { get; private init; }

    /// <summary>Number of the first moment that is kept; above 0 where the oldest ones were dropped.</summary>
    public int First => _history.First;

    /// <summary>Number of the moment that is played next.</summary>
    public int End => _history.End;

    /// <summary>A moment that is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public Moment this[int index] => _history[index];

    /// <summary>The newest moment.</summary>
    public Moment Latest => _history[_history.End - 1];

    /// <summary>Memory that the moments take, about.</summary>
    internal long HeldBytes => _history.Held;

    /// <summary>What happened in the moments that are kept, in order.</summary>
    public IReadOnlyList<PlayedEvent> Events => _events;

    /// <summary>Whether there is nothing more to play.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether <see cref="HandActions"/> can be given: a rollout has its own.</summary>
    public bool CanBeDriven => _source is DrivenSource { EndsWithEpisode: false };

    /// <summary>[action dimensions], what the first ego does in place of what its policy chooses, as long as it is given.</summary>
    /// <exception cref="InvalidOperationException">A rollout is played.</exception>
    public float[]? HandActions
    {
        get => (_source as DrivenSource)?.HandActions;
        set
        {
            if (!CanBeDriven) throw new InvalidOperationException("A recorded episode cannot be driven.");
            ((DrivenSource)_source).HandActions = value;
        }
    }

    /// <summary>Plays one policy step; false where there is nothing more to play.</summary>
    public bool Advance()
    {
        IsOver = IsOver || !_source.Advance();
        return !IsOver;
    }

    /// <summary>Plays until a time is there, or to the end.</summary>
    /// <returns>Whether it is there.</returns>
    public bool AdvanceTo(double seconds)
    {
        while (Latest.Time < seconds && Advance())
        {
        }
        return Latest.Time >= seconds;
    }

    /// <summary>The world at a time, between two moments by interpolation; at the first or last moment that is kept where the time is beyond them.</summary>
    public Moment At(double seconds)
    {
        double place = Math.Clamp(seconds / MomentSeconds, First, End - 1);
        int index = (int)place;
        return index + 1 < End ? MomentInterpolation.Between(this[index], this[index + 1], (float)(place - index)) : this[index];
    }

    /// <inheritdoc/>
    public void Dispose() => Environment.Dispose();

    private void Take(Moment moment)
    {
        EventFinder.Find(End > First ? Latest : null, moment, _events);
        _history.Add(moment);
        int dropped = 0;
        while (dropped < _events.Count && _events[dropped].Moment < First) dropped++;
        _events.RemoveRange(0, dropped);
    }

    /// <summary>Lets all sensors of the scenario run, so that they can be shown.</summary>
    private static void OpenSensors(DrivingEnv environment)
    {
        foreach (var sensor in environment.Scenario.Sensors)
        {
            if (sensor.Instrument is not CameraSettings) environment.Open([sensor.Name]);
        }
    }

    private static ActionChooser Recorded(Rollout rollout) => (environment, actions) =>
    {
        int step = environment.EpisodeStep(0) + 1;
        if (step >= rollout.Steps.Count) return false;
        int at = 0;
        foreach (float[] action in rollout.Steps[step].Transition!.Actions)
        {
            action.CopyTo(actions, at);
            at += action.Length;
        }
        return true;
    };
}
