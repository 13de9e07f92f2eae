using System.Collections.Immutable;
using System.Globalization;
using Snowball.Rendering.Scenes;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Overlays;
using Snowball.Sim.Recording;

namespace Snowball.Rendering.Playback;

/// <summary>Takes the moments of an environment of one world.</summary>
/// <param name="environment">The environment.</param>
/// <param name="sources">What has something to show.</param>
/// <param name="atmosphere">Light and weather; null for those that the scenario draws.</param>
/// <param name="momentSeconds">Time from one moment to the next, s.</param>
internal sealed class MomentRecorder(DrivingEnv environment, IEnumerable<IOverlaySource> sources, Atmosphere? atmosphere, double momentSeconds)
{
    private readonly IOverlaySource[] _sources = [.. sources];
    private readonly WorldExtractor _extractor = new(environment, atmosphere);
    private readonly VehicleInstance[] _room = new VehicleInstance[environment.Vehicles.Slots];
    private readonly EpisodeSums _sums = new(environment);
    private PlayedEpisode _episode = null!;
    private StepReport _report = null!;
    private int _index, _episodes;

    /// <summary>What is recorded.</summary>
    public DrivingEnv Environment => environment;

    /// <summary>Time from one moment to the next, s.</summary>
    public double MomentSeconds => momentSeconds;

    /// <summary>The first moment of an episode that was just started.</summary>
    public Moment Start()
    {
        Begin(ego => [.. Overlays(ego), .. environment.FrameOverlays(world: 0, ego, isFinal: false)]);
        return Take();
    }

    /// <summary>A moment within a policy step.</summary>
    public Moment Substep() => Take();


    /// <summary>The moment at the end of a policy step.</summary>
    /// <param name="actions">What was done.</param>
    /// <param name="hasEnded">Whether the episode ended with it.</param>
    public Moment Step(float[] actions, bool hasEnded)
    {
        var egos = ImmutableArray.CreateBuilder<EgoReport>(environment.Agents);
        for (int ego = 0; ego < environment.Agents; ego++)
        {
            egos.Add(Report(ego, Row<float>(actions, ego, environment.Action.Dimensions), environment.Rewards[ego],
                environment.RewardTerms(ego).ToArray(), environment.CostTerms(ego).ToArray(), environment.Measured(ego).ToArray(),
                environment.Terminated[ego], environment.Truncated[ego],
                Row(hasEnded ? environment.FinalObservations : environment.Observations, ego, environment.Observation.Size), Overlays(ego)));
        }
        _report = new(_report.Step + 1, egos.MoveToImmutable());
        return Take();
    }

    /// <summary>The moment at the end of a policy step with the frames that belong to it, and what is seen in them, if there are any.</summary>
    public Moment WithFrames(Moment moment, bool hasEnded)
    {
        var egos = ImmutableArray.CreateBuilder<EgoReport>(environment.Agents);
        for (int ego = 0; ego < environment.Agents; ego++)
        {
            var report = moment.Report.Egos[ego];
            egos.Add(report with
            {
                Frame = environment.FrameSpec is { } spec ? Row(hasEnded ? environment.FinalFrames : environment.Frames, ego, spec.Size) : report.Frame,
                Overlays = [.. report.Overlays, .. environment.FrameOverlays(world: 0, ego, hasEnded)],
            });
        }
        _report = moment.Report with { Egos = egos.MoveToImmutable() };
        return moment with { Report = _report };
    }

    /// <summary>The moment of a recorded state, which is put into the environment's vehicles.</summary>
    /// <exception cref="InputException">It does not fit the environment.</exception>
    public Moment Recorded(Rollout rollout, int step)
    {
        var recorded = rollout.Steps[step];
        if (step == 0) Begin(ego => RecordedOverlays.Of(recorded, ego));
        RecordedStates.Put(environment, recorded.Vehicles, step == 0 ? null : rollout.Steps[step - 1].Vehicles, (float)momentSeconds);
        if (recorded.Transition is not { } transition) return Take();
        var egos = ImmutableArray.CreateBuilder<EgoReport>(environment.Agents);
        for (int ego = 0; ego < environment.Agents; ego++)
        {
            var reward = transition.Rewards[ego];
            egos.Add(Report(ego, transition.Actions[ego], reward.Total, reward.Terms, reward.Costs, RecordedStates.Metrics(rollout.Header, transition, ego, environment.Agents),
                reward.Terminated, reward.Truncated, recorded.Observations[ego], RecordedOverlays.Of(recorded, ego)));
        }
        _report = new(step, egos.MoveToImmutable());
        return Take();
    }

    private void Begin(Func<int, ImmutableArray<Overlay>> overlays)
    {
        _sums.Clear();
        _episode = new(_episodes++, environment.EpisodeSeed(0), environment.Frame.Road(0), _extractor.Atmosphere(0), _index);
        var egos = ImmutableArray.CreateBuilder<EgoReport>(environment.Agents);
        for (int ego = 0; ego < environment.Agents; ego++)
        {
            egos.Add(new EgoReport
            {
                Action = [], ActionName = "", Reward = 0f, Return = 0, Cost = 0, Gate = [], Terminated = false, Truncated = false,
                RewardTerms = new float[environment.Scenario.Reward.Terms.Length],
                CostTerms = new float[environment.Scenario.Cost.Terms.Length],
                Metrics = new float[MetricCatalog.All.Length],
                Observation = Row(environment.Observations, ego, environment.Observation.Size),
                Frame = environment.FrameSpec is { } spec ? Row(environment.Frames, ego, spec.Size) : [],
                Overlays = overlays(ego),
            });
        }
        _report = new(0, egos.MoveToImmutable());
    }

    private EgoReport Report(int ego, float[] action, float reward, float[] rewardTerms, float[] costTerms, float[] metrics,
        bool terminated, bool truncated, float[] observation, ImmutableArray<Overlay> overlays)
    {
        _sums.Add(ego, metrics);
        return new EgoReport
        {
            Action = action, ActionName = NameOf(action), Reward = reward, RewardTerms = rewardTerms, CostTerms = costTerms, Metrics = metrics,
            Return = _sums.Sum(ego, MetricIndex.Return), Cost = _sums.Sum(ego, MetricIndex.Cost), Gate = _sums.Gate(ego),
            Terminated = terminated, Truncated = truncated, Observation = observation, Overlays = overlays,
        };
    }

    private Moment Take()
    {
        int index = _index++;
        var vehicles = _room.AsSpan(0, _extractor.Vehicles(0, _room)).ToArray();
        return new Moment
        {
            Index = index, Time = index * momentSeconds, EpisodeTime = (index - _episode.FirstMoment) * momentSeconds, Episode = _episode,
            Vehicles = vehicles, Truth = Truth(), Report = _report,
        };
    }

    private VehicleTruth[] Truth()
    {
        var truth = new List<VehicleTruth>(_room.Length);
        for (int slot = 0; slot < environment.Vehicles.Slots; slot++)
        {
            if (environment.Vehicles.Active[slot] != 0) truth.Add(Truth(slot));
        }
        return [.. truth];
    }

    private VehicleTruth Truth(int slot)
    {
        var v = environment.Vehicles;
        int leader = environment.Order.Leader(slot, v.Lane[slot]);
        float gap = float.PositiveInfinity, time = float.PositiveInfinity;
        if (leader >= 0)
        {
            gap = environment.Order.Distance(slot, leader) - 0.5f * (v.Length[leader] + v.Length[slot]);
            float closing = environment.Order.Closing(slot, leader);
            if (closing > 0f) time = MathF.Max(gap, 0f) / closing;
        }
        var role = slot < v.Egos ? VehicleRole.Ego : slot < v.FirstTraffic ? VehicleRole.Actor : VehicleRole.Traffic;
        return new(slot, role, v.Speed[slot], v.Acceleration[slot], v.S[slot], v.D[slot], v.Lane[slot], v.TargetLane[slot], gap, time, v.Crashed[slot] != 0);
    }

    private ImmutableArray<Overlay> Overlays(int ego)
    {
        var overlays = ImmutableArray.CreateBuilder<Overlay>();
        foreach (var source in _sources) overlays.AddRange(source.Overlays(world: 0, ego));
        return overlays.ToImmutable();
    }

    private string NameOf(float[] action)
    {
        var spec = environment.Action;
        if (spec.IsDiscrete) return spec.Names[(int)action[0]];
        var parts = new string[action.Length];
        for (int i = 0; i < parts.Length; i++) parts[i] = string.Create(CultureInfo.InvariantCulture, $"{spec.Names[i]} {action[i]:+0.00;-0.00;0.00}");
        return string.Join("  ", parts);
    }

    private static T[] Row<T>(ReadOnlySpan<T> rows, int row, int width) => rows.Slice(row * width, width).ToArray();
}
